import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway, type Gateway } from '../../src/app.ts';
import { loadConfig, type Environment } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import { commandLine, seededCommandLine } from './command-line.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  TOKEN_SECRET: 'a-secret-that-only-this-test-knows',
  SIGN_UP_ADDRESS: 'https://signup.example.com',
};

/** The gateway as `npm start` starts it, once it says where it is. */
async function started(env: Environment) {
  const program = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'serve'], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const stderr = text(child.stderr);
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (/:\d+\/graphql/.test(said) && said.endsWith('\n')) break;
  }
  const [, origin] = /(http:\/\/[\w.]+:\d+)\/graphql/.exec(said) ?? [];
  if (origin === undefined) throw new Error(`Expected the gateway to start, found: ${said}${await stderr}`);
  return { child, origin, said };
}

async function opened(env: Environment): Promise<Gateway> {
  const gateway = await openGateway(loadConfig({ LOG_LEVEL: 'silent', PORT: '0', ...env }));
  onTestFinished(() => gateway.close());
  return gateway;
}

async function ask(
  at: { fetch: (request: Request) => Promise<Response> },
  origin: string,
  query: string,
  credential?: string,
): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    ...(credential && { authorization: `Bearer ${credential}` }),
  };
  const body = JSON.stringify({ query });
  return (await at.fetch(new Request(`${origin}/graphql`, { method: 'POST', headers, body }))).json();
}

