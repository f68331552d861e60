import { createHash } from 'node:crypto';

import type { Answer } from '../http/request.ts';
import type { Method } from './method.ts';
import { BASE, METHODS } from './methods.ts';
import { parametersOf, refusalsOf } from './openapi.ts';
import type { OneOf, Parameters, Schema } from './parameters.ts';
import { REFUSALS } from './refusals.ts';

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.5rem 4rem; }
h2 { margin: 3rem 0 0.25rem; font-size: 1.125rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; }
code { font: 0.9375em ui-monospace, monospace; overflow-wrap: anywhere; }
small { opacity: 0.8; }
`;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`,
};

/** The old API for people to read, from the table of its methods; it needs nothing from anywhere else. */
export function page(): Answer {
  const links = METHODS.map(({ path }) => `<li><a href="#${text(path)}"><code>${text(path)}</code></a></li>`);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The old REST API</title>
<style>${STYLE}</style>
</head>
<body>
<h1>The old REST API</h1>
<p>Every path begins with <code>${BASE}</code>. A GET takes its parameters in the query, a POST in a JSON body. For programs: <a href="${BASE}openapi.json">OpenAPI 3.1</a>.</p>
<ul>
${links.join('\n')}
<li><a href="#codes">Codes</a></li>
</ul>
${METHODS.map(section).join('\n')}
<h2 id="codes">Codes</h2>
<p>An answer is <code>{"data": …, "status": {"code", "description", "message"}}</code>. The code is OK, or one of these; then <code>data</code> is empty and the description names the parameter.</p>
${table(
  ['Code', 'HTTP', 'Meaning'],
  Object.entries(REFUSALS).map(([code, { status, meaning }]) => [
    `<code>${code}</code>`,
    String(status),
    text(meaning),
  ]),
)}
</body>
</html>
`;
  return { status: 200, headers: HEADERS, body: html };
}

function section(method: Method): string {
  const { verb, path, summary, description, scope, oneOf, data } = method;
  return `<h2 id="${text(path)}">${verb} <code>${text(path)}</code></h2>
<p>${text(`${summary}. ${description}`)}${scope === null ? '' : ` Scope: ${scope}.`}</p>
${table(['Parameter', '', 'Meaning'], rowsOf(parametersOf(method), oneOf))}
<p><small>Answers</small> <code>${text(shapeOf(data))}</code></p>
<p><small>Codes: ${refusalsOf(method).join(', ')}</small></p>`;
}

function rowsOf(parameters: Parameters, oneOf: OneOf): string[][] {
  return Object.entries(parameters).map(([name, { kind, description, isMandatory }]) => [
    `<code>${text(name)}</code>`,
    isMandatory ? 'mandatory' : oneOf.includes(name) ? 'one of them' : 'optional',
    `${text(description)} <small>${text(shapeOf(kind.schema))}</small>`,
  ]);
}

/** A schema in a few words, such as `{number, amount}` or `text, 1–128 characters`. */
function shapeOf(schema: Schema): string {
  const { type, properties, items, oneOf, enum: words } = schema;
  if (isSchema(properties)) {
    const members = Object.entries(properties).map(([name, of]) => member(name, of));
    return `{${members.join(', ')}}`;
  }
  if (isSchema(items)) return `[${shapeOf(items)}]${bounds(schema, 'minItems', 'maxItems')}`;
  // A number, or a string of digits.
  if (Array.isArray(oneOf)) return `a whole number${bounds(oneOf[0], 'minimum', 'maximum')}`;
  if (Array.isArray(words)) return words.join(' | ');
  if (type === 'string') return `text${bounds(schema, 'minLength', 'maxLength')}`;
  return type === 'object' ? '{}' : String(type);
}

function bounds(schema: unknown, least: string, most: string): string {
  if (!isSchema(schema)) return '';
  const [from = 1, to] = [schema[least], schema[most]];
  return typeof from === 'number' && typeof to === 'number' ? `, ${from}–${to}` : '';
}

function member(name: string, schema: unknown): string {
  const isNested = isSchema(schema) && (isSchema(schema.properties) || isSchema(schema.items));
  return isNested ? `${name}: ${shapeOf(schema)}` : name;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cell: 'th' | 'td') => (cells: readonly string[]) =>
    `<tr>${cells.map((content) => `<${cell}>${content}</${cell}>`).join('')}</tr>`;
  return rows.length === 0
    ? ''
    : `<table>\n${[line('th')(titles), ...rows.map(line('td'))].join('\n')}\n</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function text(value: string): string {
  return value.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
