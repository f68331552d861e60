import { isObject } from '../json.ts';
import { badUserInput, failure } from './errors.ts';

/** The documents that may be asked, by id; null = any. */
export type TrustedDocuments = ReadonlyMap<string, string> | null;

/** How a request names a document: the text itself, its id, or its SHA-256 as Apollo's clients send it. */
export interface DocumentParameters {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** The text of the document that a request asks: as it stands there, or by its id. Null when it names none. Throws what a client did wrong. */
export function documentNamed(given: DocumentParameters, trusted: TrustedDocuments): unknown {
  if (given.query != null) return given.query;
  const id = given.documentId ?? hashIn(given.extensions);
  if (id == null) return null;
  if (!trusted) {
    // These words have Apollo's and urql's clients send the document itself, from then on.
    if (given.documentId == null)
      throw failure('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    const message = 'There are no documents here that have an id. Send the document itself, as `query`.';
    throw badUserInput([{ path: ['documentId'], message }]);
  }
  const text = typeof id === 'string' ? trusted.get(id) : undefined;
  if (text === undefined) throw untrusted();
  return text;
}

function hashIn(extensions: unknown): string | null {
  const { persistedQuery } = isObject(extensions) ? extensions : {};
  const { sha256Hash } = isObject(persistedQuery) ? persistedQuery : {};
  return typeof sha256Hash === 'string' ? `sha256:${sha256Hash.toLowerCase()}` : null;
}

/** What whoever asks anything else is told. */
export function untrusted() {
  return failure(
    'TRUSTED_DOCUMENT_REQUIRED',
    'Only documents that were agreed on can be asked here. Ask whoever runs the gateway to add this one.',
  );
}
