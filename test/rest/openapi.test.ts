import { expect, it } from 'vitest';

import { METHODS } from '../../src/rest/methods.ts';
import { REFUSALS } from '../../src/rest/refusals.ts';
import { openGateway } from '../api/gateway.ts';
import { DOCUMENT } from './document.ts';

it('is served as it is made from the table of methods', async () => {
  const { gateway } = await openGateway();
  const response = await gateway.fetch(new Request('http://gateway/crmapi/rest/v2/openapi.json'));
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual(DOCUMENT);
  const operations = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
    Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path.slice(1)}`),
  );
  expect(operations).toEqual(METHODS.map(({ verb, path }) => `${verb} ${path}`));
  const ids = Object.values(DOCUMENT.paths).flatMap((item) =>
    Object.values(item).map((one) => one.operationId),
  );
  expect(new Set(ids).size).toBe(METHODS.length);
});

it.each(['/crmapi/rest/v2/', '/crmapi/rest/v2', '/crmapi/rest/v2/openapi.json'])(
  'may be looked for without being read: HEAD %s',
  async (path) => {
    const { gateway } = await openGateway();
    for (const [send, origin] of [
      [gateway.fetch, 'http://gateway'],
      [fetch, await gateway.listen()],
    ] as const) {
      const [page, head] = [
        await send(new Request(origin + path)),
        await send(new Request(origin + path, { method: 'HEAD' })),
      ];
      expect([page.status, head.status, await head.text()]).toEqual([200, 200, '']);
      expect(head.headers.get('content-type')).toBe(page.headers.get('content-type'));
    }
  },
);

it('has a page for people that needs nothing from elsewhere', async () => {
  const { gateway } = await openGateway();
  const response = await gateway.fetch(new Request('http://gateway/crmapi/rest/v2/'));
  const page = await response.text();
  const same = await gateway.fetch(new Request('http://gateway/crmapi/rest/v2'));
  expect(await same.text()).toBe(page);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(page).not.toMatch(/<script|<link|<img|src=|https?:/);
  for (const { path, parameters } of METHODS)
    for (const word of [path, ...Object.keys(parameters)]) expect(page).toContain(`<code>${word}</code>`);
  for (const code of Object.keys(REFUSALS)) expect(page).toContain(`<code>${code}</code>`);
});
