import { isDeepStrictEqual } from 'node:util';

/** Where what was found is not what was expected, a line each, at most so many. */
export function differences(expected: unknown, found: unknown, where: string, most = 8): string[] {
  const lines: string[] = [];
  const walk = (a: unknown, b: unknown, path: string): void => {
    if (lines.length >= most || isDeepStrictEqual(a, b)) return;
    if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) {
      lines.push(`${path}: expected ${told(a)}, found ${told(b)}`);
      return;
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) walk(a[key], b[key], `${path}.${key}`);
  };
  walk(expected, found, where);
  return lines;
}

function isObject(thing: unknown): thing is Record<string, unknown> {
  return typeof thing === 'object' && thing !== null;
}

function told(thing: unknown): string {
  const text = thing === undefined ? 'nothing' : JSON.stringify(thing);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
