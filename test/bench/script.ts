import type { Requests } from './load/requests.ts';
import { opened } from './data/reset.ts';
import { customerIdentifier } from './data/people.ts';
import { LASTING_PROMOTIONS, promotionCode } from './data/operators.ts';
import { numberOf } from '../../src/ids.ts';
import type { Operation, Variables } from './operations.ts';

export interface Step {
  readonly name: string;
  readonly operation: Operation;
  readonly asked: Variables;
}

interface Item {
  readonly number: string;
  readonly billingSystemCustomerIdentifier: string;
  readonly referenceNumber: string | null;
}

/** What every contender is told to do, and must answer and leave alike. */
export function script(original: string, variables: Requests['variables']): Step[] {
  const { charges } = variables('M1', 2) as { charges: readonly Item[] }; // as the bench makes it
  const { charges: others } = variables('M1', 3) as { charges: readonly Item[] };
  const { input } = variables('M2', 0) as { input: { readonly billingSystemCustomerIdentifier: string } };
  const [done = NOTHING] = charges;
  const [a = NOTHING, b = NOTHING, c = NOTHING, d = NOTHING, e = NOTHING] = others;
  const acknowledge = (name: string, items: readonly Item[]): Step => ({
    name,
    operation: 'M1',
    asked: { charges: items },
  });
  const register = (name: string, changed: object): Step => ({
    name,
    operation: 'M2',
    asked: { input: { ...input, ...changed } },
  });
  return [
    acknowledge('fifty charges', charges),
    acknowledge('fifty charges again', charges),
    acknowledge('good and bad charges', [
      { ...a, referenceNumber: null },
      a,
      { ...b, number: 'I99999999' },
      { ...b, number: 'I1' },
      { ...b, billingSystemCustomerIdentifier: 'somebody else' },
      pendingCharge(original),
      { ...done, referenceNumber: 'another reference' },
      { ...c, referenceNumber: done.referenceNumber },
      { ...d, referenceNumber: 'shared' },
      { ...e, referenceNumber: 'shared' },
    ]),
    register('a new customer', {}),
    register('an active customer', { billingSystemCustomerIdentifier: customerIdentifier(2) }),
    register('an unknown promotion', { billingSystemCustomerIdentifier: 'NEW-A', promotionCode: 'NO-OFFER' }),
    register('an expired promotion', {
      billingSystemCustomerIdentifier: 'NEW-B',
      promotionCode: promotionCode(LASTING_PROMOTIONS + 1),
    }),
    register('an active customer and an unknown promotion', {
      billingSystemCustomerIdentifier: customerIdentifier(2),
      promotionCode: 'NO-OFFER',
    }),
    {
      name: 'a customer of whom little is known',
      operation: 'M2',
      asked: {
        input: { billingSystemCustomerIdentifier: 'NEW-C', validityDuration: 60, lastName: 'Ní Dhomhnaill' },
      },
    },
  ];
}

const NOTHING: Item = { number: '', billingSystemCustomerIdentifier: '', referenceNumber: null };

function pendingCharge(original: string): Item {
  const database = opened(original);
  const row = database
    .prepare<[], { id: number; customer: string }>(
      `SELECT c.id, u.billing_system_customer_identifier AS customer FROM charges c JOIN customers u ON u.id = c.customer_id
       WHERE c.operator_id = 1 AND c.status = 'PENDING' ORDER BY c.id LIMIT 1`,
    )
    .get();
  database.close();
  if (!row) throw new Error('Expected a pending charge.');
  return {
    number: numberOf('I', row.id),
    billingSystemCustomerIdentifier: row.customer,
    referenceNumber: null,
  };
}
