import type { GraphiQLOptions, YogaServerOptions } from 'graphql-yoga';

import { hashOfSecret } from '../secrets.ts';

/** A tab that GraphiQL opens with; it is named after its first operation. */
export interface GraphiqlTab {
  /** One operation, or several that share their variables: GraphiQL asks which one to run. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

const TITLE = 'Netflix billing gateway';

/** Yoga's settings for GraphiQL with these tabs: everything comes from the gateway itself, so that it works without internet. */
export function graphiqlOf(
  tabs: readonly GraphiqlTab[] | false,
): Pick<YogaServerOptions<object, object>, 'graphiql' | 'renderGraphiQL'> {
  if (!tabs) return { graphiql: false };
  const defaultTabs = tabs.map(({ query, variables, headers }) => ({
    query: query.trim(),
    variables: JSON.stringify(variables, null, 2),
    headers: JSON.stringify(headers, null, 2),
  }));
  const [first] = defaultTabs;
  const options = { title: TITLE, defaultTabs, ...(first && { headers: first.headers }) };
  let page: Promise<string> | undefined;
  return {
    graphiql: options,
    renderGraphiQL: () => (page ??= render(options)),
  };
}

/** About 9 MB, so it is loaded when somebody looks for the first time. */
async function render(options: GraphiQLOptions): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL(options).replace('<head>', () => `<head><script>${beforeGraphiql(options)}</script>`);
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
