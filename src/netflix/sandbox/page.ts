import { createHash } from 'node:crypto';

/** Text, parts of which may stand out. */
export type Paragraph = string | readonly (string | { readonly strong: string })[];

interface Extras {
  /** What the button says that sends the page back to its own address; none without it. */
  readonly button?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small page that needs nothing from anywhere else; whatever is put into it is text, never markup. */
export function page(
  status: number,
  title: string,
  paragraphs: readonly Paragraph[],
  { button, headers }: Extras = {},
): Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)} · sandbox</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="mark">Netflix sandbox</p>
<h1>${text(title)}</h1>
${paragraphs.map((paragraph) => `<p>${inline(paragraph)}</p>`).join('\n')}
${button === undefined ? '' : `<form method="post"><button type="submit">${text(button)}</button></form>`}
</main>
</body>
</html>
`;
  return new Response(html, { status, headers: { ...HEADERS, ...headers } });
}

const STYLE = `
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 30rem; padding: 2rem; }
.mark { margin: 0; font-size: 0.875rem; opacity: 0.8; }
h1 { margin: 0.25rem 0 1rem; line-height: 1.2; }
button { font: inherit; font-weight: 600; margin-top: 1rem; padding: 0.75rem 2rem; border: 0; border-radius: 0.375rem; background: #b20710; color: #fff; cursor: pointer; }
button:hover { background: #8c050c; }
button:focus-visible { outline: 3px solid; outline-offset: 3px; }
`;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  // The token is in the address: nothing may keep it or pass it on.
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

function inline(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return text(paragraph);
  return paragraph
    .map((part) => (typeof part === 'string' ? text(part) : `<strong>${text(part.strong)}</strong>`))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
