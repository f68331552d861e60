import { acknowledgeCharges } from '../charges/rules/acknowledgement.ts';
import { MOST_SETTLED, type Charge, type ChargeVerdict } from '../charges/charge.ts';
import { decideCharges } from '../charges/rules/decision.ts';
import { receiveCharges } from '../charges/rules/receipt.ts';
import { settleCharges } from '../charges/rules/settlement.ts';
import { numberOf } from '../ids.ts';
import type { ProvisioningResponse } from '../provisioning/rules/facts.ts';
import { createProvider } from '../provisioning/rules/provider.ts';
import { takeResponses } from '../provisioning/rules/response.ts';
import type { OperatorStore } from '../store/store.ts';
import { register } from '../subscriptions/rules/registration.ts';
import { suspend, terminate, unsuspend } from '../subscriptions/rules/life-cycle.ts';
import { confirmSignUp } from '../subscriptions/rules/sign-up.ts';
import type { Price } from '../subscriptions/subscription.ts';
import { addMonths, dayOf, type CalendarDate, type Instant } from '../time.ts';
import { DEMO } from './demo.ts';
import { identifierOf, netflixIdentifierOf, registrationOf, type Person } from './people.ts';

const BY_OPERATOR = { actor: 'user:demo' };
const BY_NETFLIX = { actor: 'netflix' };
const BY_PLATFORM = { actor: 'key:nbk_dem0stb0' };

/** A charge that Netflix raises; one month of the standard plan unless more is said. */
export interface Raised {
  readonly amount?: string;
  readonly currency?: string;
  /** A month after it was raised when left out. */
  readonly paidThroughDate?: CalendarDate;
}

