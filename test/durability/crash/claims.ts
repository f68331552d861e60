import Database from 'better-sqlite3';

/** What a gateway was told and has answered, and whether it is in its database. */
export type Claims = ReturnType<typeof claimsOf>;

/** No claims yet; `name` is in every identifier, so that those of two streams differ. */
export function claimsOf(name: string) {
  let customers = 0;
  const wanted: Claim[] = [];
  const renaming = new Map<string, readonly string[]>();
  const renamed = new Map<string, string>();
  const claim = (what: string, sql: string, ...values: readonly (string | number)[]) => {
    wanted.push({ what: `${what} ${values.join(' ')}`, sql, values });
  };

  return {
    /** Mutations that were sent, and those of them that were answered. */
    sent: 0,
    answered: 0,
    newCustomer: () => `${name}-${(customers += 1)}`,
    registered: (customer: string, subscription: string) =>
      claim('registered', REGISTERED, Number(subscription.slice(1)), customer),
    signedUp: (customer: string) =>
      claim('signed up', `${SUBSCRIPTIONS} AND s.signed_up_on IS NOT NULL`, customer),
    renaming: (customer: string, firstName: string) =>
      renaming.set(customer, [...(renaming.get(customer) ?? []), firstName]),
    renamed: (customer: string, firstName: string) => renamed.set(customer, firstName),
    received: (identifier: string, number: string, amount: number) =>
      claim('received', CHARGES, identifier, Number(number.slice(1)), amount),
    accepted: (number: string, reference: string) =>
      claim('accepted', ACCEPTED, Number(number.slice(1)), reference),
    asked: (code: string) => claim('asked', ASKED, `%"${code}"%`),
    acknowledged: (number: string) => claim('acknowledged', ACKNOWLEDGED, Number(number.slice(1))),
    terminated: (customer: string) =>
      claim('terminated', `${SUBSCRIPTIONS} AND s.stage = 'CANCELLED'`, customer),

    /** Each claim that does not hold exactly once in a database. */
    broken: (file: string): string[] => {
      const connection = new Database(file, { readonly: true });
      try {
        const count = (sql: string, values: readonly unknown[]) =>
          connection
            .prepare(sql)
            .pluck()
            .get(...values);
        const broken = wanted
          .map(({ what, sql, values }) => ({ what, times: count(sql, values) }))
          .filter(({ times }) => times !== 1)
          .map(({ what, times }) => `Expected ${what} once, found ${String(times)} times.`);
        const names = [...renaming].flatMap(([customer, sent]) => {
          // What was sent last may be there although nobody was told so; nothing older may.
          const since = sent.indexOf(renamed.get(customer) ?? '');
          const found = count(NAME, [customer]);
          const may: readonly unknown[] = [...sent.slice(Math.max(since, 0)), ...(since < 0 ? [null] : [])];
          return may.includes(found)
            ? []
            : [`Expected ${customer} to be ${may.join(' or ')}, found ${String(found)}.`];
        });
        return [...broken, ...names];
      } finally {
        connection.close();
      }
    },
  };
}

interface Claim {
  readonly what: string;
  /** Counts it. */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const NUMBER = '& 4294967295';
const SUBSCRIPTIONS = `SELECT count(*) FROM subscriptions AS s JOIN customers AS c ON c.id = s.customer_id
  WHERE c.billing_system_customer_identifier = ?`;
const REGISTERED = `SELECT count(*) FROM subscriptions AS s JOIN customers AS c ON c.id = s.customer_id
  WHERE s.id ${NUMBER} = ? AND c.billing_system_customer_identifier = ?`;
const CHARGES = `SELECT count(*) FROM charges WHERE netflix_charge_identifier = ? AND id ${NUMBER} = ? AND amount = ?`;
const ACCEPTED = `SELECT count(*) FROM charges WHERE id ${NUMBER} = ? AND verdict = 'ACCEPTED' AND reference_number = ?`;
const ACKNOWLEDGED = `SELECT count(*) FROM charges WHERE id ${NUMBER} = ? AND acknowledged_on IS NOT NULL`;
const ASKED = "SELECT count(*) FROM provisioning_requests WHERE type = 'ADD_UDR' AND services LIKE ?";
const NAME = 'SELECT first_name FROM customers WHERE billing_system_customer_identifier = ?';
