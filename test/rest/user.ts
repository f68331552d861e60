import type { Gateway } from '../../src/app.ts';
import { SCOPES, type Scope } from '../../src/auth/credential.ts';
import { hashPassword } from '../../src/auth/passwords.ts';
import { createUser } from '../../src/auth/rules/credentials.ts';
import type { Instant } from '../../src/time.ts';
import { wireOf } from './wire.ts';

export const PASSWORD = 'correct horse battery';
export const UNIT = 'Head office';

/** Gives the operator called first a user, who can log in over the old wire. */
export async function withUser(
  gateway: Pick<Gateway, 'fetch' | 'store'>,
  wallClock: Instant,
  { username = 'anna', scopes = SCOPES }: { username?: string; scopes?: readonly Scope[] } = {},
) {
  const operator = await gateway.store.operatorByCode('first');
  if (!operator) throw new Error('Expected operator first, found none.');
  const passwordHash = await hashPassword(PASSWORD);
  const creation = { username, wallClock, passwordHash, scopes };
  await gateway.store
    .of(operator.id)
    .changeUser(username, (facts) => createUser(creation, facts), { actor: 'test' });
  const logIn = { username, password: PASSWORD, organisation: 'first' };
  return {
    ...logIn,
    token: async (): Promise<string> => {
      const { data } = await wireOf(gateway, null)('POST', 'authentication/token', logIn);
      return data.token;
    },
  };
}
