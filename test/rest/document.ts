import { expect } from 'vitest';
import { z } from 'zod';

import { openApi } from '../../src/rest/openapi.ts';
import type { Reply } from './wire.ts';

/** What the OpenAPI document says, read as somebody reads it who has nothing else. */
export const DOCUMENT = JSON.parse(JSON.stringify(openApi())) as {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
};

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}
interface Response {
  readonly description: string;
  readonly content: Content;
}
interface Reference {
  readonly $ref: string;
}
interface Content {
  readonly 'application/json': { readonly schema: Schema };
}
export type Schema = Readonly<Record<string, unknown>>;

const checks = new Map<string, z.ZodType>();

/** Fails the test unless the answer is one that the document has for this method and status. */
export function expectDocumented({ method, path }: { method: string; path: string }, reply: Reply): void {
  const operation = DOCUMENT.paths[`/${path}`]?.[method.toLowerCase()];
  const found = operation?.responses[reply.http];
  const response = found && '$ref' in found ? DOCUMENT.components.responses[lastOf(found.$ref)] : found;
  expect(response, `${method} ${path} answers ${reply.http}`).toBeDefined();
  if (reply.http !== 200) expect(response?.description).toContain(`${reply.status.code}:`);
  const key = `${method} ${path} ${reply.http}`;
  let check = checks.get(key);
  if (!check) {
    const schema = resolved(response?.content['application/json'].schema ?? {});
    checks.set(key, (check = z.fromJSONSchema(schema)));
  }
  const { data, status } = reply;
  expect(check.safeParse({ data, status }).error?.issues ?? [], `${key}: ${reply.text}`).toEqual([]);
}

function resolved(schema: Schema): Schema {
  return typeof schema.$ref === 'string' ? (DOCUMENT.components.schemas[lastOf(schema.$ref)] ?? {}) : schema;
}

function lastOf(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}
