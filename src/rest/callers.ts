import { Unauthenticated } from '../auth/authentication.ts';
import type { Caller } from '../auth/credential.ts';
import type { Entrance, Given } from './method.ts';
import { invalid, Refused } from './refusals.ts';

/** Whose token a call presents, as its parameter or as `Authorization: Bearer …`; an API key is as good. Throws `Refused`. */
export async function callerOf(
  { token = null }: Given,
  { authentication, authorization }: Omit<Entrance, 'clientAddress'>,
): Promise<Caller> {
  if (token !== null && typeof token !== 'string') throw invalid('token', 'must be text');
  const presented = token === null || token === '' ? authorization : `Bearer ${token}`;
  const caller = await knownBy('token', () => authentication.whoIs(presented));
  if (caller) return caller;
  throw new Refused(
    'UNAUTHENTICATED',
    'token',
    'token is missing. Send the one that authentication/token gave you.',
  );
}

/** Finds out who somebody is; whoever is not known is told which parameter did not fit. */
export async function knownBy<T>(parameter: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Unauthenticated) throw new Refused('UNAUTHENTICATED', parameter, error.message);
    throw error;
  }
}
