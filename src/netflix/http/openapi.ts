import { z } from 'zod';

import { MOST_NEWS, wireAcceptance, wireMessage, wireNews, wireRefusal } from './wire.ts';

/** The contract between the gateway and Netflix's side, as an OpenAPI document; `openapi.json` is its printed form. */
export function openApi() {
  return {
    openapi: '3.1.0',
    info: {
      title: "Netflix's side of the billing gateway",
      version: '1.0.0',
      description:
        'What the gateway asks of Netflix, and nothing else: it tells what happened with an operator, and fetches what is new. All of it is safe to repeat. The gateway follows no redirect, reads at most 4 MiB of an answer, and waits ten seconds for it.',
    },
    security: [{ bearer: [] }, { certificate: [] }],
    paths: {
      '/v1/operators/{operatorCode}/messages/{number}': {
        parameters: [
          OPERATOR,
          parameter(
            'path',
            'number',
            "The gateway's own number of the message, unique per operator, even if the gateway goes back to a backup.",
            { type: 'string' },
          ),
        ],
        put: {
          operationId: 'tell',
          summary: 'Tells Netflix one thing about one subscription',
          description:
            'The same number is the same message: however often it is put, it takes effect once, and is answered as then; one that was refused is judged anew. The messages of a subscription come in the order in which things happened, each after the one before it was answered.',
          requestBody: { required: true, content: json('Message') },
          responses: {
            200: { description: 'Netflix took it in.', content: json('Acceptance') },
            422: {
              description:
                'Netflix refuses it for good; the gateway does not try again until somebody asks it to. With this body 400, 404 and 409 mean the same, without it they are a fault.',
              content: json('Refusal'),
            },
            ...FAILURES,
          },
        },
      },
      '/v1/operators/{operatorCode}/news': {
        parameters: [OPERATOR],
        get: {
          operationId: 'news',
          summary: 'Fetches what is new, oldest first',
          description:
            'Every piece of news keeps its place for good: the same cursor gives the same news again, and nothing is ever put in before a cursor that was given out.',
          parameters: [
            parameter('query', 'after', 'The cursor of the last news taken in; none = from the beginning.', {
              type: 'string',
              maxLength: 256,
            }),
            parameter('query', 'limit', 'How many at most.', {
              type: 'integer',
              minimum: 1,
              maximum: MOST_NEWS,
              default: 100,
            }),
          ],
          responses: {
            200: {
              description: 'What is new behind the cursor; empty when nothing is.',
              content: json('NewsPage'),
            },
            ...FAILURES,
          },
        },
      },
    },
    components: {
      schemas: schemas(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        certificate: { type: 'mutualTLS' },
      },
    },
  };
}

const OPERATOR = parameter('path', 'operatorCode', "The operator's code with the gateway.", {
  type: 'string',
});

const FAILURES = {
  '401': { description: 'The credential is missing or not good.' },
  '403': { description: 'The credential is not good for this operator.' },
  '429': patience('Too much at once.'),
  '503': patience('Netflix cannot answer now.'),
  default: {
    description: 'No clear answer. The gateway asks again later: at once after 408, 425 and 5xx.',
  },
};

function patience(why: string) {
  return {
    description: `${why} The gateway asks again, not before \`Retry-After\`.`,
    headers: {
      'Retry-After': { description: 'Seconds, or an HTTP date.', schema: { type: 'string' } },
    },
  };
}

function parameter(place: 'path' | 'query', name: string, description: string, schema: object) {
  return { name, in: place, ...(place === 'path' && { required: true }), description, schema };
}

function json(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

/** What `wire.ts` checks, as JSON Schema, by the id that each part has there. */
function schemas(): unknown {
  const { $defs } = z.toJSONSchema(z.tuple([wireMessage, wireAcceptance, wireRefusal, wireNews]), {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly; // says only that our types are
    },
  });
  return JSON.parse(JSON.stringify($defs).replaceAll('#/$defs/', '#/components/schemas/'));
}
