import type { Gateway } from '../../../src/app.ts';

/** All that a client sees of an answer, except the id that every request has of its own. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Asks, and tells what there is to see. */
export async function seen(
  { fetch }: Pick<Gateway, 'fetch'>,
  credential: string,
  query: string,
): Promise<Seen> {
  const response = await fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${credential}`,
        'x-request-id': 'the-same-for-all',
      },
      body: JSON.stringify({ query }),
    }),
  );
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: JSON.parse(await response.text()) as unknown };
}

/** The answer without the identifiers that it was asked with, to be compared with one that was asked with others. */
export function without(answer: Seen, identifiers: readonly string[]): string {
  let text = JSON.stringify(answer);
  for (const [n, identifier] of identifiers.entries())
    if (identifier !== '') text = text.replaceAll(JSON.stringify(identifier).slice(1, -1), `‹${n}›`);
  return text;
}

/** Where two answers to the same question differ, since something is drawn for each: those places of any answer are left out. */
export function drawnIn(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other)) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [path];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) =>
    drawnIn(Reflect.get(one, name), Reflect.get(other, name), `${path}/${name}`),
  );
}

/** The answer without these places. */
export function blanked<T>(answer: T, places: readonly string[], path = ''): T {
  const blank = (value: unknown, at: string): unknown => {
    if (places.includes(at)) return '(drawn)';
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item, n) => blank(item, `${at}/${n}`));
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, blank(one, `${at}/${name}`)]),
    );
  };
  return blank(answer, path) as T; // the same shape
}
