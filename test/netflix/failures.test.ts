import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import { describe, expect, it, onTestFinished } from 'vitest';

import { netflixOverHttp } from '../../src/netflix/http/adapter.ts';
import type { Patience } from '../../src/netflix/http/patience.ts';
import { NetflixUnreachable, type Netflix } from '../../src/netflix/port.ts';
import { answering, nobody, speaking } from './servers.ts';
import { message, OPERATOR } from './world.ts';

const TOKEN = 'token-of-the-gateway';
const PATIENCE: Patience = {
  timeout: 3000,
  tries: 2,
  firstPause: 1,
  longestPause: 30,
  breaksAfter: 1000,
  restsFor: 400,
};
/** The time-out, in milliseconds, where the test is about it; elsewhere a busy machine must not make one. */
const SHORT = 120;

function adapterTo(address: string, patience: Partial<Patience> = {}): Netflix {
  const credential = { kind: 'BEARER', token: TOKEN } as const;
  const manner = { ...PATIENCE, ...patience };
  const netflix = netflixOverHttp({ address, credential, patience: manner, mostBytes: 2000 });
  onTestFinished(() => netflix.close());
  return netflix;
}

const tell = (netflix: Netflix) => netflix.tell(OPERATOR, message('SUSPEND', { number: '1' }));
const news = (netflix: Netflix) => netflix.news(OPERATOR, null, 10);
const CALLS = { tell, news };

/** What a call that must fail throws, after a look at what must hold of every such error. */
async function failureOf(call: () => Promise<unknown>): Promise<NetflixUnreachable> {
  const error = await call().then(
    (answer) => new Error(`Expected a failure, found ${inspect(answer)}.`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NetflixUnreachable)) throw error;
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
  return error;
}

const answer =
  (
    status: number,
    body = '',
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
const HTML = { 'content-type': 'text/html' };
const REFUSAL = JSON.stringify({ accepted: false, reason: 'No, for good.' });

/** How a server keeps an answer back. */
const HANGING: Record<string, RequestListener> = {
  'an answer that never begins': () => undefined,
  'an answer that stops in the middle': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '20' }).write('{"acc');
  },
  'an answer that drips for ever': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  },
  'an error whose page never ends': (_, response) => {
    response.writeHead(500, { 'content-length': '20' }).write('<h1>');
  },
};

