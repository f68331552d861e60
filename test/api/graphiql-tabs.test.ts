import { Kind, parse, validate, type OperationDefinitionNode, type SelectionNode } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { tabsFor } from '../../src/demo/tabs.ts';
import { schema } from '../../src/graphql/schema.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');
const TABS = tabsFor(true, NOW);

const OPERATIONS = TABS.flatMap((tab) =>
  parse(tab.query)
    .definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    )
    .map(({ name, selectionSet }) => ({
      ...tab,
      name: name?.value ?? '',
      fields: selectionSet.selections.map(nameOf),
    })),
);

function nameOf(selection: SelectionNode): string {
  return selection.kind === Kind.INLINE_FRAGMENT ? '' : selection.name.value;
}

/** What has to be filled in before it can work: until then the answer says so. */
const TO_BE_FILLED_IN = ['ConfirmSignUp', 'RetryNetflix', 'RevokeApiKey'];

describe('the tabs that GraphiQL opens with', () => {
  it.each(TABS)('are valid: $query', ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([]);
  });

  it.each(OPERATIONS)(
    'can be run on the demo as they are: $name',
    async ({ query, variables, headers, name }) => {
      const gateway = await openGateway(loadConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent' }), {
        clock: () => NOW,
      });
      onTestFinished(() => gateway.close());
      const body = JSON.stringify({ query, variables, operationName: name });
      const request = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
      const response = await gateway.fetch(new Request('http://gateway/graphql', request));
      // A live update has no end: that it begins is all there is to see.
      if (response.headers.get('content-type') === 'text/event-stream') {
        expect(response.status).toBe(200);
        await response.body?.cancel();
        return;
      }
      const answer = (await response.json()) as {
        data: Record<string, { problems?: unknown[] }>;
        errors?: unknown;
      };
      // Only a token can be released, and the header has an API key.
      if (name === 'LogOut') {
        expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
        return;
      }
      expect(answer.errors).toBeUndefined();
      const refusals = Object.values(answer.data).flatMap((outcome) => [
        ...(outcome.problems ?? []),
        ...Object.entries(outcome).flatMap(([field, items]) => (field.startsWith('failed') ? items : [])),
      ]);
      expect(refusals).toHaveLength(TO_BE_FILLED_IN.includes(name) ? 1 : 0);
    },
  );

  it('have an operation for every root field that is not a look-up by number or id', () => {
    const used = OPERATIONS.flatMap(({ fields }) => fields);
    const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const roots = types.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect(roots.filter((field) => !used.includes(field)).toSorted()).toEqual([
      'node',
      'nodes',
      'subscription',
    ]);
  });
});
