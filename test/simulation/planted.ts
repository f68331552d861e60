import type { Charge } from '../../src/charges/charge.ts';
import type { DecisionFacts, ReceiptFacts, SettlementFacts } from '../../src/charges/rules/facts.ts';
import { minorUnits } from '../../src/money/currencies.ts';
import { rateAt } from '../../src/operators/operator.ts';
import type { Ruling } from '../../src/ruling.ts';
import { HOUR } from '../../src/time.ts';
import { PLANTED_IN_EXCHANGE } from './planted-exchange.ts';
import { changing, rewriting, type PlantedBug } from './planting.ts';
import type { Plant } from './world.ts';

type Alter<Facts> = <O>(ruling: Ruling<O>, facts: Facts) => Ruling<O>;

/** Ten ways to be wrong about money, time and order, and those of the exchange with Netflix. */
export const PLANTED: readonly PlantedBug[] = [
  {
    name: 'declined-approved',
    says: 'A declined charge is approved.',
    seed: 6,
    plant: settling((ruling) =>
      rewriting(ruling, ({ after }) =>
        after.status === 'DECLINED' ? { ...after, status: 'APPROVED' } : after,
      ),
    ),
  },
  {
    name: 'total-forgotten',
    says: 'The totals forget what was rejected.',
    seed: 4,
    plant: ({ chargeTotals }) => ({
      chargeTotals: async (filter) =>
        (await chargeTotals(filter)).filter(({ status }) => status !== 'REJECTED'),
    }),
  },
  {
    name: 'charge-doubled',
    says: 'A charge that is received again is doubled.',
    plant: ({ receiveCharges }) => ({
      receiveCharges: (about, rule, doing) =>
        receiveCharges(
          about,
          (facts) => {
            const { received } = facts;
            // Under its own identifier the database would not take it.
            return rewriting(rule({ ...facts, received: new Map() }), ({ after }) =>
              received.has(after.netflixChargeIdentifier)
                ? { ...after, netflixChargeIdentifier: `${after.netflixChargeIdentifier} again` }
                : after,
            );
          },
          doing,
        ),
    }),
  },
  {
    name: 'due-early',
    says: 'A charge is due an hour too early.',
    plant: receiving((ruling) =>
      rewriting(ruling, ({ before, after }) =>
        before === null ? { ...after, dueOn: after.dueOn - HOUR } : after,
      ),
    ),
  },
  {
    name: 'reference-taken',
    says: 'A reference that is taken is let through.',
    plant: ({ decideCharges }) => ({
      decideCharges: (about, rule, doing) =>
        decideCharges(
          about,
          (facts) =>
            // The database would not take it, so nothing is left of it there.
            rewriting(rule({ ...facts, references: new Map() }), ({ before, after }) =>
              before !== null && facts.references.has(after.referenceNumber ?? '')
                ? { ...after, referenceNumber: before.referenceNumber }
                : after,
            ),
          doing,
        ),
    }),
  },
  {
    name: 'not-cancelled',
    says: 'A declined charge does not cancel its subscription.',
    seed: 7,
    plant: settling((ruling) =>
      changing(ruling, ({ subscriptions, events }) => ({
        subscriptions: subscriptions.filter(({ after }) => after.stage !== 'CANCELLED'),
        events: events.filter(({ type }) => type !== 'SUBSCRIPTION_CANCELLED'),
      })),
    ),
  },
  {
    name: 'not-released',
    says: 'A held charge is not released.',
    seed: 7,
    plant: ({ changeSubscription }) => ({
      changeSubscription: (by, rule, doing) =>
        changeSubscription(
          by,
          (facts) =>
            changing(rule(facts), ({ charges, events }) => ({
              charges: charges.filter(({ after }) => after.status !== 'PENDING'),
              events: events.filter(({ type }) => type !== 'CHARGE_RELEASED'),
            })),
          doing,
        ),
    }),
  },
  {
    name: 'still-listed',
    says: 'An acknowledged charge stays on the work list.',
    plant: ({ chargePages }) => ({
      chargePages: (parents, query, { acknowledged, ...filter }) =>
        chargePages(parents, query, acknowledged === false ? filter : { ...filter, acknowledged }),
    }),
  },
  {
    name: 'event-dropped',
    says: 'The last event of a batch is dropped.',
    plant: deciding((ruling) =>
      changing(ruling, ({ events }) => ({ events: events.slice(0, Math.max(1, events.length - 1)) })),
    ),
  },
  {
    name: 'rounded-down',
    says: 'Half a minor unit is rounded down.',
    plant: receiving((ruling, facts) =>
      rewriting(ruling, ({ before, after }) =>
        before === null && isHalf(after, facts) ? { ...after, localAmount: after.localAmount - 1 } : after,
      ),
    ),
  },
  ...PLANTED_IN_EXCHANGE,
];

function settling(alter: Alter<SettlementFacts>): Plant {
  return ({ settleCharges }) => ({
    settleCharges: (limit, rule, doing) => settleCharges(limit, (facts) => alter(rule(facts), facts), doing),
  });
}

function receiving(alter: Alter<ReceiptFacts>): Plant {
  return ({ receiveCharges }) => ({
    receiveCharges: (about, rule, doing) =>
      receiveCharges(about, (facts) => alter(rule(facts), facts), doing),
  });
}

function deciding(alter: Alter<DecisionFacts>): Plant {
  return ({ decideCharges }) => ({
    decideCharges: (about, rule, doing) => decideCharges(about, (facts) => alter(rule(facts), facts), doing),
  });
}

/** Whether the conversion of a charge ended at exactly half a minor unit before it was rounded. */
function isHalf({ amount, currency, localCurrency, raisedOn }: Charge, facts: ReceiptFacts): boolean {
  const rates = facts.exchangeRates.filter((rate) => rate.currency === currency);
  const rate = rateAt(facts.operator, rates, currency, raisedOn);
  const places = (minorUnits(localCurrency) ?? 0) - (minorUnits(currency) ?? 0);
  const exact = amount * Number(rate ?? 0) * 10 ** places;
  return Math.abs(exact - Math.floor(exact) - 0.5) < 1e-9;
}
