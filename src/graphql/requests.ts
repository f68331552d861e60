import type { GraphQLParams, Plugin } from 'graphql-yoga';

import { badUserInput, failure } from './errors.ts';
import { isNestedDeeper } from './nesting.ts';
import { JSON_TYPE, takesNothing } from './responses.ts';
import type { DocumentParameters } from './trusted.ts';

/** Understands `GET`, and `POST` with a body of JSON. A document may be named instead of sent. */
export function understanding({ named, most }: Understanding): Plugin {
  return {
    onRequestParse: ({ request, url }) => {
      const isGet = request.method === 'GET';
      if (takesNothing(request.headers.get('accept'))) throw refusal(406, NOT_TAKEN);
      if (isGet) {
        for (const name of ['variables', 'extensions']) {
          const text = url.searchParams.get(name) ?? '';
          if (isNestedDeeper(text, most)) throw tooDeep(most);
          if (!isJson(text)) throw refusal(400, `The parameter \`${name}\` must be JSON.`);
        }
      }
      return {
        onRequestParseDone: ({ requestParserResult: given, setRequestParserResult }) => {
          if (Array.isArray(given)) return;
          const documentId = isGet ? url.searchParams.get('documentId') : undefined;
          const { documentId: _named, ...rest }: GraphQLParams & DocumentParameters = given;
          const query = named({ ...given, ...(documentId != null && { documentId }) });
          // What is no text Yoga explains better.
          setRequestParserResult(query === null ? rest : { ...rest, query: query as string });
        },
      };
    },
  };
}

const NOT_TAKEN =
  'The answer is `application/graphql-response+json`, `application/json` or `text/event-stream`: take one of them in the header `Accept`.';

interface Understanding {
  /** See `Engine`. */
  readonly named: (given: DocumentParameters) => unknown;
  /** How deep variables and extensions may be. */
  readonly most: number;
}

/**
 * Whether a body says that it is JSON, in UTF-8. No other is ever executed: a browser sends forms to any site without asking, and text in
 * another encoding would be understood as something else.
 */
export function isJsonType(contentType: string | null): boolean {
  const [type, ...parameters] = (contentType ?? '').toLowerCase().replaceAll(/[\s"]/g, '').split(';');
  return type === JSON_TYPE && parameters.every((one) => !one.startsWith('charset=') || UTF_8.has(one));
}

const UTF_8 = new Set(['charset=utf-8', 'charset=utf8']);

/** What whoever sends another type is told. */
export function notJson() {
  return refusal(
    415,
    'Send the request as a body of JSON in UTF-8, with the header `Content-Type: application/json`.',
  );
}

/** What whoever sends lists in lists in lists is told. */
export function tooDeep(most: number) {
  return failure(
    'JSON_DEPTH_LIMIT',
    `A request may have lists and objects at most ${most} deep within each other.`,
  );
}

function refusal(status: number, message: string) {
  const error = badUserInput([{ path: [], message }]);
  error.extensions.http = { status };
  return error;
}

function isJson(text: string): boolean {
  if (text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
