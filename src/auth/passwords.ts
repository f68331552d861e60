import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

// OWASP's choice for argon2id: 19 MiB, two passes, one lane. About 30 ms, off the event loop.
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const LEAST_PASSWORD = 12;
const MOST_PASSWORD = 256;

/** Why nobody may take this password, as a sentence for people; null when it is good enough. */
export function faultOfPassword(password: string): string | null {
  const length = Array.from(password).length;
  return length >= LEAST_PASSWORD && length <= MOST_PASSWORD
    ? null
    : `A password must have ${LEAST_PASSWORD} to ${MOST_PASSWORD} characters, but this one has ${length}.`;
}

/** What is kept of a password: a PHC string of argon2id with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return phc(salt, await derive(password, { ...COST, nonce: salt, tagLength: TAG_BYTES }));
}

/** Whether the hash was made from this password. With null (there is no such user) it is false, after the same work. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const { salt, tag, cost } = readPhc(hash ?? NOBODYS);
  const derived = await derive(password, { ...cost, nonce: salt, tagLength: tag.length });
  return timingSafeEqual(derived, tag) && hash !== null;
}

const NOBODYS = phc(Buffer.alloc(SALT_BYTES), Buffer.alloc(TAG_BYTES));

const argon2Async = promisify(argon2);

function derive(password: string, parameters: Omit<Argon2Parameters, 'message'>): Promise<Buffer> {
  // The same letters can be typed as different code points, by keyboard and system.
  return argon2Async('argon2id', { ...parameters, message: password.normalize('NFKC') });
}

function phc(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function readPhc(hash: string) {
  const [, memory, passes, parallelism, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash) ?? [];
  if (salt === undefined || tag === undefined) {
    throw new Error('Expected a PHC string of argon2id as the hash of a password, found something else.');
  }
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
