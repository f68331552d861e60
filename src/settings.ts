import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

// Kinds of settings: how the text of a variable is read, and what is said of one that cannot be.

const ON_OR_OFF: ReadonlyMap<string, boolean> = new Map([
  ...['on', 'true', 'yes', '1'].map((word) => [word, true] as const),
  ...['off', 'false', 'no', '0'].map((word) => [word, false] as const),
]);

/** Whether a text says on or off, in one of the words for it; null for any other. */
export function isOn(text: string): boolean | null {
  return ON_OR_OFF.get(text.toLowerCase()) ?? null;
}

/** A switch. */
export const onOrOff = expecting('on or off', isOn);

/** Where to listen. */
export const host = expecting('a host name or an IP address to listen on', (text) =>
  isHost(text) ? text : null,
);

/** A port of TCP; 0 = any that is free. */
export const port = expecting('a whole number from 0 to 65535', (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null,
);

/** A time in seconds, with up to three decimals. */
export function seconds(least: number, most: number) {
  return expecting(`seconds from ${least} to ${most}`, (text) =>
    /^\d{1,3}(\.\d{1,3})?$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null,
  );
}

const LEAST_SECRET = 32;

/** Something that only those know who were told; of a wrong one only the length is told. */
export const secret = expecting(
  `at least ${LEAST_SECRET} characters, such as "openssl rand -base64 48" prints`,
  (text) => (text.length >= LEAST_SECRET ? text : null),
  (text) => `${text.length} of them`, // a secret must not reach a log
);

/** A whole number between two, both included. */
export function wholeNumber(least: number, most: number) {
  return expecting(`a whole number from ${least} to ${most}`, (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most ? number : null;
  });
}

/** One of these words. */
export function oneOf<const T extends string>(words: readonly T[]) {
  return expecting(words.join(', '), (text) => words.find((word) => word === text) ?? null);
}

/** A setting that is read from its text, or explained: null from `read` is a mistake. */
export function expecting<T>(
  expected: string,
  read: (text: string) => T | null,
  found = (text: string) => JSON.stringify(text),
) {
  return z.string({ error: `expected ${expected}, found nothing` }).transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.issues.push({
      code: 'custom',
      input: text,
      message: `expected ${expected}, found ${found(text)}`,
    });
    return z.NEVER;
  });
}

/** The path in `file:./x.sqlite`, `file:///var/x.sqlite` or a plain path. */
export function databaseFile(text: string): string | null {
  if (text === ':memory:') return text;
  const scheme = schemeOf(text);
  if (scheme === null) return text;
  if (scheme !== 'file' || text.includes('?') || text.length === 'file:'.length) return null;
  if (!/^file:\/\//i.test(text)) return text.slice('file:'.length);
  try {
    return fileURLToPath(text);
  } catch {
    return null;
  }
}

/** What stands before the colon of an address, in lower case; null when there is none. One letter is a drive, not a scheme. */
export function schemeOf(text: string): string | null {
  return /^([a-z][a-z\d+.-]+):/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** Whether a file can be read and looks like PEM. */
export function holdsPem(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('-----BEGIN ');
  } catch {
    return false;
  }
}

/** Origins as browsers send them, separated by commas; null when one of them is none. */
export function origins(text: string): readonly string[] | null {
  const found = text.split(',').map((origin) => origin.trim());
  // URL takes an asterisk for a name.
  const isOrigin = (origin: string) =>
    /^https?:\/\/[^*]+$/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  return found.every(isOrigin) ? found : null;
}

/** The documents of a file by their ids, and by `sha256:` and their hash. */
export function documentsIn(file: string): ReadonlyMap<string, string> | null {
  const found = z.record(z.string().min(1), z.string()).safeParse(jsonIn(file));
  if (!found.success) return null;
  const entries = Object.entries(found.data);
  const isTrue = entries.every(([id, text]) => !id.startsWith('sha256:') || id === hashOf(text));
  return isTrue
    ? new Map(entries.flatMap(([id, text]) => [[id, text] as const, [hashOf(text), text] as const]))
    : null;
}

function hashOf(document: string): string {
  return `sha256:${createHash('sha256').update(document).digest('hex')}`;
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]{0,252}[a-z\d])?$/i.test(text);
}

/** An address with one of these schemes, without credentials, query and fragment; null for any other text. */
export function pageAddress(text: string, schemes: readonly string[]): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const plain =
    url.search === '' && url.hash === '' && url.username === '' && url.password === '' && !text.endsWith('?');
  return plain && schemes.includes(url.protocol) ? url.href : null;
}