/** How a server answers, what the error says, and how often it is asked. */
const FAULTY_ANSWERS: Record<string, [RequestListener, says: RegExp, asked: 1 | 2]> = {
  'status 500': [answer(500), /status 500/, 2],
  'status 500 with a refusal': [answer(500, REFUSAL), /status 500/, 2],
  'status 502 of a proxy': [answer(502, '<h1>Bad Gateway</h1>', HTML), /status 502/, 2],
  'status 503 with a short Retry-After': [answer(503, '', { 'retry-after': '0' }), /status 503/, 2],
  'status 503 with an odd Retry-After': [answer(503, '', { 'retry-after': 'soon' }), /status 503/, 2],
  'status 503 with a long Retry-After': [answer(503, '', { 'retry-after': '60' }), /status 503/, 1],
  'status 429': [answer(429), /status 429/, 2],
  'status 408': [answer(408), /status 408/, 2],
  'status 401': [answer(401, REFUSAL), /credential \(401\).*NETFLIX_TOKEN/, 1],
  'status 403': [answer(403, REFUSAL), /credential \(403\)/, 1],
  'status 400 without a refusal': [answer(400, '{"error":"no"}'), /status 400, which the contract/, 1],
  'status 404 of somebody else': [
    answer(404, '<h1>Not Found</h1>', HTML),
    /status 404, which the contract/,
    1,
  ],
  'status 422 without a reason': [answer(422, '{"accepted":false}'), /status 422, which the contract/, 1],
  'status 204': [answer(204), /status 204, which the contract/, 1],
  'a redirect': [answer(302, '', { location: 'http://127.0.0.1:1/' }), /redirect \(302\).*not followed/, 1],
  'a permanent redirect': [answer(308, '', { location: '/v2' }), /redirect \(308\)/, 1],
  'a page of HTML': [answer(200, '<p>Welcome</p>', HTML), /content of type text\/html/, 1],
  'no content type': [answer(200, '{"accepted":true}', {}), /content of type none/, 1],
  'no body': [answer(200), /not JSON/, 1],
  'broken JSON': [answer(200, '{"accepted":tr'), /not JSON/, 1],
  'compressed nonsense': [
    answer(200, '\u001f\u0000', { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
    /not JSON/,
    1,
  ],
  'another shape': [
    answer(200, '{"accepted":"yes","news":{}}'),
    /1 faults?, the first at (accepted|news): /,
    1,
  ],
  'a list': [answer(200, '[]'), /the first at the top: /, 1],
  'a refusal that says it went well': [answer(200, REFUSAL), /the first at (accepted|news): /, 1],
  'a huge answer': [
    answer(200, `{"accepted":true,"news":[],"x":"${'x'.repeat(50_000)}"}`),
    /at most 2000 bytes/,
    1,
  ],
  'an answer without end': [
    (_, response) => {
      const pour = () => {
        if (!response.destroyed) response.write('x'.repeat(10_000), pour);
      };
      pour();
    },
    /at most 2000 bytes/,
    1,
  ],
};

const FAULTY_SOCKETS: Record<string, [(socket: Socket) => void, says: RegExp, asked: 1 | 2]> = {
  'a connection that is closed': [(socket) => socket.end(), /connection to Netflix failed: ECONNRESET/, 2],
  'a connection that is reset': [(socket) => socket.resetAndDestroy(), /failed: ECONNRESET/, 2],
  'a reset in the middle of the answer': [
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"acc');
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    /failed: ECONNRESET/,
    2,
  ],
  'an end in the middle of the answer': [
    (socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"acc'),
    /failed: ECONNRESET/,
    2,
  ],
  'something that is not HTTP': [(socket) => socket.end('220 smtp.example.com ESMTP\r\n'), /failed: HPE_/, 2],
  'headers without end': [
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const pour = setInterval(() => socket.write(`x-header: ${'x'.repeat(5000)}\r\n`), 5);
      socket.on('close', () => clearInterval(pour));
    },
    /failed: HPE_HEADER_OVERFLOW/,
    2,
  ],
};

describe.each(Object.entries(CALLS))('%s over HTTP gives up in time and says why, after', (_, call) => {
  it.each(Object.entries(HANGING))('%s', async (_name, listener) => {
    const { address } = await answering(listener);
    const begun = performance.now();
    const failure = await failureOf(() => call(adapterTo(address, { timeout: SHORT })));
    // Twice the time-out is two tries.
    expect(performance.now() - begun).toBeGreaterThan(2 * SHORT - 10);
    expect(performance.now() - begun).toBeLessThan(2 * SHORT + 2000);
    expect(failure.message).toBe(`Netflix did not answer within ${String(SHORT)} ms.`);
  });

  it('headers that drip', async () => {
    const { address } = await speaking((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-header: ');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const failure = await failureOf(() => call(adapterTo(address, { timeout: SHORT })));
    expect(failure.message).toMatch(/did not answer within/);
  });

  it.each(Object.entries(FAULTY_ANSWERS))('%s', async (_name, [listener, says, times]) => {
    const { address, asked } = await answering(listener);
    const failure = await failureOf(() => call(adapterTo(address)));
    expect(failure.message).toMatch(says);
    expect(asked()).toBe(times);
  });

  it.each(Object.entries(FAULTY_SOCKETS))('%s', async (_name, [speak, says, times]) => {
    const { address, asked } = await speaking(speak);
    const failure = await failureOf(() => call(adapterTo(address)));
    expect(failure.message).toMatch(says);
    expect(asked()).toBe(times);
  });

  it('a connection that nobody takes', async () => {
    const address = await nobody();
    expect((await failureOf(() => call(adapterTo(address)))).message).toMatch(/failed: ECONNREFUSED/);
  });

  it('a name that nobody has', async () => {
    const failure = await failureOf(() => call(adapterTo('http://netflix.invalid')));
    expect(failure.message).toMatch(/failed: (ENOTFOUND|EAI_AGAIN)|did not answer/);
  });
});

it.each([400, 404, 409, 422])('a message is refused with status %i and a reason', async (status) => {
  const { address, asked } = await answering(answer(status, REFUSAL));
  expect(await tell(adapterTo(address))).toEqual({ accepted: false, reason: 'No, for good.' });
  expect(asked()).toBe(1);
});

it.each([
  ['kind', { kind: 'RUMOUR' }, /news\.0\.kind: .*SIGNED_UP/],
  ['cursor', { cursor: '' }, /news\.0\.cursor: /],
  ['amount', { amount: '1e3' }, /news\.0\.amount: expected a decimal/],
  ['amount as a number', { amount: 9.99 }, /news\.0\.amount: .*expected string/],
  ['currency', { currency: 'eur' }, /news\.0\.currency: /],
  ['date', { paidThroughDate: '2026-02-30' }, /news\.0\.paidThroughDate: expected a day/],
  ['instant', { raisedOn: '2026-02-28' }, /news\.0\.raisedOn: expected an RFC 3339/],
  [
    'identifier',
    { netflixChargeIdentifier: 'x'.repeat(129) },
    /news\.0\.netflixChargeIdentifier: expected 1 to 128/,
  ],
])('news with a bad %s are no news', async (_, fault, says) => {
  const charge = {
    cursor: '1',
    kind: 'CHARGE',
    netflixChargeIdentifier: 'N-1',
    netflixCustomerIdentifier: 'PAI-1',
    amount: '9.99',
    currency: 'EUR',
    paidThroughDate: '2026-02-28',
    raisedOn: '2026-01-31T11:00:00.5+01:00',
  };
  const good = await answering(answer(200, JSON.stringify({ news: [charge], more: true })));
  expect(await news(adapterTo(good.address))).toEqual([
    { ...charge, raisedOn: Date.parse('2026-01-31T10:00:00.500Z') },
  ]);
  const bad = await answering(answer(200, JSON.stringify({ news: [{ ...charge, ...fault }] })));
  expect((await failureOf(() => news(adapterTo(bad.address)))).message).toMatch(says);
});

describe('the adapter is patient', () => {
  /** A server that is in trouble as long as the test wants. */
  const troubled = async (trouble: RequestListener) => {
    const server = { inTrouble: true };
    const { address, asked } = await answering((request, response) =>
      server.inTrouble
        ? trouble(request, response)
        : answer(200, '{"accepted":true,"news":[]}')(request, response),
    );
    return { server, address, asked };
  };

  it('with what passes within a call', async () => {
    let n = 0;
    const { address } = await answering((request, response) =>
      answer((n += 1) === 1 ? 503 : 200, '{"accepted":true}')(request, response),
    );
    expect(await tell(adapterTo(address))).toEqual({ accepted: true });
  });

  it('and waits as long as it is asked to, if that is not long', async () => {
    const begun: number[] = [];
    const { address } = await answering((request, response) => {
      begun.push(performance.now());
      const headers = { 'content-type': 'application/json', 'retry-after': '1' };
      answer(begun.length === 1 ? 429 : 200, '{"accepted":true}', headers)(request, response);
    });
    expect(await tell(adapterTo(address, { longestPause: 1000 }))).toEqual({ accepted: true });
    expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(990);
  });

  it('and leaves a Netflix alone for as long as it asks', async () => {
    const headers = { 'content-type': 'application/json', 'retry-after': '1' };
    const { address, asked, server } = await troubled(answer(503, '', headers));
    const netflix = adapterTo(address);
    expect((await failureOf(() => tell(netflix))).retryAfter).toBe(1000);
    const alone = await failureOf(() => news(netflix));
    expect(alone.message).toMatch(/was not asked.*as it asked.*status 503/);
    expect(asked()).toBe(1);
    server.inTrouble = false;
    await sleep(alone.retryAfter ?? 0);
    expect(await tell(netflix)).toEqual({ accepted: true });
  });

  it('and understands a date as well as seconds', async () => {
    const { address } = await answering((request, response) => {
      const headers = { 'retry-after': new Date(Date.now() + 60_000).toUTCString() };
      answer(429, '', headers)(request, response);
    });
    const { retryAfter } = await failureOf(() => tell(adapterTo(address)));
    expect(retryAfter).toBeGreaterThan(50_000);
    expect(retryAfter).toBeLessThanOrEqual(60_000);
  });

  it('leaves a Netflix alone that fails again and again, and goes on once a try succeeds', async () => {
    const { address, asked, server } = await troubled(answer(500));
    const netflix = adapterTo(address, { tries: 1, breaksAfter: 3 });
    for (let n = 0; n < 3; n += 1) expect((await failureOf(() => tell(netflix))).message).toMatch(/500/);
    const begun = performance.now();
    const alone = await failureOf(() => news(netflix));
    expect(performance.now() - begun).toBeLessThan(PATIENCE.restsFor);
    expect(alone.message).toMatch(/was not asked.*several failures in a row.*status 500/);
    expect(alone.retryAfter).toBe(PATIENCE.restsFor);
    expect(asked()).toBe(3);

    // One try decides: it fails, so Netflix is left alone again.
    await sleep(PATIENCE.restsFor + 20);
    expect((await failureOf(() => tell(netflix))).message).toMatch(/status 500/);
    expect((await failureOf(() => tell(netflix))).message).toMatch(/was not asked/);
    expect(asked()).toBe(4);

    server.inTrouble = false;
    await sleep(PATIENCE.restsFor + 20);
    expect(await Promise.all([tell(netflix), news(netflix)])).toEqual([{ accepted: true }, []]);
    expect(await tell(netflix)).toEqual({ accepted: true });
    expect(asked()).toBe(7);
  });

  it('with one operator while it serves the others', async () => {
    const { address } = await answering((request, response) =>
      answer(request.url?.startsWith('/v1/operators/failing/') ? 500 : 200, '{"accepted":true,"news":[]}')(
        request,
        response,
      ),
    );
    const netflix = adapterTo(address, { tries: 1, breaksAfter: 2 });
    const failing = () => failureOf(() => netflix.news('failing', null, 10));
    for (let n = 0; n < 2; n += 1) expect((await failing()).message).toMatch(/status 500/);
    expect((await failing()).message).toMatch(/was not asked/);
    expect(await Promise.all([tell(netflix), news(netflix)])).toEqual([{ accepted: true }, []]);
    expect((await failing()).message).toMatch(/was not asked/);
  });

  it('does not leave a Netflix alone that answers, be it with refusals or nonsense', async () => {
    const refusing = await answering(answer(422, REFUSAL));
    const nonsense = await answering(answer(200, '{}'));
    const [refused, confused] = [refusing, nonsense].map(({ address }) =>
      adapterTo(address, { breaksAfter: 2 }),
    );
    for (let n = 0; n < 5; n += 1) {
      expect(refused && (await tell(refused))).toMatchObject({ accepted: false });
      expect(confused && (await failureOf(() => tell(confused))).message).toMatch(/contract/);
    }
    expect([refusing.asked(), nonsense.asked()]).toEqual([5, 5]);
  });
});
