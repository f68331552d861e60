import type { Plugin } from 'graphql-yoga';

import { badUserInput } from './errors.ts';

/**
 * Understands `GET` and `POST` with a body of JSON, and nothing else: a browser sends forms to any site without asking, so their bodies are
 * never executed.
 */
export const understanding: Plugin = {
  onRequestParse: ({ request, url }) => {
    if (
      request.method === 'POST' &&
      !/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')
    ) {
      throw refusal(
        415,
        'Send the request as a body of JSON, with the header `Content-Type: application/json`.',
      );
    }
    if (request.method === 'GET') {
      for (const name of ['variables', 'extensions']) {
        if (!isJson(url.searchParams.get(name)))
          throw refusal(400, `The parameter \`${name}\` must be JSON.`);
      }
    }
  },
};

function refusal(status: number, message: string) {
  const error = badUserInput([{ path: [], message }]);
  error.extensions.http = { status };
  return error;
}

function isJson(text: string | null): boolean {
  if (text === null || text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
