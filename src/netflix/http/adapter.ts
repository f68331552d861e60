import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { currentTrace, traceparentOf } from '../../http/trace.ts';
import type { Netflix } from '../port.ts';
import { newsIn, replyIn } from './answers.ts';
import { exchangerWith, type Answered, type Asked, type Trust } from './exchange.ts';
import { patientWith, USUAL_PATIENCE, type Patience } from './patience.ts';
import { messagePath, MOST_NEWS, newsPath, wireMessage } from './wire.ts';

/** How Netflix is reached over HTTP. */
export interface HttpOptions {
  /** Where the contract's paths begin: https, or http where nobody listens in. */
  readonly address: string;
  readonly credential: Credential;
  /** A PEM file of who signs Netflix's certificate; null = those that Node trusts. */
  readonly authorityFile?: string | null;
  readonly patience?: Partial<Patience>;
  /** Bytes that an answer may have. */
  readonly mostBytes?: number;
}

/** What shows Netflix who is asking. */
export type Credential =
  | { readonly kind: 'BEARER'; readonly token: string }
  /** Mutual TLS, with PEM files. */
  | { readonly kind: 'CERTIFICATE'; readonly certificateFile: string; readonly keyFile: string };

/** More than a page of the longest news takes. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Netflix over HTTP, by the contract in `openapi.json`. Every call is safe to repeat, so what may pass is tried again after a pause; after
 * several failures in a row of one operator's calls, Netflix is left alone with that operator for a while. Throws an `Error` that names the
 * file when one of PEM cannot be read.
 */
export function netflixOverHttp({
  address,
  credential,
  authorityFile = null,
  patience = {},
  mostBytes = MOST_BYTES,
}: HttpOptions): Netflix {
  const manner = { ...USUAL_PATIENCE, ...patience };
  const { exchange, close } = exchangerWith({
    address,
    timeout: manner.timeout,
    mostBytes,
    ...trustOf(credential, authorityFile),
  });
  // For each operator its own: one that Netflix fails must not keep the others from being served.
  const patient = new Map<string, ReturnType<typeof patientWith>>();
  const patientlyFor = (operatorCode: string) => {
    const patiently = patient.get(operatorCode) ?? patientWith(manner);
    patient.set(operatorCode, patiently);
    return patiently;
  };
  const closing = new AbortController();
  const headers = {
    accept: 'application/json',
    ...(credential.kind === 'BEARER' && { authorization: `Bearer ${credential.token}` }),
  };
  const ask = <T>(
    operatorCode: string,
    asked: Omit<Asked, 'headers' | 'signal'>,
    read: (answered: Answered) => T,
  ): Promise<T> =>
    patientlyFor(operatorCode)(async () =>
      read(
        await exchange({
          ...asked,
          headers: {
            ...headers,
            ...traceHeader(),
            ...(asked.body !== null && { 'content-type': 'application/json' }),
          },
          signal: closing.signal,
        }),
      ),
    );

  return {
    tell: async (operatorCode, { number, ...message }) => {
      const body = JSON.stringify(z.encode(wireMessage, message));
      return ask(operatorCode, { method: 'PUT', path: messagePath(operatorCode, number), body }, replyIn);
    },
    news: async (operatorCode, after, limit) => {
      const path = newsPath(operatorCode, after, Math.min(limit, MOST_NEWS));
      return (await ask(operatorCode, { method: 'GET', path, body: null }, newsIn)).slice(0, limit);
    },
    close: async () => {
      closing.abort();
      close();
    },
  };
}

/** What lets Netflix's side find the request of ours that set off this call. */
function traceHeader(): Record<string, string> {
  const trace = currentTrace();
  return trace ? { traceparent: traceparentOf(trace) } : {};
}

function trustOf(credential: Credential, authorityFile: string | null): Trust {
  const [certificate, key] =
    credential.kind === 'CERTIFICATE' ? [credential.certificateFile, credential.keyFile] : [null, null];
  return { certificate: pemIn(certificate), key: pemIn(key), authority: pemIn(authorityFile) };
}

function pemIn(file: string | null): string | null {
  if (file === null) return null;
  const pem = readFileSync(file, 'utf8');
  if (!pem.includes('-----BEGIN ')) throw new Error(`Expected PEM in ${file}, found something else.`);
  return pem;
}
