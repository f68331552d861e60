import { createServer, request as httpRequest } from 'node:http';

import { describe, expect, it, onTestFinished } from 'vitest';

import { netflixOverHttp, type HttpOptions } from '../../src/netflix/http/adapter.ts';
import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { sandboxServer } from './sandbox-server.ts';
import { netflixContract } from './contract.ts';
import { listening } from './servers.ts';
import { message, OPERATOR, START, type Time } from './world.ts';

const TOKEN = 'token-of-the-gateway';
const BEARER = { kind: 'BEARER', token: TOKEN } as const;

/** A sandbox on a socket. */
async function served(time: Time) {
  const sandbox = openSandbox({ file: ':memory:', clock: () => time.now });
  onTestFinished(() => sandbox.close());
  const port = await listening(sandboxServer(sandbox, { bearer: TOKEN }));
  return { sandbox, origin: `http://127.0.0.1:${String(port)}` };
}

function adapter(options: HttpOptions) {
  const netflix = netflixOverHttp(options);
  onTestFinished(() => netflix.close());
  return netflix;
}

netflixContract('the adapter, and the sandbox behind a socket', async (time) => {
  const { sandbox, origin } = await served(time);
  const patience = { firstPause: 1, tries: 2 };
  return { netflix: adapter({ address: origin, credential: BEARER, patience }), sandbox };
});

describe('the adapter', () => {
  it.each(['/', '/billing', '/billing/'])('finds the contract below the path %s', async (path) => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('content-type', 'application/json; charset=utf-8').end('{"news":[]}');
    });
    const address = `http://127.0.0.1:${String(await listening(server))}${path}`;
    const netflix = adapter({ address, credential: BEARER });
    await netflix.news('a/b', 'c+d&e', 20);
    expect(seen).toEqual([`${path.replace(/\/$/, '')}/v1/operators/a%2Fb/news?after=c%2Bd%26e&limit=20`]);
  });

  it('keeps its connection', async () => {
    let connections = 0;
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end('{"news":[]}');
    }).on('connection', () => (connections += 1));
    const address = `http://127.0.0.1:${String(await listening(server))}`;
    const netflix = adapter({ address, credential: BEARER });
    for (let n = 0; n < 5; n += 1) await netflix.news(OPERATOR, null, 1);
    expect(connections).toBe(1);
  });

  it('answers at once when it is closed during a call', async () => {
    const server = createServer(() => undefined);
    const address = `http://127.0.0.1:${String(await listening(server))}`;
    const netflix = adapter({ address, credential: BEARER });
    const news = netflix.news(OPERATOR, null, 1);
    setTimeout(() => void netflix.close(), 20);
    const begun = performance.now();
    await expect(news).rejects.toThrow('it is closing');
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('the sandbox on a socket', () => {
  const ask = async (method: string, path: string, { body = '', token = TOKEN } = {}) => {
    const { origin } = await served({ now: START });
    const response = await fetch(origin + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== '' && { body }),
    });
    return [response.status, await response.json()];
  };
  const HAND_OVER = (() => {
    const { number: _, at, ...rest } = message('HAND_OVER_TOKEN', { number: '1' });
    return { ...rest, at: new Date(at).toISOString(), expiresOn: '2026-02-01T11:00:00+01:00' };
  })();

  it('speaks what the contract says', async () => {
    const path = '/v1/operators/demo/messages/1';
    expect(await ask('PUT', path, { body: JSON.stringify(HAND_OVER) })).toEqual([200, { accepted: true }]);
    const refused = { ...HAND_OVER, sandboxScenario: 'refuse-token' };
    expect(await ask('PUT', path, { body: JSON.stringify(refused) })).toEqual([
      422,
      { accepted: false, reason: expect.any(String) },
    ]);
    expect(await ask('GET', '/v1/operators/demo/news')).toEqual([200, { news: [] }]);
  });

  it.each([
    ['GET', '/', '', 404],
    ['GET', '/v1/operators/demo/news/1', '', 404],
    ['PUT', '/v1/operators/demo/messages', '', 404],
    ['POST', '/v1/operators/demo/messages/1', '{}', 405],
    ['POST', '/v1/operators/demo/news', '{}', 405],
    ['GET', '/v1/operators/demo/news?limit=0', '', 400],
    ['GET', '/v1/operators/demo/news?limit=1001', '', 400],
    ['GET', '/v1/operators/demo/news?limit=many', '', 400],
    ['GET', '/v1/operators/%ff/news', '', 400],
    ['PUT', '/v1/operators/demo/messages/1', '{', 400],
    ['PUT', '/v1/operators/demo/messages/1', '{}', 400],
    ['PUT', '/v1/operators/demo/messages/1', JSON.stringify({ ...HAND_OVER, at: 'now' }), 400],
    ['PUT', '/v1/operators/demo/messages/1', JSON.stringify({ ...HAND_OVER, tokenHash: '' }), 400],
    ['PUT', '/v1/operators/demo/messages/1', ' '.repeat(70_000), 413],
  ])('%s %s is a fault', async (method, path, body, status) => {
    expect(await ask(method, path, { body })).toEqual([status, { error: expect.any(String) }]);
  });

  it('answers only who shows its token', async () => {
    expect(await ask('GET', '/v1/operators/demo/news', { token: 'another' })).toEqual([
      401,
      { error: expect.any(String) },
    ]);
  });

  it('survives who hangs up in the middle of a message', async () => {
    const { origin, sandbox } = await served({ now: START });
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-length': '1000' };
    const request = httpRequest(`${origin}/v1/operators/demo/messages/1`, { method: 'PUT', headers });
    await new Promise((resolve) => {
      request.on('error', resolve);
      request.write('{"kind":', () => setTimeout(() => request.destroy(new Error('gone')), 20));
    });
    const netflix = adapter({ address: origin, credential: BEARER });
    expect(await netflix.tell(OPERATOR, message('HAND_OVER_TOKEN', { number: '1' }))).toEqual({
      accepted: true,
    });
    expect(await sandbox.look('token', START)).toMatchObject({ kind: 'OPEN' });
  });
});
