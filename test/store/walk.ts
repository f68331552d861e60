import fc from 'fast-check';

import type { Charge } from '../../src/charges/charge.ts';
import { DAY, dayOf, HOUR } from '../../src/time.ts';
import { everything } from './everything.ts';
import { byIdentifier, DRY, item, SIGNED_UP, type Telecom } from './telecom.ts';
import type { Clock } from './world.ts';

/** Something that may happen in an operator's life; what does not make sense at that moment is refused by its rule. */
export type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

// What happens often stands here often.
const VERBS = [
  ...(['register', 'signUp', 'suspend', 'suspend', 'unsuspend', 'terminate', 'wait', 'dry'] as const),
  ...(['receive', 'receive', 'receive', 'receive', 'receive', 'accept', 'accept', 'decline'] as const),
  ...(['settle', 'acknowledge', 'acknowledge'] as const),
] as const;

const aStep = fc.record({
  verb: fc.constantFrom(...VERBS),
  customer: fc.nat({ max: 3 }),
  /** Which charges, by their place in the list. */
  charges: fc.uniqueArray(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 }),
  reference: fc.option(fc.nat({ max: 8 }), { freq: 2 }),
  cents: fc.nat({ max: 5000 }),
  currency: fc.constantFrom('EUR', 'USD', 'JPY', 'XXX'),
  /** Days since the sign-up on which a charge was raised, and until which it is paid. */
  raisedDay: fc.integer({ min: 80, max: 200 }),
  paidDay: fc.integer({ min: 100, max: 400 }),
});

/** A few dozen steps, some of them at the same time. */
export const aWalk = fc.noBias(
  fc.array(fc.array(aStep, { minLength: 1, maxLength: 4 }), { minLength: 10, maxLength: 40, size: 'max' }),
);

/** Walks through the steps; those of one moment are taken at once. */
export async function walk(
  telecom: Telecom,
  clock: Clock,
  moments: readonly (readonly Step[])[],
): Promise<void> {
  const tokens = new Map<string, string>();
  await telecom.changesTerms({ exchangeRates: RATES });
  for (const name of NAMES.slice(0, 2)) await telecom.subscribes(name);
  for (const moment of moments) {
    clock.move(HOUR);
    await Promise.all(moment.map((step) => take(step, telecom, clock, tokens)));
  }
}

const NAMES = ['B-0', 'B-1', 'B-2', 'B-3'];
const RATES = [
  { currency: 'USD', rate: '0.92', effectiveFrom: SIGNED_UP },
  { currency: 'JPY', rate: '0.0061', effectiveFrom: SIGNED_UP },
];

async function take(step: Step, telecom: Telecom, clock: Clock, tokens: Map<string, string>): Promise<void> {
  const name = NAMES[step.customer] ?? '';
  const by = byIdentifier(name);
  switch (step.verb) {
    case 'register': {
      const { token } = await telecom.registers(name, { firstName: `Anna ${String(step.cents)}` });
      if (token) tokens.set(name, token.value);
      return;
    }
    case 'signUp':
      await telecom.signsUp(tokens.get(name) ?? '', clock.now() - step.raisedDay * HOUR);
      return;
    case 'suspend':
      await telecom.suspends(by);
      return;
    case 'unsuspend':
      await telecom.unsuspends(by);
      return;
    case 'terminate':
      await telecom.terminates(by);
      return;
    case 'wait':
      clock.move((step.raisedDay - 100) * HOUR);
      return;
    case 'dry':
      await telecom.settles(3, DRY);
      return;
    case 'receive': {
      const customer = await telecom.store.customer(by);
      if (!customer) return;
      const raisedOn = step.raisedDay % 2 === 0 ? clock.now() : SIGNED_UP + step.raisedDay * DAY;
      const paidThroughDate = dayOf(SIGNED_UP + step.paidDay * DAY);
      const amount = step.currency === 'JPY' ? String(step.cents) : (step.cents / 100).toFixed(2);
      await telecom.receives(
        step.charges.map(() =>
          telecom.receipt(customer, { amount, currency: step.currency, raisedOn, paidThroughDate }),
        ),
      );
      return;
    }
    case 'accept':
    case 'decline':
      await telecom.decides(step.verb === 'accept' ? 'ACCEPTED' : 'DECLINED', await items(telecom, step));
      return;
    case 'settle':
      await telecom.settles(step.charges.length);
      return;
    case 'acknowledge':
      await telecom.acknowledges(await items(telecom, step));
      return;
  }
}

async function items(telecom: Telecom, step: Step) {
  const { charges, customers } = await everything(telecom.store);
  const owners = new Map(customers.map((customer) => [customer.id, customer]));
  const chosen = step.charges.map((index) => charges[index % Math.max(1, charges.length)]);
  return chosen.flatMap((charge: Charge | undefined, index) => {
    const customer = charge && owners.get(charge.customerId);
    if (!customer) return [];
    const reference = step.reference === null ? null : `INV-${String(step.reference + index)}`;
    return [item(charge, customer, reference)];
  });
}