describe('gateway serve', () => {
  it('says how to try it, answers over HTTP, and ends when it is asked to', async () => {
    const { file } = commandLine();
    const { child, origin, said } = await started({ DATABASE_URL: file('gateway.sqlite') });
    expect(said).toContain(`${origin}/graphql`);
    expect(said).toContain('GraphiQL');
    expect(said).toContain(file('gateway.sqlite'));
    expect(said).toContain(
      `organisation ${DEMO.operator.code}, user name ${DEMO.username}, password ${DEMO.password}`,
    );
    expect(said).toContain(`Authorization: Bearer ${DEMO.apiKey}`);
    expect(said).toContain(`${origin}/sandbox/sign-up`);

    expect(await ask({ fetch }, origin, '{ viewer { operator { code } } }', DEMO.apiKey)).toMatchObject({
      data: { viewer: { operator: { code: 'demo' } } },
    });
    const page = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } });
    expect((await page.text()).includes(DEMO.apiKey)).toBe(true);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says in one sentence that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { gateway } = commandLine({ env: { PORT: port, DEMO_DATA: 'off' } });
    expect(await gateway('serve')).toMatchObject({
      exitCode: 1,
      stderr: `Port ${port} is in use by another program; end that one, or set PORT to another port.\n`,
    });
  });

  it('says in one sentence that its host is none', async () => {
    const { gateway } = commandLine({ env: { HOST: '192.0.2.1', DEMO_DATA: 'off' } });
    expect(await gateway('serve')).toMatchObject({
      exitCode: 1,
      stderr: '192.0.2.1 is no address of this machine; set HOST to one that is.\n',
    });
  });

  it('does not start in production without a secret and a sign-up address', async () => {
    const { gateway } = commandLine({ env: { NODE_ENV: 'production' } });
    expect(await gateway('serve')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/TOKEN_SECRET: .*\n.*SIGN_UP_ADDRESS: /),
    });
  });

  it('does not start in production on a database whose credentials are public', async () => {
    const { gateway } = await seededCommandLine({ env: PRODUCTION });
    expect(await gateway('serve')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('holds the demo operator, whose credentials are public'),
    });
  });

  it('does not start in production on a database whose time was moved', async () => {
    const { gateway, file } = commandLine();
    await gateway('advance-time --days 1');
    const production = { ...PRODUCTION, DATABASE_URL: file('gateway.sqlite') };
    expect(await commandLine({ env: production }).gateway('serve')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The time of .* was moved in a sandbox; set DATABASE_URL to .*\n$/),
    });
  });

  it('says in one sentence that the file of the sandbox is none', async () => {
    const { gateway, file } = commandLine();
    writeFileSync(file('gateway.sandbox.sqlite'), 'nothing of the kind, and long enough to tell');
    expect(await gateway('serve')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^The sandbox cannot use its file .*gateway\.sandbox\.sqlite: .*\n$/),
    });
  });

  it('has neither demo nor sandbox nor GraphiQL nor introspection in production', async () => {
    const gateway = await opened({ ...PRODUCTION, DATABASE_URL: ':memory:' });
    const origin = await gateway.listen();
    expect(await gateway.store.operators()).toEqual([]);
    for (const get of [fetch, (url: string) => gateway.fetch(new Request(url))]) {
      const sandbox = await get(`${origin}/sandbox/sign-up?token=x`);
      expect([sandbox.status, (await sandbox.text()).includes('Netflix sandbox')]).toEqual([404, false]);
    }
    const page = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type') ?? '').not.toContain('text/html');
    const introspected = await ask({ fetch }, origin, '{ __schema { queryType { name } } }');
    expect(introspected).not.toHaveProperty('data');
    expect(JSON.stringify(introspected)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it('shows GraphiQL in production when it is asked for, without any credential in it', async () => {
    const gateway = await opened({ ...PRODUCTION, DATABASE_URL: ':memory:', GRAPHIQL: 'on' });
    const page = await gateway.fetch(
      new Request('http://gateway/graphql', { headers: { accept: 'text/html' } }),
    );
    const html = await page.text();
    // Megabytes of page: only what is found in it may reach a report.
    expect(html.includes('Bearer YOUR TOKEN OR API KEY')).toBe(true);
    expect(html.includes(DEMO.apiKey) || html.includes(DEMO.password)).toBe(false);
  });

  it('keeps the secret of a database, and no two databases share one', async () => {
    const { file } = commandLine();
    const logIn = `mutation { logIn(input: { username: "${DEMO.username}", password: "${DEMO.password}", organisation: "demo" }) { token } }`;
    const answer = async (gateway: Gateway, query: string, credential?: string) =>
      ask(gateway, 'http://gateway', query, credential);

    const first = await openGateway(loadConfig({ LOG_LEVEL: 'silent', DATABASE_URL: file('one.sqlite') }));
    const { data } = (await answer(first, logIn)) as { data: { logIn: { token: string } } };
    await first.close();

    const again = await opened({ DATABASE_URL: file('one.sqlite') });
    expect(await answer(again, '{ viewer { username } }', data.logIn.token)).toMatchObject({
      data: { viewer: { username: 'demo' } },
    });
    const other = await opened({ DATABASE_URL: file('other.sqlite') });
    expect(await answer(other, '{ viewer { username } }', data.logIn.token)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('accepts tokens of the previous secret while it is being replaced', async () => {
    const { file } = await seededCommandLine();
    const env = { DATABASE_URL: file('gateway.sqlite'), DEMO_DATA: 'off' };
    const [old, fresh] = ['the-old-secret-of-this-very-test-case', 'the-new-secret-of-this-very-test-case'];
    const logIn = `mutation { logInWithApiKey(input: { apiKey: "${DEMO.apiKey}" }) { token } }`;
    const before = await opened({ ...env, TOKEN_SECRET: old });
    const { data } = (await ask(before, 'http://gateway', logIn)) as {
      data: { logInWithApiKey: { token: string } };
    };
    const viewer = async (settings: Environment) =>
      ask(
        await opened({ ...env, ...settings }),
        'http://gateway',
        '{ viewer { apiKeyPrefix } }',
        data.logInWithApiKey.token,
      );
    expect(await viewer({ TOKEN_SECRET: fresh, TOKEN_SECRET_PREVIOUS: old })).toMatchObject({
      data: { viewer: { apiKeyPrefix: DEMO.apiKeyPrefix } },
    });
    expect(await viewer({ TOKEN_SECRET: fresh })).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
