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

it('has a page for people that needs nothing from elsewhere', async () => {
  const { gateway } = await openGateway();
  const response = await gateway.fetch(new Request('http://gateway/crmapi/rest/v2/'));
  const page = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(page).not.toMatch(/<script|<link|<img|src=|https?:/);
  for (const { path, parameters } of METHODS)
    for (const word of [path, ...Object.keys(parameters)]) expect(page).toContain(`<code>${word}</code>`);
  for (const code of Object.keys(REFUSALS)) expect(page).toContain(`<code>${code}</code>`);
});
