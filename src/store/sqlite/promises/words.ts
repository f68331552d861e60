/** A promise about the rows of a database. */
export interface Promised {
  /** Names it, for programs. */
  readonly check: string;
  /** What is promised. */
  readonly promise: string;
  /** Finds what breaks it: one column, a sentence for each. */
  readonly sql: string;
}

/** The tables whose rows are numbered for each operator: the counter of the operator, and what people call a row. */
export const NUMBERED = {
  users: { counter: 'last_user', letter: 'user ' },
  promotions: { counter: 'last_promotion', letter: 'promotion ' },
  customers: { counter: 'last_customer', letter: 'customer ' },
  subscriptions: { counter: 'last_subscription', letter: 'subscription S' },
  charges: { counter: 'last_charge', letter: 'charge I' },
  events: { counter: 'last_event', letter: 'event ' },
  provisioning_providers: { counter: 'last_provider', letter: 'provider ' },
  provisioning_requests: { counter: 'last_provisioning_request', letter: 'provisioning request P' },
} as const;
export type NumberedTable = keyof typeof NUMBERED;

/** SQL for what an id of a table is called, such as `charge I00000012 of operator 1`. */
export function named(table: NumberedTable, id: string): string {
  const { letter } = NUMBERED[table];
  const digits = /[A-Z]$/.test(letter) ? '%08d' : '%d';
  return `printf('${letter}${digits} of operator %d', ${numberIn(id)}, ${operatorIn(id)})`;
}

/** SQL for the operator that an id holds. */
export function operatorIn(id: string): string {
  return `(${id} >> 32)`;
}

/** SQL for the number that an id holds. */
export function numberIn(id: string): string {
  return `(${id} & 4294967295)`;
}

/** SQL for a list of words. */
export function listed(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(', ')})`;
}

/** SQL for what may be null. */
export function shown(value: string): string {
  return `ifnull(${value}, 'nothing')`;
}
