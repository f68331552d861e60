import { randomBytes } from 'node:crypto';

import type { GraphiQLOptions } from 'graphql-yoga';

import type { Handler, HttpRequest } from '../http/request.ts';
import { hashOfSecret } from '../secrets.ts';

/** A tab that GraphiQL opens with; it is named after its first operation. */
export interface GraphiqlTab {
  /** One operation, or several that share their variables: GraphiQL asks which one to run. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

const TITLE = 'Netflix billing gateway';

// GraphiQL moves a tab aside at the moment it is pressed, once for each tab, so that the click misses it. Many tabs leave the title no room.
const STYLE = '.graphiql-tab { transform: none !important } .graphiql-logo { white-space: nowrap }';

/** The page of GraphiQL with these tabs: everything comes from the gateway itself, so that it works without internet. */
export function graphiqlPage(tabs: readonly GraphiqlTab[]): Handler {
  const defaultTabs = tabs.map(({ query, variables, headers }) => ({
    query: query.trim(),
    variables: JSON.stringify(variables, null, 2),
    headers: JSON.stringify(headers, null, 2),
  }));
  const [first] = defaultTabs;
  const options = { title: TITLE, defaultTabs, ...(first && { headers: first.headers }) };
  let page: Promise<readonly string[]> | undefined;
  return async () => {
    const nonce = randomBytes(16).toString('base64');
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyWith(nonce),
    };
    return { status: 200, headers, body: (await (page ??= render(options))).join(nonce) };
  };
}

/** Whether somebody looks at the address with a browser. */
export function isLookedAt({ method, header }: Pick<HttpRequest, 'method' | 'header'>): boolean {
  return method === 'GET' && header('accept')?.includes('text/html') === true;
}

/** Scripts run when they are ours, and nothing is loaded from elsewhere; the editor writes styles of its own and works in workers. */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    'worker-src blob: data:',
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The page, cut where a nonce belongs. About 9 MB, so it is loaded when somebody looks for the first time. */
async function render(options: GraphiQLOptions): Promise<readonly string[]> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL(options).replace(
    '<head>',
    () => `<head><style>${STYLE}</style><script>${beforeGraphiql(options)}</script>`,
  );
  const parts: string[] = [];
  let done = 0;
  // What looks like a tag within a script is none.
  for (const { index } of page.matchAll(/<script\b[\s\S]*?<\/script>/g)) {
    parts.push(`${page.slice(done, index)}<script nonce="`);
    done = index + '<script'.length;
  }
  return [...parts, page.slice(done)].map((part, n) => (n === 0 ? part : `"${part}`));
}

// A browser keeps the tabs of this address, headers included: those of another database or program must not stand in for ours. And GraphiQL
// knows the parts of the tab that it opens with only from where it keeps those of the last edit: without them it leaves out the variables
// at the first visit, and adds an empty tab at every other.
function beforeGraphiql({ title, defaultTabs = [] }: GraphiQLOptions): string {
  // The variables may lie around the moment of the start, and a start is no reason to throw away what somebody typed.
  const kind = JSON.stringify([title, defaultTabs.map(({ query, headers }) => [query, headers])]);
  const first = JSON.stringify(defaultTabs[0] ?? null).replaceAll('<', '\\u003c');
  return `{
    const parts = ['query', 'variables', 'headers'];
    const ours = '${hashOfSecret(kind)}';
    if (localStorage.getItem('gateway:tabs') !== ours) {
      for (const part of ['tabState', ...parts]) localStorage.removeItem('graphiql:' + part);
      localStorage.setItem('gateway:tabs', ours);
    }
    const kept = JSON.parse(localStorage.getItem('graphiql:tabState'));
    const open = kept ? kept.tabs[kept.activeTabIndex] : ${first};
    for (const part of parts) localStorage.setItem('graphiql:' + part, open?.[part] ?? '');
  }`;
}
