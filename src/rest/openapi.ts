import { token } from './kinds.ts';
import type { Method } from './method.ts';
import { BASE, METHODS } from './methods.ts';
import { schemaOf, type Parameters, type Schema } from './parameters.ts';
import { REFUSALS, type Refusal } from './refusals.ts';

/** What any method can be refused with, once it is known which one is meant. */
const OF_EVERY_METHOD: readonly Refusal[] = [
  'INVALID_PARAMETER',
  'UNAUTHENTICATED',
  'VERB_NOT_ALLOWED',
  'RATE_LIMITED',
  'BUSY',
  'READ_ONLY',
  'TIMEOUT',
  'STORAGE_FULL',
  'INTERNAL_SERVER_ERROR',
];

/** The codes that a call of the method can be refused with. */
export function refusalsOf({ verb, scope, refusals }: Method): Refusal[] {
  const found = new Set<Refusal>([...OF_EVERY_METHOD, ...refusals]);
  if (verb === 'POST') found.add('INVALID_BODY').add('BODY_TOO_LARGE');
  if (scope !== null) found.add('FORBIDDEN');
  return Object.keys(REFUSALS).filter((code): code is Refusal => found.has(code as Refusal)); // a key of that very table
}

/** The parameters of a method, with the token of those who have to be known. */
export function parametersOf({ scope, parameters }: Method): Parameters {
  return scope === null ? parameters : { token, ...parameters };
}

/** The old API as an OpenAPI document, from the table of its methods. */
export function openApi() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Netflix billing gateway: the old REST API',
      version: '2.0.0',
      description:
        'What billing systems of operators have always asked, answered by the rules and the data of the GraphQL API. Dates are in UTC. Parameters that a method does not have are passed over; null, and an empty value in a query, are as good as missing.',
    },
    servers: [{ url: BASE.slice(0, -1) }],
    tags: [...new Set(METHODS.map(tagOf))].map((name) => ({ name })),
    paths: Object.fromEntries(METHODS.map((method) => [`/${method.path}`, pathItem(method)])),
    components: {
      schemas: { Refused: REFUSED },
      responses: Object.fromEntries(METHODS.flatMap(refusalsByStatus).map(refusedWith)),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'In the place of the parameter `token`.' },
        token: {
          type: 'apiKey',
          in: 'query',
          name: 'token',
          description: 'In a POST it stands in the body.',
        },
        key: { type: 'http', scheme: 'basic', description: 'The API key as user name, an empty password.' },
      },
    },
  };
}

function pathItem(method: Method) {
  const { verb, path, summary, description, scope } = method;
  return {
    [verb.toLowerCase()]: {
      operationId: path.replace(/[\W_]+([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      tags: [tagOf(method)],
      summary,
      description: scope === null ? description : `${description} Needs the scope ${scope}.`,
      security: securityOf(method),
      ...(verb === 'GET'
        ? { parameters: inQuery(method) }
        : {
            requestBody: {
              required: isNeeded(method),
              content: json(schemaOf(parametersOf(method), method.oneOf)),
            },
          }),
      responses: {
        200: { description: 'All is well.', content: json(envelope(method.data, OK)) },
        ...refusals(method),
      },
    },
  };
}

/** Whether there is no call without any parameter. */
function isNeeded({ parameters, oneOf }: Method): boolean {
  return oneOf.length > 0 || Object.values(parameters).some(({ isMandatory }) => isMandatory);
}

function tagOf({ path }: Method): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function securityOf({ scope, verb, path }: Method): object[] {
  if (path === 'authentication/token') return [];
  if (path === 'authentication/web_api_key/token') return [{ key: [] }];
  // The token of a POST is a part of its body, which no scheme of OpenAPI can say.
  if (scope === null || verb === 'POST') return [{ bearer: [] }, {}];
  return [{ bearer: [] }, { token: [] }];
}

function inQuery(method: Method): object[] {
  return Object.entries(parametersOf(method)).map(([name, { kind, description, isMandatory }]) => ({
    name,
    in: 'query',
    required: isMandatory,
    description: method.oneOf.includes(name)
      ? `${description} Exactly one of ${method.oneOf.join(', ')}.`
      : description,
    schema: kind.schema,
  }));
}

/** The answers that are no success, each by its name: many methods share one. */
function refusals(method: Method): Record<string, object> {
  return Object.fromEntries(
    refusalsByStatus(method).map(([status, codes]) => [
      status,
      { $ref: `#/components/responses/${nameOf(codes)}` },
    ]),
  );
}

type Refusals = readonly [status: number, codes: readonly Refusal[]];

function refusalsByStatus(method: Method): Refusals[] {
  return [...Map.groupBy(refusalsOf(method), (code) => REFUSALS[code].status)];
}

function refusedWith([, codes]: Refusals) {
  const response = {
    description: codes.map((code) => `${code}: ${REFUSALS[code].meaning}`).join(' '),
    content: json({ $ref: '#/components/schemas/Refused' }),
  };
  return [nameOf(codes), response] as const;
}

function nameOf(codes: readonly Refusal[]): string {
  return codes.join('.');
}

function json(schema: Schema) {
  return { 'application/json': { schema } };
}

function envelope(data: Schema, status: Schema): Schema {
  return {
    type: 'object',
    properties: { data, status },
    required: ['data', 'status'],
    additionalProperties: false,
  };
}

function statusWith(code: Schema, description: Schema, message: Schema): Schema {
  return {
    type: 'object',
    properties: { code, description, message },
    required: ['code', 'description', 'message'],
    additionalProperties: false,
  };
}

const NOTHING_SAID = { type: 'string', const: '' };
const OK = statusWith({ type: 'string', const: 'OK' }, NOTHING_SAID, NOTHING_SAID);

const REFUSED = envelope(
  { type: 'object', additionalProperties: false },
  statusWith(
    { type: 'string', enum: Object.keys(REFUSALS) },
    { type: 'string', description: 'The parameter that it is about; empty when it is about none.' },
    { type: 'string', description: 'Why, and what to do about it. Begins with the parameter.' },
  ),
);
