import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';

import { hashPassword } from '../../src/auth/passwords.ts';
import type { IdentityProvider } from '../../src/auth/identity-provider.ts';
import { KeysUnavailable, providerKeys } from '../../src/auth/provider-keys.ts';
import { createUser } from '../../src/auth/rules/credentials.ts';
import { distrustIdentityProvider, trustIdentityProvider } from '../../src/auth/rules/identity-provider.ts';
import { MINUTE, SECOND } from '../../src/time.ts';
import { clientOf, NOON, openGateway, type OpenGateway } from '../api/gateway.ts';
import { commandLine } from '../cli/command-line.ts';
import { AUDIENCE, openProvider, type Provider } from './identity-provider.ts';

const VIEWER = '{ viewer { operator { code } username apiKeyPrefix scopes expiresOn } }';
const DOING = { actor: 'test' };

async function storeOf({ gateway }: OpenGateway, code: string) {
  const operator = await gateway.store.operatorByCode(code);
  if (!operator) throw new Error(`Expected operator ${code}.`);
  return gateway.store.of(operator.id);
}

/** Has an operator trust the provider, for this audience; answers what was wrong. */
async function trusts(
  opened: OpenGateway,
  { issuer, keysAddress }: Provider,
  { code = 'first', ...given }: Partial<IdentityProvider> & { code?: string } = {},
) {
  const wanted = {
    ...{ issuer, keysAddress, audience: AUDIENCE, algorithms: ['ES256'] as const, scopeClaim: 'scope' },
    scopes: { 'billing.read': ['READ'], 'billing.write': ['READ', 'WRITE'] } as const,
    ...given,
  };
  const store = await storeOf(opened, code);
  return store.changeIdentityProvider(wanted, (facts) => trustIdentityProvider(wanted, facts), DOING);
}

async function openTrusting(given: Parameters<typeof trusts>[2] = {}, algorithm = 'ES256') {
  const opened = await openGateway();
  const provider = await openProvider(algorithm);
  await trusts(opened, provider, given);
  const asks = (token: string) => clientOf(opened.gateway, token).answer(VIEWER);
  return { ...opened, opened, provider, asks };
}

const REFUSED = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };

