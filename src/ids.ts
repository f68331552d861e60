/**
 * An id is one integer that holds its operator: `operator × 2^32 + n`, where n counts that operator's things of one kind from 1, without
 * gaps, in the order of their commits. So an operator's rows lie together, their order is the order of the key, and another operator's id
 * is recognised without asking the database. n is also what people read as a number: charge 12 is `I00000012`.
 */
const SPAN = 2 ** 32;

/** The most operators one database can hold, so that every id stays a safe integer. */
export const MOST_OPERATORS = 2 ** 21 - 1;

/** The id of an operator's n-th thing of a kind. n = 0 is a placeholder that nothing ever has. */
export function idOf(operatorId: number, n: number): number {
  if (n >= SPAN)
    throw new Error(`Expected fewer than ${SPAN} of one kind for operator ${operatorId}, found ${n}.`);
  return operatorId * SPAN + n;
}

/** The smallest and the largest id an operator's things can have. */
export function idRange(operatorId: number): { first: number; last: number } {
  return { first: operatorId * SPAN + 1, last: operatorId * SPAN + SPAN - 1 };
}

/** Whether the id is one that this operator's things can have. */
export function belongsTo(operatorId: number, id: number): boolean {
  return Number.isSafeInteger(id) && Math.floor(id / SPAN) === operatorId && id % SPAN !== 0;
}

/** What people read: the letter of the kind and at least eight digits, such as `I00002706`. */
export function numberOf(letter: NumberLetter, id: number): string {
  // The lower 32 bits are the rest of a division by SPAN, and come at once.
  return letter + String(id >>> 0).padStart(8, '0');
}

/** The id behind a number as `numberOf` writes it, or null for any other text: identifiers compare byte for byte. */
export function idOfNumber(letter: NumberLetter, operatorId: number, number: string): number | null {
  if (!/^[ISP]\d{8,10}$/.test(number)) return null;
  const n = Number(number.slice(1));
  if (n === 0 || n >= SPAN) return null;
  const id = idOf(operatorId, n);
  return numberOf(letter, id) === number ? id : null;
}

/** I: charges (invoiced by Netflix) · S: subscriptions · P: provisioning requests. */
export type NumberLetter = 'I' | 'S' | 'P';

/** The opaque global id of a thing: its type and its id. */
export function encodeGlobalId(type: string, id: string | number | bigint): string {
  return Buffer.from(`${type}:${String(id)}`).toString('base64url');
}

/** The type and id in a global id; null in a text that is none. Whether there is such a type it cannot say, see `builder.ts`. */
export function decodeGlobalId(globalId: string): { typename: string; id: string } | null {
  const [, typename, id] = GLOBAL_ID.exec(Buffer.from(globalId, 'base64url').toString()) ?? [];
  if (typename === undefined || id === undefined || encodeGlobalId(typename, id) !== globalId) return null;
  return { typename, id };
}

const GLOBAL_ID = /^(\w+):([1-9]\d{0,15})$/;
