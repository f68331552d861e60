import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { METHODS } from '../../src/rest/methods.ts';
import { openGateway, type Data } from '../api/gateway.ts';
import { expectDocumented } from './document.ts';
import { UNIT, withUser } from './user.ts';
import { wireOf } from './wire.ts';

interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Data;
    readonly body?: Data;
  };
  readonly response: Data;
}

const DOCUMENTED = exchangesIn('documented-exchanges.json');
const OWN = exchangesIn('own-exchanges.json');
const EVERY = [...DOCUMENTED, ...OWN];

describe('The old wire', () => {
  it.each(EVERY)('answers as documented: $name', async ({ request, response }) => {
    const { ask, fill, headers } = await asInTheDocuments(request.path);
    const given = fill(request.query ?? request.body ?? {}) as Data;
    const reply = await ask(request.method, request.path, given, headers);
    const expected = fill(response) as Data;
    expect(shapeOf(reply.data)).toEqual(shapeOf(expected.data));
    expect(reply.status).toEqual(expected.status);
    expectDocumented(request, reply);
  });

  it('has an exchange for every method', () => {
    const shown = new Set(EVERY.map(({ request: { method, path } }) => `${method} ${path}`));
    expect(METHODS.map(({ verb, path }) => `${verb} ${path}`).filter((each) => !shown.has(each))).toEqual([]);
  });
});

/** What an answer is made of: names, nulls, lists and formats; what a text says is not a part of it. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, shapeOf(of)]));
  if (typeof value !== 'string') return value === null ? null : typeof value;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)
    ? 'date'
    : (/^[ISP]\d{8}$/.exec(value)?.[0].slice(0, 1) ?? 'text');
}

/** A gateway where things stand as in the examples, under numbers of its own; `fill` puts those into an exchange. */
async function asInTheDocuments(path: string) {
  const opened = await openGateway();
  const { gateway, operator, netflix, wait } = opened;
  const user = await withUser(gateway, wait());
  await operator.ask(`mutation {
    a: createPromotion(input: { code: "14", name: "Test", effectiveFrom: "2017-01-01T00:00:00Z" }) { problems { code } }
    b: createPromotion(input: { code: "15", name: "Test_2", effectiveFrom: "2017-02-01T00:00:00Z" }) { problems { code } }
    c: createPromotion(input: {
      code: "13", name: "Over", effectiveFrom: "2016-01-01T00:00:00Z", expiresOn: "2017-01-01T00:00:00Z"
    }) { problems { code } }
  }`);
  await operator.ask(
    `mutation { createProvisioningProvider(input: { name: "iptv" }) { problems { code } } }`,
  );
  const ask = wireOf(gateway, null);
  const token = await user.token();
  const pci155 = await ask('POST', 'netflix/subscriptions/create', {
    token,
    billing_system_customer_identifier: 'pci155',
    promotion_code: '14',
    customer_first_name: 'Ana',
    customer_last_name: 'Moreno',
    customer_address: {
      type: 'HOME',
      postal_code: '1065',
      street_name: 'Makarios Avenue',
      street_number: '10',
      town_city: 'Nicosia',
    },
  });
  await operator.ask(
    `mutation ($token: String!) {
      confirmSignUp(input: {
        token: $token, signedUpOn: "2026-03-01T12:00:00Z",
        prices: [{ amount: "9.99", currency: "EUR", effectiveFrom: "2026-03-01" }]
      }) { problems { code } }
    }`,
    { token: pci155.data.netflix_token },
  );
  const { netflixCustomerIdentifier } = await netflix.signsUp('pci123');
  // Everything but the first request was answered.
  await ask('POST', 'provisioning/generic_provisioning_requests/send_response', {
    token,
    provisioning_provider_identifier: { name: 'iptv' },
    responses_set: [2, 3, 4].map((n) => ({ number: `P0000000${n}`, response_status: 'ACCEPTED' })),
  });
  const processed = await netflix.charges('pci155');
  wait(86_400_000);
  await operator.ask('mutation { processCharges(input: {}) { processed } }');
  const pending = await netflix.charges('pci155');
  const values: Record<string, string> = {
    '{{token}}': await user.token(),
    '{{username}}': user.username,
    '{{password}}': user.password,
    '{{organisation}}': 'first',
    '{{unit, may be missing}}': UNIT,
    '{{pai of pci123}}': netflixCustomerIdentifier,
    // A charge can be decided on as long as it is pending.
    I00002706: /accept|decline/.test(path) ? pending : processed,
    I00002707: pending,
  };
  return {
    ask,
    headers: { authorization: `Basic ${btoa(`${operator.credential ?? ''}:`)}` },
    fill: (value: unknown): unknown => filled(value, values),
  };
}

function filled(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return values[value] ?? value;
  if (Array.isArray(value)) return value.map((each) => filled(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, values)]));
}

function exchangesIn(file: string): readonly Exchange[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return (JSON.parse(text) as { exchanges: Exchange[] }).exchanges;
}
