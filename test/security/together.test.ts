import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { clientOf, openGateway } from '../api/gateway.ts';

// Requests that arrive in one packet are answered in batches, which share what was looked up of credentials.

const WHO = '{ viewer { operator { code } } }';
const LOG_IN =
  'mutation ($input: LogInWithApiKeyInput!) { logInWithApiKey(input: $input) { token viewer { apiKeyPrefix } } }';

function post(credential: string | null, { path = '/graphql', body = JSON.stringify({ query: WHO }) } = {}) {
  const authorization = credential === null ? '' : `Authorization: Bearer ${credential}\r\n`;
  const length = Buffer.byteLength(body, 'latin1');
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${authorization}Content-Length: ${length}\r\n\r\n${body}`;
}

/** What comes back when all of that is sent in one packet: for each its status and body. */
async function sentTogether(origin: string, requests: readonly string[]) {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  const last = 'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  socket.write(Buffer.from([...requests, last].join(''), 'latin1'));
  await once(socket, 'close');
  const answers = text.split(/(?=HTTP\/1\.1 \d+ )/).slice(0, -1);
  return answers.map((answer) => ({
    status: Number(answer.slice(9, 12)),
    body: answer.slice(answer.indexOf('\r\n\r\n') + 4),
  }));
}

async function opened() {
  const kit = await openGateway();
  const other = (await kit.another()).operator.credential ?? '';
  const own = kit.operator.credential ?? '';
  const token = async () => {
    const answer = await kit.anonymous.ask(LOG_IN, { input: { apiKey: own } });
    return (answer.logInWithApiKey as { token: string }).token;
  };
  const released = await token();
  await clientOf(kit.gateway, released).ask('mutation { logOut { released } }');
  return { origin: await kit.gateway.listen(), own, other, token: await token(), released };
}

it('answers each of them for whoever sent it, whatever else is looked up beside it', async () => {
  const { origin, own, other, token, released } = await opened();
  const wrongSecret = `${own.slice(0, -1)}${own.endsWith('0') ? '1' : '0'}`;
  const unknown = own.replace(/nbk_.{8}/, 'nbk_00000000');
  const expected: [credential: string | null, code: string][] = [
    [wrongSecret, 'UNAUTHENTICATED'],
    [own, 'first'],
    [other, 'other1'],
    [wrongSecret, 'UNAUTHENTICATED'],
    [unknown, 'UNAUTHENTICATED'],
    [token, 'first'],
    [released, 'UNAUTHENTICATED'],
    [null, 'UNAUTHENTICATED'],
    [own, 'first'],
    [released, 'UNAUTHENTICATED'],
    [other, 'other1'],
    [token, 'first'],
    [unknown, 'UNAUTHENTICATED'],
  ];
  // In every order, so that each stands beside each in a batch.
  for (let turn = 0; turn < expected.length; turn += 1) {
    const order = [...expected.slice(turn), ...expected.slice(0, turn)];
    const answers = await sentTogether(
      origin,
      order.map(([credential]) => post(credential)),
    );
    expect(answers.map(({ body }) => /"code":"(\w+)"/.exec(body)?.[1])).toEqual(
      order.map(([, code]) => code),
    );
  }
});

it('answers the others when one of them cannot be read', async () => {
  const unhandled: unknown[] = [];
  const noted = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', noted);
  onTestFinished(() => void process.off('unhandledRejection', noted));
  const { origin, own } = await opened();
  const notUtf8 = `{"query":"{ viewer { username } } # \xff"}`;
  const answers = await sentTogether(origin, [
    post(own),
    post(own, { body: notUtf8 }),
    post(own, { body: notUtf8, path: '/nowhere' }),
    post(own, { body: '{' }),
    post(own),
    post(own, { body: notUtf8, path: '/livez' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 404, 400, 200, 200]);
  expect(unhandled).toEqual([]);
});

it('answers the others when whoever sent one of them leaves', async () => {
  const { origin, own } = await opened();
  const leaving = connect(Number(new URL(origin).port), '127.0.0.1');
  await once(leaving, 'connect');
  await new Promise<void>((sent) => leaving.write(post(own).slice(0, -5), () => sent()));
  leaving.destroy();
  const [answer] = await sentTogether(origin, [post(own)]);
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"code":"first"') as string });
});
