import { formatAmount, toMinor } from '../../money/money.ts';
import { addMonths, DAY, dayOf, HOUR, MINUTE, type Instant } from '../../time.ts';
import type { NewsItem } from '../port.ts';
import type { Delivery } from './membership.ts';

type Charge = Extract<NewsItem, { readonly kind: 'CHARGE' }>;

/** What a scenario may go by when a charge is delivered. */
interface Circumstances {
  /** The month it is for, from 0. */
  readonly month: number;
  /** When the next month begins. */
  readonly nextOn: Instant;
  /** A number from 0 up to but not including 1, the same in every run. */
  readonly share: number;
}

/** How the sandbox departs from the ordinary towards one customer; what is left out is as ordinary. */
interface Scenario {
  /** One sentence for people: what happens. */
  readonly says: string;
  /** Refuses the sign-up token for good. */
  readonly refusesToken?: boolean;
  /** Refuses to suspend and unsuspend for good. */
  readonly refusesSuspension?: boolean;
  /** So many tries of every message get no answer; the last of them arrives nevertheless. */
  readonly loses?: number;
  /** Milliseconds after a sign-up at which it is told. */
  readonly signUpToldAfter?: number;
  readonly chargesSuspended?: boolean;
  /** Charges once more, a day after the operator has ended the membership. */
  readonly chargesAfterEnd?: boolean;
  /** The month at whose beginning Netflix ends the membership. */
  readonly endsWithMonth?: number;
  /** The month from which on the plan costs more. */
  readonly costsMoreFromMonth?: number;
  /** What is delivered when a charge is raised, and when. */
  readonly deliver?: (charge: Charge, circumstances: Circumstances) => Delivery[];
}

/**
 * How the sandbox is steered, as payment services are by test cards: a customer whose billing-system identifier is `sandbox-` and one of these
 * words, alone or followed by a hyphen and anything, such as `sandbox-twice-7`, is treated accordingly.
 */
export const SCENARIOS = {
  decline: {
    says: 'Netflix refuses for good to suspend and to unsuspend the membership.',
    refusesSuspension: true,
  },
  'refuse-token': {
    says: 'Netflix refuses the sign-up token for good, so nobody can sign up with it.',
    refusesToken: true,
  },
  timeout: {
    says: 'The first try to tell Netflix something is lost, of the second only the answer, the third is answered.',
    loses: 2,
  },
  early: {
    says: 'The first charge arrives an hour before the news of the sign-up.',
    signUpToldAfter: HOUR,
  },
  delay: {
    says: 'Every charge arrives two to five days after it was raised.',
    deliver: (charge, { share }) => at(charge.raisedOn + Math.floor((2 + 3 * share) * DAY), charge),
  },
  late: {
    says: 'Every charge arrives a month after it was raised, whatever became of the membership since.',
    deliver: (charge, { nextOn }) => at(nextOn, charge),
  },
  'out-of-order': {
    says: 'The charges of every two months arrive in the wrong order.',
    deliver: (charge, { month, nextOn }) => at(month % 2 === 0 ? nextOn + MINUTE : charge.raisedOn, charge),
  },
  twice: {
    says: 'Every charge arrives twice.',
    deliver: (charge) => [...at(charge.raisedOn, charge), ...at(charge.raisedOn + MINUTE, charge)],
  },
  conflicting: {
    says: 'Every charge arrives a second time with another amount.',
    deliver: (charge, { share }) => [
      ...at(charge.raisedOn, charge),
      ...at(charge.raisedOn + MINUTE, { ...charge, amount: moreThan(charge, 1 + Math.floor(share * 99)) }),
    ],
  },
  'bad-amount': {
    says: 'Every charge has a decimal more than its currency.',
    deliver: (charge) =>
      at(charge.raisedOn, {
        ...charge,
        amount: charge.amount.includes('.') ? `${charge.amount}5` : `${charge.amount}.5`,
      }),
  },
  negative: {
    says: 'Every charge has a negative amount.',
    deliver: (charge) => at(charge.raisedOn, { ...charge, amount: `-${charge.amount}` }),
  },
  'unknown-currency': {
    says: 'Every charge is in a currency that does not exist, ZZZ.',
    deliver: (charge) => at(charge.raisedOn, { ...charge, currency: 'ZZZ' }),
  },
  'unknown-pai': {
    says: 'Every charge names a Netflix customer identifier that belongs to nobody.',
    deliver: (charge) => at(charge.raisedOn, { ...charge, netflixCustomerIdentifier: 'PAI-SANDBOX-NOBODY' }),
  },
  'bad-date': {
    says: 'Every charge is paid through a day before the one on which it was raised: a BAD_REQUEST.',
    deliver: (charge) =>
      at(charge.raisedOn, { ...charge, paidThroughDate: dayOf(addMonths(charge.raisedOn, -1)) }),
  },
  'charge-suspended': {
    says: 'Charges go on while the membership is suspended.',
    chargesSuspended: true,
  },
  'charge-ended': {
    says: 'One more charge is raised a day after the operator has ended the membership.',
    chargesAfterEnd: true,
  },
  ends: {
    says: 'Netflix ends the membership after two months.',
    endsWithMonth: 2,
  },
  'price-change': {
    says: 'The plan costs more from the third month on.',
    costsMoreFromMonth: 2,
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioWord = keyof typeof SCENARIOS;

const WORDS = new Map<string, Scenario>(Object.entries(SCENARIOS));
const ORDINARY: Scenario = { says: 'Everything is as it should be.' };
const PREFIX = 'sandbox-';

/** What a word stands for; the ordinary for null and for a word that is none. */
export function scenarioOf(word: string | null): Scenario {
  return (word === null ? undefined : WORDS.get(word)) ?? ORDINARY;
}

/** The word of the scenario that a customer's billing-system identifier asks for, or null. */
export function scenarioWordIn(billingSystemCustomerIdentifier: string): string | null {
  if (!billingSystemCustomerIdentifier.startsWith(PREFIX)) return null;
  const rest = `${billingSystemCustomerIdentifier.slice(PREFIX.length)}-`;
  return [...WORDS.keys()].find((word) => rest.startsWith(`${word}-`)) ?? null;
}

/** When and how a charge is delivered under a scenario: as soon as it is raised unless that says otherwise. */
export function deliveriesOf(charge: Charge, scenario: Scenario, circumstances: Circumstances): Delivery[] {
  return scenario.deliver?.(charge, circumstances) ?? at(charge.raisedOn, charge);
}

function at(deliverOn: Instant, item: NewsItem): Delivery[] {
  return [{ deliverOn, item }];
}

function moreThan({ amount, currency }: Charge, minorUnits: number): string {
  const counted = toMinor(amount, currency);
  if ('fault' in counted) throw new Error(`Expected an amount of ${currency}, found ${amount}.`);
  return formatAmount(counted.minor + minorUnits, currency);
}
