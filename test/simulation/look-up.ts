import { differences } from './differences.ts';
import type { Draw } from './draw.ts';
import type { ModelCharge } from './model.ts';
import type { Side } from './world.ts';

const LOOK_UP = `query ($filter: ChargeFilter, $order: ChargeOrder, $offset: Int) {
  charges(filter: $filter, orderBy: $order, offset: $offset, first: 5) { totalCount nodes { number } }
}`;

/** A question about charges, and which of them it means. */
interface Question {
  readonly filter: Record<string, unknown>;
  readonly means: (charge: ModelCharge) => boolean;
}

/** Asks for charges in one of the ways that operators do: the very ones that are meant must come, in order. */
export async function lookUp({ model, ask }: Side, draw: Draw): Promise<string[]> {
  const customer = draw.any(model.customers);
  const billingSystemCustomerIdentifier = customer?.identifier ?? 'nobody';
  const reference = draw.any(model.charges)?.reference ?? 'R-0';
  const isOpen = ({ acknowledgedOn }: ModelCharge) => acknowledgedOn === null;
  const { filter, means } = draw.pick<Question>([
    { filter: { processing: 'PROCESSED' }, means: (one) => isOpen(one) && one.status !== 'PENDING' },
    { filter: { processing: 'NOT_PROCESSED' }, means: (one) => one.status === 'PENDING' },
    { filter: { undecided: true }, means: (one) => isOpen(one) && one.verdict === null },
    { filter: { verdict: ['DECLINED'] }, means: (one) => isOpen(one) && one.verdict === 'DECLINED' },
    {
      filter: { acknowledged: true, currency: 'USD' },
      means: (one) => !isOpen(one) && one.currency === 'USD',
    },
    { filter: { referenceNumber: reference }, means: (one) => one.reference === reference },
    {
      filter: { customer: { billingSystemCustomerIdentifier } },
      means: (one) => isOpen(one) && one.subscription.customer === customer,
    },
  ]);
  const order = draw.pick(['OLDEST_FIRST', 'NEWEST_FIRST']);
  const offset = draw.between(0, 3);
  const meant = model.charges.filter(means);
  if (order === 'NEWEST_FIRST') meant.reverse();
  const { charges } = await ask(LOOK_UP, { filter, order, offset });
  return differences(
    { totalCount: meant.length, nodes: meant.slice(offset, offset + 5).map(({ number }) => ({ number })) },
    charges,
    `charges that are ${JSON.stringify(filter)}`,
  );
}