describe("A token of the operator's identity provider", () => {
  it('lets its holder do what its words mean here', async () => {
    const { provider, asks } = await openTrusting();
    expect(await asks(await provider.issues())).toMatchObject({
      status: 200,
      data: {
        viewer: {
          operator: { code: 'first' },
          username: 'anna',
          apiKeyPrefix: null,
          scopes: ['READ', 'WRITE'],
          expiresOn: new Date(NOON + 60 * MINUTE).toISOString(),
        },
      },
    });
    expect(await asks(await provider.issues({ scope: ['billing.read'] }))).toMatchObject({
      data: { viewer: { scopes: ['READ'] } },
    });
  });

  it('is taken with fractions of a second', async () => {
    const { provider, asks } = await openTrusting();
    const now = NOON / 1000;
    expect(await asks(await provider.issues({ iat: now - 0.1234, exp: now + 60.9876 }))).toMatchObject({
      status: 200,
      data: { viewer: { expiresOn: new Date(NOON + 60_987).toISOString() } },
    });
  });

  it.each([[undefined], ['ADMIN'], [['constructor', 1, null]], [{ 'billing.read': true }], ['']])(
    'lets its holder do nothing when the claim is %j',
    async (scope) => {
      const { provider, asks } = await openTrusting();
      expect(await asks(await provider.issues({ scope }))).toMatchObject({
        data: { viewer: { scopes: [] } },
      });
    },
  );

  it.each(['RS256', 'PS512', 'ES384', 'EdDSA'] as const)('may be signed with %s', async (algorithm) => {
    const { provider, asks } = await openTrusting({ algorithms: [algorithm] }, algorithm);
    expect(await asks(await provider.issues())).toMatchObject({ status: 200 });
  });

  it('is nobody’s unless it is signed, current, and issued for the operator', async () => {
    const { provider, asks } = await openTrusting();
    const claims = {
      iss: provider.issuer,
      aud: AUDIENCE,
      sub: 'anna',
      iat: NOON / 1000,
      exp: NOON / 1000 + 60,
    };
    const good = await provider.issues();
    const [header = '', payload = '', signature = ''] = good.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, scope: 'billing.write' })).toString('base64url');
    const publicKey = new TextEncoder().encode(JSON.stringify(provider.published()));
    const stranger = await openProvider();
    const wrong = {
      'no algorithm': new UnsecuredJWT(claims).encode(),
      'no algorithm, good signature': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`,
      'signed with the public key as a secret': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
        .sign(publicKey),
      'other claims': `${header}.${forged}.${signature}`,
      'a key of somebody else': await stranger.issues({ iss: provider.issuer }),
      'a key that it brings along': await stranger.issues(
        { iss: provider.issuer },
        { jwk: stranger.published(), kid: 'key-9' },
      ),
      'a key that it tells where to get': await stranger.issues(
        { iss: provider.issuer },
        { jku: stranger.keysAddress, kid: 'key-9' },
      ),
      'a key that there is not': await provider.issues({}, { kid: '../../etc/passwd' }),
      'another issuer': await provider.issues({ iss: 'https://login.example.com' }),
      'our own issuer': await provider.issues({
        iss: 'netflix-billing-gateway',
        aud: 'netflix-billing-gateway',
      }),
      'another audience': await provider.issues({ aud: 'somebody else' }),
      'no audience': await provider.issues({ aud: undefined }),
      'no end': await provider.issues({ exp: undefined }),
      'no beginning': await provider.issues({ iat: undefined }),
      nobody: await provider.issues({ sub: undefined }),
      'a name with a line break': await provider.issues({ sub: 'anna\n' }),
      'issued in the future': await provider.issues({ iat: NOON / 1000 + 60 }),
      'not valid yet': await provider.issues({ nbf: NOON / 1000 + 60 }),
      expired: await provider.issues({ exp: NOON / 1000 - 60 }),
      'issued too long ago': await provider.issues({ iat: NOON / 1000 - 7_300, exp: NOON / 1000 + 60 }),
    };
    for (const [what, token] of Object.entries(wrong)) {
      const { status, errors } = await asks(token);
      expect([what, status, errors?.[0]?.extensions.code]).toEqual([what, 401, 'UNAUTHENTICATED']);
    }
    expect(stranger.asked()).toBe(0);
    expect(await asks(good)).toMatchObject({ status: 200 });
  });

  it('belongs to the operator that trusts its issuer and audience, whatever else it says', async () => {
    const { opened, provider, asks, another } = await openTrusting();
    await another();
    await trusts(opened, provider, { code: 'other1', audience: 'netflix-billing-of-other' });
    const claims = { org: 'other1', opr: 2, operator: 'other1', tenant: 'other1' };
    expect(await asks(await provider.issues(claims))).toMatchObject({
      data: { viewer: { operator: { code: 'first' } } },
    });
    expect(await asks(await provider.issues({ aud: 'netflix-billing-of-other' }))).toMatchObject({
      data: { viewer: { operator: { code: 'other1' } } },
    });
    // For both at once it is for neither.
    expect(await asks(await provider.issues({ aud: [AUDIENCE, 'netflix-billing-of-other'] }))).toMatchObject(
      REFUSED,
    );
    expect(await asks(await provider.issues({ aud: [AUDIENCE, 'an app'] }))).toMatchObject({ status: 200 });
  });

  it('is not for two operators to trust', async () => {
    const { opened, provider, another } = await openTrusting();
    await another();
    expect(await trusts(opened, provider, { code: 'other1' })).toMatchObject({
      provider: null,
      problems: [{ code: 'ALREADY_EXISTS', path: ['audience'] }],
    });
    const first = await storeOf(opened, 'first');
    await first.changeIdentityProvider(null, distrustIdentityProvider, DOING);
    expect(await trusts(opened, provider, { code: 'other1' })).toMatchObject({ problems: [] });
  });

  it('is void as soon as the provider is trusted no more', async () => {
    const { opened, provider, asks } = await openTrusting();
    const token = await provider.issues();
    expect(await asks(token)).toMatchObject({ status: 200 });
    const first = await storeOf(opened, 'first');
    await first.changeIdentityProvider(null, distrustIdentityProvider, DOING);
    expect(await asks(token)).toMatchObject(REFUSED);
    expect(await first.changeIdentityProvider(null, distrustIdentityProvider, DOING)).toMatchObject({
      problems: [{ code: 'NOT_FOUND' }],
    });
  });

  it('is released for good by a log-out, however its signature is written', async () => {
    const { gateway, provider, asks } = await openTrusting();
    const [token, other] = [await provider.issues(), await provider.issues({ jti: 'another' })];
    expect(await clientOf(gateway, token).ask('mutation { logOut { released } }')).toEqual({
      logOut: { released: true },
    });
    expect(await asks(token)).toMatchObject(REFUSED);
    expect(await asks(`${token}=`)).toMatchObject(REFUSED);
    expect(await asks(other)).toMatchObject({ status: 200 });
  });

  it('is told apart from a user of the same name in the history', async () => {
    const { opened, gateway, provider } = await openTrusting();
    const user = {
      username: 'anna',
      passwordHash: await hashPassword('correct horse battery'),
      scopes: ['READ'] as const,
    };
    const first = await storeOf(opened, 'first');
    await first.changeUser('anna', (facts) => createUser({ ...user, wallClock: NOON }, facts), DOING);
    await clientOf(gateway, await provider.issues()).ask(
      'mutation { registerSubscription(input: { billingSystemCustomerIdentifier: "B-1" }) { problems { code } } }',
    );
    const { events } = await opened.operator.ask('{ events(last: 1) { nodes { actor } } }');
    expect(events).toEqual({ nodes: [{ actor: 'idp:anna' }] });
  });
});

describe('The keys of an identity provider', () => {
  it('are fetched once for ten minutes', async () => {
    const { provider, asks, wait } = await openTrusting();
    for (let n = 0; n < 5; n += 1) expect(await asks(await provider.issues())).toMatchObject({ status: 200 });
    expect(provider.asked()).toBe(1);
    wait(10 * MINUTE);
    await Promise.all([asks(await provider.issues()), asks(await provider.issues({ sub: 'bert' }))]);
    expect(provider.asked()).toBe(2);
  });

  it('are fetched anew for a key that is not known, but not more than twice a minute', async () => {
    const { provider, asks, wait } = await openTrusting();
    const old = await provider.issues();
    await asks(old);
    await provider.rotates();
    const token = await provider.issues();
    expect(await asks(token)).toMatchObject(REFUSED);
    expect(provider.asked()).toBe(1);
    wait(30 * SECOND);
    expect(await asks(token)).toMatchObject({ status: 200 });
    for (const kid of ['made', 'up', 'by', 'anybody'])
      expect(await asks(await provider.issues({}, { kid }))).toMatchObject(REFUSED);
    expect(provider.asked()).toBe(2);
    expect(await asks(old)).toMatchObject(REFUSED);
    expect(await asks(token)).toMatchObject({ status: 200 });
  });

  it('cannot be had: nobody gets in with its tokens, everybody else does, and it is asked again later', async () => {
    const { opened, operator, provider, asks, wait, another } = await openTrusting();
    await another();
    const healthy = await openProvider();
    await trusts(opened, healthy, { code: 'other1' });
    provider.behaves((_request, response) => response.writeHead(503).end());
    const token = await provider.issues();
    expect(await asks(token)).toMatchObject(REFUSED);
    expect(await asks(token)).toMatchObject(REFUSED);
    expect(provider.asked()).toBe(1);
    expect(await asks(await healthy.issues())).toMatchObject({ status: 200 });
    await operator.ask(VIEWER);
    provider.behaves((_request, response) => response.end(JSON.stringify({ keys: [provider.published()] })));
    wait(30 * SECOND);
    expect(await asks(token)).toMatchObject({ status: 200 });
  });

  it.each<[string, Parameters<Provider['behaves']>[0], RegExp]>([
    ['fails', (_request, response) => response.writeHead(500).end('{"keys":[]}'), /status 500/],
    [
      'sends elsewhere',
      (_request, response) => response.writeHead(302, { location: '/other' }).end(),
      /fetch failed/,
    ],
    ['hangs up', (request) => request.socket.destroy(), /fetch failed/],
    ['says nothing', () => undefined, /aborted due to timeout/],
    ['never ends', (_request, response) => response.write('{"keys":['), /aborted due to timeout/],
    [
      'says too much',
      (_request, response) => response.end(`{"keys":[],"x":"${'x'.repeat(200_000)}"}`),
      /more than 131072 bytes/,
    ],
    [
      'says it without a length',
      (_request, response) => {
        for (let n = 0; n < 200; n += 1) response.write('x'.repeat(10_000));
        response.end();
      },
      /more than 131072 bytes/,
    ],
    ['talks nonsense', (_request, response) => response.end('<html>'), /JSON/],
    [
      'has something else',
      (_request, response) => response.end('{"keys":"none"}'),
      /JSON Web Key Set malformed/,
    ],
  ])('cannot be had from a provider that %s, and the log tells why', async (_what, behaviour, reason) => {
    const provider = await openProvider();
    provider.behaves(behaviour);
    const warnings: unknown[] = [];
    const keys = providerKeys({
      wallClock: () => NOON,
      logger: { warn: (line: unknown) => warnings.push(line) },
      patience: reason.source.includes('timeout') ? 100 : MINUTE,
    });
    const [, payload = '', signature = ''] = (await provider.issues()).split('.');
    const asked = keys(provider.keysAddress)({ alg: 'ES256', kid: 'key-1' }, { payload, signature });
    await expect(asked).rejects.toThrow(KeysUnavailable);
    expect(warnings).toEqual([{ address: provider.keysAddress, reason: expect.stringMatching(reason) }]);
    expect(provider.asked()).toBe(1);
  });
});

describe('gateway identity-provider', () => {
  const SET =
    'identity-provider set --operator cytel --issuer https://login.example.com --audience netflix-billing --keys https://login.example.com/keys --algorithms RS256,ES256 --scope billing.read=READ --scope billing.write=READ,WRITE';

  async function withCytel() {
    const line = commandLine();
    await line.gateway('operator create --code cytel --name Cytel --currency EUR');
    return line;
  }

  it('sets, shows and removes it, and the history tells', async () => {
    const { gateway, look } = await withCytel();
    expect(await gateway(SET)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Tokens of https://login.example.com for netflix-billing are accepted as those of cytel.\n',
    });
    expect((await gateway('identity-provider show --operator cytel')).stdout).toBe(
      [
        'issuer       https://login.example.com',
        'audience     netflix-billing',
        'keys         https://login.example.com/keys',
        'algorithms   RS256, ES256',
        'scope claim  scope',
        'scope        billing.read=READ',
        'scope        billing.write=READ,WRITE',
        '',
      ].join('\n'),
    );
    const { rows } = await look('cytel', (store) =>
      store.eventPage({ size: 1, after: null, before: null, fromEnd: true, newestFirst: false, offset: 0 }),
    );
    expect(rows).toMatchObject([{ type: 'OPERATOR_UPDATED', actor: 'cli:identity-provider' }]);
    expect(await gateway('identity-provider remove --operator cytel')).toMatchObject({ exitCode: 0 });
    expect((await gateway('identity-provider show --operator cytel')).stderr).toBe(
      'Operator cytel has no identity provider.\n',
    );
    expect(await gateway('identity-provider remove --operator cytel')).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['https://login.example.com/keys', 'http://login.example.com/keys', 'It must begin with https://.'],
    ['https://login.example.com/keys', 'file:///etc/passwd', 'It must begin with https://.'],
    [
      'https://login.example.com/keys',
      'https://me:secret@login.example.com',
      'It must hold no user, password or fragment.',
    ],
    ['https://login.example.com/keys', 'keys', 'It must be an address'],
    ['RS256,ES256', 'HS256', 'They must be among RS256'],
    ['RS256,ES256', 'none', 'They must be among RS256'],
    ['billing.read=READ', 'billing.read', 'It must be a word and scopes'],
    ['billing.read=READ', 'billing.read=ROOT', 'They must be among READ'],
  ])('refuses, instead of %s, %s', async (good, bad, why) => {
    const { gateway } = await withCytel();
    expect(await gateway(SET.replace(` ${good}`, ` ${bad}`))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(why),
    });
  });
});
