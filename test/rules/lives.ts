import fc from 'fast-check';

import type { Charge } from '../../src/charges/charge.ts';
import { acknowledgeCharges } from '../../src/charges/rules/acknowledgement.ts';
import { decideCharges } from '../../src/charges/rules/decision.ts';
import { receiveCharges } from '../../src/charges/rules/receipt.ts';
import { settleCharges } from '../../src/charges/rules/settlement.ts';
import type { Customer } from '../../src/customers/customer.ts';
import { idOf, numberOf } from '../../src/ids.ts';
import type { Change, Changes, Facts, Ruling } from '../../src/ruling.ts';
import { suspend, terminate, unsuspend } from '../../src/subscriptions/rules/life-cycle.ts';
import { register } from '../../src/subscriptions/rules/registration.ts';
import { confirmSignUp } from '../../src/subscriptions/rules/sign-up.ts';
import type { NetflixSubscription, SignUpToken } from '../../src/subscriptions/subscription.ts';
import { DAY, dayOf } from '../../src/time.ts';
import { registration } from '../store/telecom.ts';
import { NOW } from './charge-facts.ts';
import { customer, facts, operator } from './facts.ts';

/** Something that happens to one customer; what makes no sense at that moment is refused by its rule. */
export type Verb = typeof aVerb extends fc.Arbitrary<infer T> ? T : never;

export const aVerb = fc.record({
  // What happens often stands here often.
  what: fc.constantFrom(
    ...(['register', 'register', 'signUp', 'signUp', 'suspend', 'unsuspend', 'terminate'] as const),
    ...(['receive', 'receive', 'receive', 'accept', 'decline', 'settle', 'settle', 'acknowledge'] as const),
  ),
  /** Days that pass before. */
  days: fc.nat({ max: 3 }),
  /** Days since a charge was raised, and until it is paid through; days since a sign-up. */
  ago: fc.nat({ max: 9 }),
  ahead: fc.integer({ min: -15, max: 30 }),
  /** Which charges. */
  charge: fc.nat({ max: 9 }),
  netflixIsTold: fc.boolean(),
  onSilence: fc.constantFrom('APPROVE', 'WAIT'),
});

/** The life of one customer, kept in memory: rulings are asked for and written. `look` sees each before it is written. */
export function life(look: (changes: Changes) => void) {
  let now = NOW;
  let drawn = 0;
  const customers = new Map<number, Customer>();
  const subscriptions = new Map<number, NetflixSubscription>();
  const tokens = new Map<string, SignUpToken>();
  const charges = new Map<number, Charge>();

  const write = ({ changes }: Ruling<unknown>): void => {
    look(changes);
    keep(customers, changes.customers, ({ id }) => id);
    keep(subscriptions, changes.subscriptions, ({ id }) => id);
    keep(tokens, changes.signUpTokens, ({ hash }) => hash);
    keep(charges, changes.charges, ({ id }) => id);
  };

  const live = (verb: Verb): void => {
    now += verb.days * DAY;
    const about: Facts = {
      ...facts(now),
      operator: { ...operator, decisionWindowHours: 24, onSilence: verb.onSilence },
      newId: (_kind, k = 0) => idOf(operator.id, drawn + 1 + k),
      netflixIsTold: verb.netflixIsTold,
    };
    drawn += 10;
    const who = [...customers.values()][0] ?? null;
    const all = [...subscriptions.values()];
    const subscription = all.at(-1) ?? null;
    const held = [...charges.values()].filter(({ heldOn }) => heldOn !== null);
    const heldCharges = Map.groupBy(held, ({ subscriptionId }) => subscriptionId);
    const chosen = [...charges.values()].slice(verb.charge, verb.charge + 2);
    const by = { billingSystemCustomerIdentifier: 'B-100' };
    const change = {
      ...{ ...about, customer: who, subscription },
      heldCharges: held.filter(({ subscriptionId }) => subscriptionId === subscription?.id),
    };
    const decision = {
      ...about,
      charges: new Map(chosen.map((charge) => [numberOf('I', charge.id), charge])),
      customerIdentifiers: new Map([[who?.id ?? 0, 'B-100']]),
      references: new Map<string, number>(),
    };
    const items = chosen.map(({ id }) => ({ number: numberOf('I', id), ...by, referenceNumber: null }));

    switch (verb.what) {
      case 'register': {
        const token = [...tokens.values()].findLast(
          ({ subscriptionId }) => subscriptionId === subscription?.id,
        );
        const secrets = {
          token: `t-${drawn}`,
          tokenHash: `h-${drawn}`,
          netflixCustomerIdentifier: 'pai-100',
        };
        const given = { ...about, customer: who, subscription, token: token ?? null, promotion: null };
        write(register(registration('B-100'), { ...given, drawn: secrets }));
        return;
      }
      case 'signUp': {
        const token = [...tokens.values()].at(-1) ?? null;
        const its = (token && subscriptions.get(token.subscriptionId)) ?? null;
        const previousCancelledOn = all.findLast(({ id }) => id < (its?.id ?? 0))?.cancelledOn ?? null;
        const signUp = { signedUpOn: now - verb.ago * DAY, prices: null };
        write(confirmSignUp(signUp, { ...about, token, subscription: its, previousCancelledOn }));
        return;
      }
      case 'suspend':
        write(suspend(by, change));
        return;
      case 'unsuspend':
        write(unsuspend(by, change));
        return;
      case 'terminate':
        write(terminate(by, change));
        return;
      case 'receive': {
        const raisedOn = now - verb.ago * DAY;
        const receipts = [1, 2].map((n) => ({
          ...{
            netflixChargeIdentifier: `nx-${drawn}-${n}`,
            netflixCustomerIdentifier: 'pai-100',
            amount: '9.99',
          },
          ...{ currency: 'EUR', raisedOn, paidThroughDate: dayOf(raisedOn + (verb.ahead + n) * DAY) },
        }));
        const known = new Map(who ? [['pai-100', who]] : []);
        const theirs = new Map(who ? [[who.id, all]] : []);
        write(
          receiveCharges(receipts, {
            ...{ ...about, received: new Map(), customers: known, subscriptions: theirs },
            ...{ heldCharges, exchangeRates: [] },
          }),
        );
        return;
      }
      case 'accept':
      case 'decline':
        write(decideCharges(verb.what === 'accept' ? 'ACCEPTED' : 'DECLINED', items, decision));
        return;
      case 'acknowledge':
        write(acknowledgeCharges(items, decision));
        return;
      case 'settle': {
        const due = [...charges.values()].filter(
          ({ status, heldOn, dueOn, verdict, onSilence }) =>
            status === 'PENDING' &&
            heldOn === null &&
            dueOn <= now &&
            (verdict !== null || onSilence === 'APPROVE'),
        );
        write(settleCharges({ ...about, due, dueCount: due.length, subscriptions, heldCharges }));
        return;
      }
    }
  };

  return { live, customer: customer(), subscriptions, charges };
}

function keep<K, T>(things: Map<K, T>, changes: readonly Change<T>[], keyOf: (thing: T) => K): void {
  for (const { after } of changes) things.set(keyOf(after), after);
}