/** What the people of the demo do, by the rules that hold for everybody; each verb throws when it is refused. */
export function verbsOn(store: OperatorStore) {
  const tokenHashes = new Map<number, string>();
  const latest = new Map<number, Charge>();
  const raisedBy = new Map<number, number>();

  const itemOf = (person: Person, referenceNumber: string | null) => {
    const charge = latest.get(person.n);
    if (!charge) throw new Error(`Expected a charge of ${identifierOf(person)}, found none.`);
    return {
      number: numberOf('I', charge.id),
      billingSystemCustomerIdentifier: identifierOf(person),
      referenceNumber,
    };
  };

  const respond = async (responses: readonly ProvisioningResponse[]) => {
    const about = { provider: { name: DEMO.platform.name }, numbers: responses.map(({ number }) => number) };
    const { failed } = await store.provisioning.respond(
      about,
      (facts) => takeResponses(responses, facts),
      BY_PLATFORM,
    );
    refuseNone(failed.map(({ errorDescription }) => ({ message: errorDescription })));
  };

  return {
    register: async (person: Person, promotionCode: string | null = null) => {
      const registration = registrationOf(person, promotionCode);
      const { problems } = await store.register(
        registration,
        (facts) => {
          tokenHashes.set(person.n, facts.drawn.tokenHash);
          const drawn = { ...facts.drawn, netflixCustomerIdentifier: netflixIdentifierOf(person) };
          return register(registration, { ...facts, drawn });
        },
        BY_OPERATOR,
      );
      refuseNone(problems);
    },
    signUp: async (person: Person, signedUpOn: Instant, price: Omit<Price, 'effectiveFrom'> = STANDARD) => {
      const signUp = { signedUpOn, prices: [{ ...price, effectiveFrom: dayOf(signedUpOn) }] };
      const hash = tokenHashes.get(person.n) ?? '';
      const { problems } = await store.confirmSignUp(
        hash,
        (facts) => confirmSignUp(signUp, facts),
        BY_NETFLIX,
      );
      refuseNone(problems);
    },
    suspend: async (person: Person) => {
      const { problems } = await store.changeSubscription(
        byOf(person),
        (facts) => suspend(byOf(person), facts),
        BY_OPERATOR,
      );
      refuseNone(problems);
    },
    unsuspend: async (person: Person) => {
      const { problems } = await store.changeSubscription(
        byOf(person),
        (facts) => unsuspend(byOf(person), facts),
        BY_OPERATOR,
      );
      refuseNone(problems);
    },
    terminate: async (person: Person) => {
      const { problems } = await store.changeSubscription(
        byOf(person),
        (facts) => terminate(byOf(person), facts),
        BY_OPERATOR,
      );
      refuseNone(problems);
    },
    receive: async (person: Person, raisedOn: Instant, raised: Raised = {}) => {
      const count = (raisedBy.get(person.n) ?? 0) + 1;
      raisedBy.set(person.n, count);
      const { amount = '9.99', currency = 'EUR', paidThroughDate = dayOf(addMonths(raisedOn, 1)) } = raised;
      const receipt = {
        netflixChargeIdentifier: `NFX-${person.n}-${String(count).padStart(2, '0')}`,
        netflixCustomerIdentifier: netflixIdentifierOf(person),
        amount,
        currency,
        paidThroughDate,
        raisedOn,
      };
      const about = {
        netflixChargeIdentifiers: [receipt.netflixChargeIdentifier],
        netflixCustomerIdentifiers: [receipt.netflixCustomerIdentifier],
      };
      const { charges, failed } = await store.receiveCharges(
        about,
        (facts) => receiveCharges([receipt], facts),
        BY_NETFLIX,
      );
      refuseNone(failed.map(({ errorDescription }) => ({ message: errorDescription })));
      for (const charge of charges) latest.set(person.n, charge);
    },
    decide: async (verdict: ChargeVerdict, person: Person, reference: string | null = null) => {
      const item = itemOf(person, reference);
      const { failed } = await store.decideCharges(
        aboutOf(item),
        (facts) => decideCharges(verdict, [item], facts),
        BY_OPERATOR,
      );
      refuseNone(failed.map(({ errorDescription }) => ({ message: errorDescription })));
    },
    acknowledge: async (person: Person, reference: string | null = null) => {
      const item = itemOf(person, reference);
      const { failed } = await store.decideCharges(
        aboutOf(item),
        (facts) => acknowledgeCharges([item], facts),
        BY_OPERATOR,
      );
      refuseNone(failed.map(({ errorDescription }) => ({ message: errorDescription })));
    },
    connect: async () => {
      const { problems } = await store.provisioning.createProvider(
        DEMO.platform,
        (facts) => createProvider(DEMO.platform, facts),
        BY_OPERATOR,
      );
      refuseNone(problems);
    },
    answer: (...numbers: readonly string[]) => respond(numbers.map((number) => ({ ...ACCEPTED, number }))),
    reject: (number: string) => respond([{ ...REJECTED, number }]),
    settle: () => store.settleCharges(MOST_SETTLED, settleCharges, { actor: 'cli:process' }),
  };
}

const ACCEPTED: Omit<ProvisioningResponse, 'number'> = {
  status: 'ACCEPTED',
  errorCode: null,
  errorDescription: null,
  accountNumber: null,
};
const REJECTED: Omit<ProvisioningResponse, 'number'> = {
  status: 'REJECTED',
  errorCode: 'E-17',
  errorDescription: 'The box does not answer.',
  accountNumber: null,
};

/** What the plan costs that most of them have. */
const STANDARD = { amount: 999, currency: 'EUR' };

function byOf(person: Person) {
  return { billingSystemCustomerIdentifier: identifierOf(person) };
}

function aboutOf(item: { readonly number: string; readonly referenceNumber: string | null }) {
  return {
    numbers: [item.number],
    referenceNumbers: item.referenceNumber === null ? [] : [item.referenceNumber],
  };
}

// The story is ours: a refusal is a mistake in it.
function refuseNone(problems: readonly { readonly message: string }[]): void {
  if (problems.length > 0)
    throw new Error(
      `Expected the demo to be possible, found: ${problems.map(({ message }) => message).join(' ')}`,
    );
}
