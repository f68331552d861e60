import { once } from 'node:events';
import { mkdirSync, renameSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it, onTestFinished } from 'vitest';

import { DEMO } from '../../src/demo/demo.ts';
import { follow } from '../api/following.ts';
import type { Data } from '../api/gateway.ts';
import { commandLine } from '../cli/command-line.ts';
import { freePort } from './serving.ts';
import { stops } from './stopping.ts';
import { isAlive, startWorkers, until } from './workers.ts';

const REGISTER = `mutation ($customer: String!) {
  registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
    subscription { number } netflixToken { redirectUrl } problems { code }
  }
}`;
const LOG_IN = `mutation ($password: String!) {
  logIn(input: { organisation: "demo", username: "demo", password: $password }) { token }
}`;
const BARE = { DEMO_DATA: 'off', NETFLIX: 'none' };
/** So many connections lead to both of two workers. */
const TEN = Array.from({ length: 10 }, (_, n) => n);

describe('Workers', () => {
  it('are one gateway to whoever asks them', async () => {
    const { ask, send, origin, said } = await startWorkers(2, { RATE_CAPACITY: '10000', RATE_REFILL: '1' });
    expect(said.filter((line) => line.includes('The gateway is at'))).toHaveLength(1);
    expect(said.join()).toContain(DEMO.apiKey);

    // Who logs in at one is known to all.
    const { token } = (await ask(LOG_IN, { password: DEMO.password }, null)).data.logIn;
    for (const _ of TEN)
      expect(await ask('{ viewer { username } }', {}, token)).toMatchObject({
        data: { viewer: { username: 'demo' } },
      });

    // Whoever follows one sees what happens at any, once and in order.
    const query = 'subscription { subscriptionChanged { event { id type } subscription { number } } }';
    const live = await follow({ fetch }, { credential: DEMO.apiKey, query }, `${origin}/graphql`);
    const registered = await Promise.all(TEN.map((n) => ask(REGISTER, { customer: `B-live-${n}` })));
    const numbers = registered.map(({ data }) => data.registerSubscription.subscription.number as string);
    const told: Data[] = [];
    while (told.filter(({ event }) => event.type === 'NETFLIX_CONFIRMED').length < numbers.length)
      told.push(await live.next());
    const toldOf = (type: string) =>
      told.flatMap(({ event, subscription }) => (event.type === type ? [subscription.number as string] : []));
    expect(toldOf('SUBSCRIPTION_REGISTERED')).toEqual(numbers.toSorted());
    expect(toldOf('NETFLIX_CONFIRMED').toSorted()).toEqual(numbers.toSorted());

    // The same call, sent to all of them at once, is done once.
    const CREATE = `mutation { createPromotion(input: {
      code: "ONCE", name: "Once", effectiveFrom: "2026-01-01T00:00:00Z", idempotencyKey: "0196a3c2-6a40-7c35-9d44"
    }) { problems { code } replayed } }`;
    const outcomes: Data[] = [];
    await Promise.all(
      TEN.map(async () => {
        let answer = await ask(CREATE);
        while (answer.errors?.[0].extensions.code === 'IDEMPOTENCY_KEY_IN_PROGRESS')
          answer = await ask(CREATE);
        outcomes.push(answer.data.createPromotion);
      }),
    );
    expect(outcomes.map(({ problems }) => problems)).toEqual(TEN.map(() => []));
    expect(outcomes.filter(({ replayed }) => replayed === false)).toHaveLength(1);

    // A customer signs up at another one than the one that registered it, at once.
    const { redirectUrl } = (await ask(REGISTER, { customer: 'B-page' })).data.registerSubscription
      .netflixToken;
    const path = new URL(redirectUrl).pathname + new URL(redirectUrl).search;
    for (const method of ['GET', 'GET', 'POST'] as const)
      expect(await send({ path, method, credential: null })).toMatchObject({ status: 200 });
    const BY = '(by: { billingSystemCustomerIdentifier: "B-page" })';
    for (const _ of TEN)
      expect(await ask(`{ customer${BY} { subscriptions { nodes { stage } } } }`)).toMatchObject({
        data: { customer: { subscriptions: { nodes: [{ stage: 'ACTIVE' }] } } },
      });

    // Time that one has moved has moved for all.
    const expired = async () => {
      const asked = await ask(
        '{ customer(by: { billingSystemCustomerIdentifier: "B-live-1" }) { standing { signUpFunnel { tokenExpired } } } }',
      );
      return asked.data.customer.standing.signUpFunnel.tokenExpired as boolean;
    };
    expect(await expired()).toBe(false);
    await ask('mutation { advanceTime(input: { days: 3 }) { now } }');
    for (const _ of TEN) expect(await expired()).toBe(true);

    // Who fails to log in, and what callers spend, is counted together: each of the two sees about ten failures, and ten are free.
    const guess = async (n: number) => ask(LOG_IN, { password: `guess ${n}` }, null);
    for (const n of TEN) await guess(n);
    await sleep(200);
    const codes: string[] = [];
    for (const n of TEN) codes.push((await guess(n)).errors[0].extensions.code);
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(6);
    await sleep(200);
    for (const _ of TEN) {
      const { headers } = await send({ credential: null, body: { query: '{ __typename }' } });
      expect(Number(headers['ratelimit-remaining'])).toBeLessThan(8_500);
    }
  });

  it('are replaced when they die, less and less often when they cannot live', async () => {
    const port = await freePort();
    const settings = { DEMO_DATA: 'off', METRICS_PORT: String(port) };
    const { child, ended, send, logged, pids, folder, stderr } = await startWorkers(2, settings);
    const asked = async () => {
      const { status } = await send({ credential: null, body: { query: '{ __typename }' } });
      expect(status).toBe(200);
    };
    const figure = async (name: string) => {
      const lines = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).split('\n');
      return Number(
        lines
          .find((line) => line.startsWith(name))
          ?.split(' ')
          .at(-1),
      );
    };
    const REQUESTS = 'gateway_requests_total{kind="query",operation="none",status="2xx"}';
    const deaths = () => logged.filter(({ msg }) => msg.startsWith('A worker ended unexpectedly'));
    for (const _ of TEN) await asked();
    expect(await figure(REQUESTS)).toBe(10);

    const [first = 0, second = 0] = pids();
    process.kill(first, 'SIGKILL');
    await until(() => deaths().length === 1);
    for (const _ of TEN) await asked();
    await until(async () => {
      await send({ method: 'GET', path: '/nowhere' });
      return pids().size === 3;
    });
    expect(deaths()).toMatchObject([{ worker: first, signal: 'SIGKILL', exitCode: null }]);
    // What the dead one had counted is not forgotten.
    expect(await figure(REQUESTS)).toBe(20);

    // Whoever comes next finds a folder where the sandbox has its file.
    const sandbox = join(folder, 'gateway.sandbox.sqlite');
    renameSync(sandbox, `${sandbox}.aside`);
    mkdirSync(sandbox);
    process.kill([...pids()][2] ?? 0, 'SIGKILL');
    await until(() => deaths().length === 3);
    const pauses = deaths().map(({ pause }) => pause as number);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(new Set(pauses).size).toBe(3);
    for (const _ of TEN) await asked();

    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect([...pids(), second].filter(isAlive)).toEqual([]);
    expect(await stderr).toContain('The sandbox cannot use its file');
  });

  it('stop as one gateway does, under load', async () => {
    for await (const { exit, answered, broken, farewells, ready } of stops(1, ['--workers', '2'])) {
      expect(broken).toEqual([]);
      expect(answered).toBeGreaterThan(0);
      for (const farewell of farewells) expect(farewell).toMatch(/SERVER_STOPPING.*event: complete/s);
      expect(ready).toEqual([200, 503]);
      expect(exit).toEqual([0, null]);
    }
  });

  it('stop once however often they are told, and end at once with the process that started them', async () => {
    const [told, killed] = await Promise.all([
      startWorkers(2, { ...BARE, STOP_DELAY: '4' }),
      startWorkers(2, BARE),
    ]);
    // As a terminal and systemd do, to all of them; the process that started them tells them too.
    process.kill(-(told.child.pid ?? 0), 'SIGTERM');
    await until(async () => (await told.send({ method: 'GET', path: '/readyz' })).status === 503);
    expect([...told.pids()].map(isAlive)).toEqual([true, true]);
    told.child.kill('SIGTERM');
    expect(await told.ended).toEqual([null, 'SIGTERM']);

    killed.child.kill('SIGKILL');
    expect(await killed.ended).toEqual([null, 'SIGKILL']);
    for (const { pids, stderr } of [told, killed]) {
      await until(() => ![...pids()].some(isAlive));
      expect(await stderr).toBe('');
    }
  });
});

describe('gateway serve --workers', () => {
  it('says once that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const PORT = typeof address === 'object' ? String(address?.port) : '';
    await expect(startWorkers(4, { ...BARE, PORT })).rejects.toThrow(
      /found Port \d+ is in use by another program; end that one, or set PORT to another port\.\n$/,
    );
  });

  it.each([
    [{ DATABASE_URL: ':memory:' }, 2, /^Each worker would have a database of its own in memory; .*\n$/],
    [{ PORT: 'any' }, 2, /^These settings cannot be used:\n {2}PORT: .*\n$/],
  ])('refuses %j', async (env, exitCode, stderr) => {
    const { gateway } = commandLine({ env });
    expect(await gateway('serve --workers 2')).toMatchObject({
      exitCode,
      stdout: '',
      stderr: expect.stringMatching(stderr),
    });
  });

  it.each(['0', '65', 'many'])('does not start %s of them', async (count) => {
    const { gateway } = commandLine();
    expect(await gateway(`serve --workers ${count}`)).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
