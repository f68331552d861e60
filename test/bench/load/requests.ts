import Database from 'better-sqlite3';

import { idRange, numberOf } from '../../../src/ids.ts';
import { cursorOf, DOCUMENTS, type Operation, type Variables } from '../operations.ts';
import { LASTING_PROMOTIONS, promotionCode } from '../data/operators.ts';
import { customerIdentifier } from '../data/people.ts';

/** Different requests of each query, evenly spread over what there is. */
const MOST_DIFFERENT = { Q1: 2_000, Q2: 200, Q3: 500 };
const PER_PAGE = { Q2: 50, Q3: 20 };
const PER_CALL = 50;

/** What to ask a generated database. */
export interface Requests {
  /** How many different ones there are; from then on they begin again, or, where each works only once, there are no more. */
  readonly different: Record<Operation, number>;
  variables: (operation: Operation, n: number) => Variables;
  /** Where the page that those variables ask for ends. */
  endOfPage: (operation: 'Q2' | 'Q3', n: number) => string | null;
}

/** The bodies for one contender: a server without GraphQL has an address for each operation and needs no document. */
export function wording(hasGraphQL: boolean) {
  return (operation: Operation, variables: Variables) =>
    hasGraphQL
      ? {
          path: '/graphql',
          body: JSON.stringify({ query: DOCUMENTS[operation], variables, operationName: operation }),
        }
      : { path: `/${operation}`, body: JSON.stringify(variables) };
}

/** Reads from a generated database what its first operator can be asked. `registered` tells how many customers were registered so far. */
export function requestsOf(file: string, registered: () => number): Requests {
  const database = new Database(file, { readonly: true });
  const { first, last } = idRange(1);
  const customers = database
    .prepare<[number, number], { id: number }>(
      'SELECT DISTINCT customer_id AS id FROM charges WHERE id BETWEEN ? AND ? ORDER BY 1',
    )
    .all(first, last);
  const work = database
    .prepare<[], { id: number; status: string; customer: string }>(
      `SELECT c.id, c.status, u.billing_system_customer_identifier AS customer FROM charges c JOIN customers u ON u.id = c.customer_id
       WHERE c.operator_id = 1 AND c.acknowledged_on IS NULL ORDER BY c.id`,
    )
    .all();
  database.close();
  const processed = work.filter(({ status }) => status !== 'PENDING');
  const count = (query: keyof typeof MOST_DIFFERENT, possible: number) =>
    Math.min(MOST_DIFFERENT[query], possible);
  const different = {
    Q1: count('Q1', customers.length),
    Q2: count('Q2', Math.floor(work.length / PER_PAGE.Q2) - 1),
    Q3: count('Q3', Math.floor(customers.length / PER_PAGE.Q3) - 1),
    M1: Math.floor(processed.length / PER_CALL),
    M2: Infinity,
  };
  const spread = (n: number, of: number, rows: number) => Math.floor((n * rows) / of);
  const lists = { Q2: work, Q3: customers } as const;
  const cursorNames = { Q2: 'charges:OLDEST_FIRST', Q3: 'customers' } as const;
  const begin = (query: 'Q2' | 'Q3', n: number) =>
    spread(n, different[query], lists[query].length - PER_PAGE[query]);
  const cursorBehind = (query: 'Q2' | 'Q3', position: number) => {
    const row = lists[query][position - 1];
    return row ? cursorOf(cursorNames[query], row.id) : null;
  };

  const variables = (operation: Operation, n: number): Variables => {
    switch (operation) {
      case 'Q1':
        return { identifier: customerIdentifier(1 + spread(n, different.Q1, customers.length)) };
      case 'Q2':
      case 'Q3':
        return { after: cursorBehind(operation, begin(operation, n)) };
      case 'M1':
        return {
          charges: processed.slice(n * PER_CALL, (n + 1) * PER_CALL).map(({ id, customer }) => ({
            number: numberOf('I', id),
            billingSystemCustomerIdentifier: customer,
            referenceNumber: `INV-${numberOf('I', id)}`,
          })),
        };
      case 'M2':
        return { input: newcomer(registered()) };
    }
  };
  return {
    different,
    variables,
    endOfPage: (query, n) => cursorBehind(query, begin(query, n) + PER_PAGE[query]),
  };
}

function newcomer(n: number) {
  return {
    billingSystemCustomerIdentifier: `NEW-${String(n).padStart(8, '0')}`,
    promotionCode: promotionCode(1 + (n % LASTING_PROMOTIONS)),
    channel: 'WEB',
    firstName: 'Saoirse',
    lastName: 'Murtagh',
    email: { type: 'PERSONAL', emailAddress: `saoirse${n}@example.com` },
    phone: { type: 'MOBILE', number: '+353 20 910 1234', country: 'IE' },
  };
}
