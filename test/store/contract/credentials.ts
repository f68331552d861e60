import { expect, it } from 'vitest';

import { disableUser, revokeApiKey } from '../../../src/auth/rules/credentials.ts';
import {
  distrustIdentityProvider,
  trustIdentityProvider,
  type IdentityProviderFacts,
} from '../../../src/auth/rules/identity-provider.ts';
import { everything } from '../everything.ts';
import { DOING, existing, SIGNED_UP, type Telecom } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const LATER = SIGNED_UP + 7_200_000;

const PROVIDER = {
  issuer: 'https://login.example.com',
  keysAddress: 'https://login.example.com/keys',
  algorithms: ['RS256', 'ES256'],
  scopeClaim: 'scope',
  scopes: { 'billing.read': ['READ'] },
} as const;

/** Who may come in, and with what. */
export function credentialContract(open: OpenStore): void {
  it('finds a user by the code of its operator and its name, byte for byte', async () => {
    const { store, cytel, pantel } = await openWorld(open);
    const user = await employ(cytel, 'anna');
    const theirs = await employ(pantel, 'anna', '$theirs$');
    expect(await store.credentials.userByName('cytel', 'anna')).toEqual({ user, operator: cytel.operator });
    expect(await store.credentials.userByName('pantel', 'anna')).toEqual({
      user: theirs,
      operator: pantel.operator,
    });
    for (const [code, name] of [
      ['cytel', 'Anna'],
      ['Cytel', 'anna'],
      ['cytel', 'anna '],
      ['nova', 'anna'],
    ] as const) {
      expect(await store.credentials.userByName(code, name)).toBeNull();
    }
    expect(await cytel.store.users()).toEqual([user]);
  });

  it('finds the operator that trusts an issuer and an audience, until the token is released', async () => {
    const { store, cytel, pantel } = await openWorld(open);
    const trusts = (operator: Telecom, audience: string) => {
      const wanted = { ...PROVIDER, audience };
      const rule = (facts: IdentityProviderFacts) => trustIdentityProvider(wanted, facts);
      return operator.store.changeIdentityProvider(wanted, rule, DOING);
    };
    const { provider } = await trusts(cytel, 'for-cytel');
    await trusts(pantel, 'for-pantel');
    const found = await store.credentials.identityProvidersOfToken('token-1', PROVIDER.issuer);
    expect(found).toContainEqual({ provider, operator: cytel.operator });
    expect(found.map(({ operator }) => operator.code).sort()).toEqual(['cytel', 'pantel']);
    expect(await store.credentials.identityProvidersOfToken('token-1', 'https://elsewhere')).toEqual([]);
    // Whatever the facts were, no two operators may trust the same.
    const taken = { ...PROVIDER, audience: 'for-cytel' };
    expect(await trusts(pantel, 'for-cytel')).toMatchObject({ problems: [{ code: 'ALREADY_EXISTS' }] });
    const blind = (facts: IdentityProviderFacts) =>
      trustIdentityProvider(taken, { ...facts, isTaken: false });
    await expect(pantel.store.changeIdentityProvider(taken, blind, DOING)).rejects.toThrow();
    expect(await pantel.store.identityProvider()).toMatchObject({ audience: 'for-pantel' });
    await cytel.store.changeIdentityProvider(null, distrustIdentityProvider, DOING);
    expect(await cytel.store.identityProvider()).toBeNull();
    expect(await trusts(pantel, 'for-cytel')).toMatchObject({ problems: [] });
    await store.credentials.releaseToken('token-1', LATER, SIGNED_UP);
    expect(await store.credentials.identityProvidersOfToken('token-1', PROVIDER.issuer)).toEqual([]);
    expect(await store.credentials.identityProvidersOfToken('token-2', PROVIDER.issuer)).toHaveLength(1);
  });

  it('finds the user behind a token until the token is released', async () => {
    const { store, cytel, pantel } = await openWorld(open);
    const { credentials } = store;
    const user = await employ(cytel, 'anna');
    expect(await credentials.userOfToken('jti-1', cytel.operator.id, 'anna')).toEqual({
      user,
      operator: cytel.operator,
    });
    expect(await credentials.userOfToken('jti-1', pantel.operator.id, 'anna')).toBeNull();
    await credentials.releaseToken('jti-1', LATER, SIGNED_UP);
    await credentials.releaseToken('jti-1', LATER, SIGNED_UP);
    expect(await credentials.userOfToken('jti-1', cytel.operator.id, 'anna')).toBeNull();
    expect(await credentials.userOfToken('jti-2', cytel.operator.id, 'anna')).toMatchObject({ user });
  });

  it('keeps a token released after it was opened again, until it would have expired anyway', async () => {
    const { store, cytel, reopened } = await openWorld(open);
    const user = await employ(cytel, 'anna');
    const { prefix } = await draw(cytel);
    await store.credentials.releaseToken('jti-1', LATER, SIGNED_UP);
    const { credentials } = await reopened();
    expect(await credentials.userOfToken('jti-1', cytel.operator.id, 'anna')).toBeNull();
    expect(await credentials.apiKeyOfToken('jti-1', prefix)).toBeNull();
    await credentials.releaseToken('jti-2', LATER + 1, LATER);
    expect(await credentials.userOfToken('jti-1', cytel.operator.id, 'anna')).toBeNull();
    await credentials.releaseToken('jti-3', LATER + 1, LATER + 1);
    expect(await credentials.userOfToken('jti-1', cytel.operator.id, 'anna')).toMatchObject({ user });
    expect(await credentials.userOfToken('jti-2', cytel.operator.id, 'anna')).toBeNull();
  });

  it('finds an API key by its prefix, directly and behind a token that is not released', async () => {
    const { store, cytel, pantel } = await openWorld(open);
    const { credentials } = store;
    const apiKey = await draw(cytel);
    const theirs = await draw(pantel);
    expect(await credentials.apiKeyByPrefix(apiKey.prefix)).toEqual({ apiKey, operator: cytel.operator });
    expect(await credentials.apiKeyByPrefix(theirs.prefix)).toEqual({
      apiKey: theirs,
      operator: pantel.operator,
    });
    expect(await credentials.apiKeyByPrefix(apiKey.prefix.toUpperCase())).toBeNull();
    expect(await credentials.apiKeyOfToken('jti-1', apiKey.prefix)).toMatchObject({ apiKey });
    await credentials.releaseToken('jti-1', LATER, SIGNED_UP);
    expect(await credentials.apiKeyOfToken('jti-1', apiKey.prefix)).toBeNull();
    expect(await credentials.apiKeyByPrefix(apiKey.prefix)).toMatchObject({ apiKey });
    expect(await cytel.store.apiKeys()).toEqual([apiKey]);
  });

  it('shows from the next look on what was changed about a user or a key', async () => {
    const { store, cytel } = await openWorld(open);
    await employ(cytel, 'anna');
    const { prefix } = await draw(cytel);
    const wallClock = SIGNED_UP + 1;
    const about = { username: 'anna', wallClock };
    await cytel.store.changeUser('anna', (facts) => disableUser(about, facts), DOING);
    await cytel.store.changeApiKey(prefix, (facts) => revokeApiKey({ prefix, wallClock }, facts), DOING);
    expect(await store.credentials.userByName('cytel', 'anna')).toMatchObject({
      user: { disabledOn: wallClock },
    });
    expect(await store.credentials.userOfToken('jti-1', cytel.operator.id, 'anna')).toMatchObject({
      user: { disabledOn: wallClock },
    });
    expect(await store.credentials.apiKeyByPrefix(prefix)).toMatchObject({
      apiKey: { revokedOn: wallClock },
    });
  });

  it('draws a key of its own for each call, and keeps none of it in the clear', async () => {
    const { cytel } = await openWorld(open);
    const drawn = await Promise.all([1, 2, 3].map(() => cytel.drawsKey()));
    expect(new Set(drawn.map(({ key }) => key)).size).toBe(3);
    const kept = JSON.stringify((await everything(cytel.store)).apiKeys);
    for (const { key } of drawn) expect(kept).not.toContain(existing(key));
    expect(new Set((await cytel.store.apiKeys()).map(({ id }) => id)).size).toBe(3);
  });

  it('knows no scopes where none were given', async () => {
    const { cytel } = await openWorld(open);
    await cytel.drawsKey([]);
    expect(await cytel.store.apiKeys()).toMatchObject([{ scopes: [] }]);
  });
}

async function employ(telecom: Telecom, username: string, passwordHash?: string) {
  return existing((await telecom.employs(username, passwordHash)).user);
}

async function draw(telecom: Telecom) {
  return existing((await telecom.drawsKey()).apiKey);
}
