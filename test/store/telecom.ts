import { createApiKey, createUser } from '../../src/auth/rules/credentials.ts';
import type { Scope } from '../../src/auth/credential.ts';
import { acknowledgeCharges } from '../../src/charges/rules/acknowledgement.ts';
import type { Charge, ChargeVerdict } from '../../src/charges/charge.ts';
import { decideCharges } from '../../src/charges/rules/decision.ts';
import { receiveCharges } from '../../src/charges/rules/receipt.ts';
import type { ChargeItem, Receipt } from '../../src/charges/rules/facts.ts';
import { settleCharges } from '../../src/charges/rules/settlement.ts';
import type { Customer, CustomerBy } from '../../src/customers/customer.ts';
import { eraseCustomer } from '../../src/customers/rules/erasure.ts';
import { updateCustomer, type CustomerUpdate } from '../../src/customers/rules/update.ts';
import { idOf, numberOf } from '../../src/ids.ts';
import type { Operator } from '../../src/operators/operator.ts';
import { updateOperator, type OperatorUpdate } from '../../src/operators/rules.ts';
import { createPromotion } from '../../src/promotions/rules.ts';
import { hashOfSecret } from '../../src/secrets.ts';
import type { Doing, PageQuery, Store } from '../../src/store/store.ts';
import { register } from '../../src/subscriptions/rules/registration.ts';
import { suspend, terminate, unsuspend } from '../../src/subscriptions/rules/life-cycle.ts';
import type { Registration } from '../../src/subscriptions/rules/facts.ts';
import { confirmSignUp } from '../../src/subscriptions/rules/sign-up.ts';
import type { Instant } from '../../src/time.ts';

/** An instant from its RFC 3339 text. */
export const at = (text: string): Instant => Date.parse(text);

export const DOING: Doing = { actor: 'user:anna' };
export const DRY: Doing = { ...DOING, dryRun: true };

/** A whole list, oldest first. */
export const ALL: PageQuery = {
  size: 100_000,
  after: null,
  before: null,
  fromEnd: false,
  newestFirst: false,
  offset: 0,
};

/** Since when every customer of these tests has been signed up at Netflix. */
export const SIGNED_UP = at('2026-01-01T00:00:00Z');

export type Telecom = Awaited<ReturnType<typeof telecom>>;

/** An operator, new unless the store knows its code, and what it does all day. */
export async function telecom(store: Store, code: string) {
  const operator = (await store.addOperator(terms(code), DOING)) ?? (await store.operatorByCode(code));
  if (!operator) throw new Error(`Expected operator ${code}, found none.`);
  const mine = store.of(operator.id);
  let delivered = 0;

  const registers = (identifier: string, given: Partial<Registration> = {}, doing = DOING) => {
    const about = registration(identifier, given);
    return mine.register(about, (facts) => register(about, facts), doing);
  };
  const signsUp = (token: string, signedUpOn = SIGNED_UP, doing = DOING) =>
    mine.confirmSignUp(
      hashOfSecret(token),
      (facts) => confirmSignUp({ signedUpOn, prices: null }, facts),
      doing,
    );

  return {
    operator,
    store: mine,
    /** The id of its n-th thing of a kind. */
    nth: (n: number) => idOf(operator.id, n),
    registers,
    signsUp,
    /** Registers a customer and signs it up. */
    subscribes: async (identifier: string, given: Partial<Registration> = {}): Promise<Customer> => {
      const { customer, token } = await registers(identifier, given);
      if (!customer || !token) throw new Error(`Expected customer ${identifier} to be registered.`);
      const { problems } = await signsUp(token.value);
      if (problems[0]) throw new Error(problems[0].message);
      return customer;
    },
    suspends: (by: CustomerBy, doing = DOING) =>
      mine.changeSubscription(by, (facts) => suspend(by, facts), doing),
    unsuspends: (by: CustomerBy, doing = DOING) =>
      mine.changeSubscription(by, (facts) => unsuspend(by, facts), doing),
    terminates: (by: CustomerBy, doing = DOING) =>
      mine.changeSubscription(by, (facts) => terminate(by, facts), doing),
    erases: (by: CustomerBy, doing = DOING) =>
      mine.eraseCustomer(by, (facts) => eraseCustomer(by, facts), doing),
    updates: (update: CustomerUpdate, doing = DOING) =>
      mine.changeCustomer(
        {
          by: update.by,
          newBillingSystemCustomerIdentifier: update.newBillingSystemCustomerIdentifier ?? null,
        },
        (facts) => updateCustomer(update, facts),
        doing,
      ),
    changesTerms: (update: OperatorUpdate, doing = DOING) =>
      mine.updateOperator((facts) => updateOperator(update, facts), doing),
    employs: (username: string, passwordHash = '$argon2id$', doing = DOING) =>
      mine.changeUser(
        username,
        (facts) =>
          createUser({ username, passwordHash, scopes: ['READ', 'ADMIN'], wallClock: SIGNED_UP }, facts),
        doing,
      ),
    drawsKey: (scopes: readonly Scope[] = ['READ', 'WRITE'], doing = DOING) =>
      mine.addApiKey(
        (facts) => createApiKey({ name: 'billing', scopes, expiresOn: null, wallClock: SIGNED_UP }, facts),
        doing,
      ),
    promotes: (code: string, expiresOn: Instant | null = null, doing = DOING) =>
      mine.changePromotion(
        code,
        (facts) =>
          createPromotion(
            { code, name: code, description: null, effectiveFrom: SIGNED_UP, expiresOn },
            facts,
          ),
        doing,
      ),
    /** A charge of 9.99 euros as Netflix delivers it, under an identifier of its own. */
    receipt: (customer: Customer, given: Partial<Receipt> = {}): Receipt => ({
      netflixChargeIdentifier: `nx-${code}-${String((delivered += 1))}`,
      netflixCustomerIdentifier: customer.netflixCustomerIdentifier,
      amount: '9.99',
      currency: 'EUR',
      paidThroughDate: '2026-06-09',
      raisedOn: at('2026-05-01T00:00:00Z'),
      ...given,
    }),
    receives: (receipts: readonly Receipt[], doing = DOING) =>
      mine.receiveCharges(
        {
          netflixChargeIdentifiers: receipts.map(({ netflixChargeIdentifier }) => netflixChargeIdentifier),
          netflixCustomerIdentifiers: receipts.map(
            ({ netflixCustomerIdentifier }) => netflixCustomerIdentifier,
          ),
        },
        (facts) => receiveCharges(receipts, facts),
        doing,
      ),
    decides: (verdict: ChargeVerdict, items: readonly ChargeItem[], doing = DOING) =>
      mine.decideCharges(named(items), (facts) => decideCharges(verdict, items, facts), doing),
    acknowledges: (items: readonly ChargeItem[], doing = DOING) =>
      mine.decideCharges(named(items), (facts) => acknowledgeCharges(items, facts), doing),
    settles: (limit = 100, doing = DOING) => mine.settleCharges(limit, settleCharges, doing),
  };
}

/** A charge as its operator names it. */
export function item(charge: Charge, customer: Customer, referenceNumber: string | null = null): ChargeItem {
  const { billingSystemCustomerIdentifier } = customer;
  return { number: numberOf('I', charge.id), billingSystemCustomerIdentifier, referenceNumber };
}

/** What has to be there. */
export function existing<T>(thing: T | null | undefined): T {
  if (thing == null) throw new Error('Expected something, found nothing.');
  return thing;
}

export const byIdentifier = (billingSystemCustomerIdentifier: string): CustomerBy => ({
  billingSystemCustomerIdentifier,
});

function terms(code: string): Omit<Operator, 'id'> {
  return { code, name: code, localCurrency: 'EUR', decisionWindowHours: 0, onSilence: 'APPROVE' };
}

/** What it takes to register a customer, known by its identifier only. */
export function registration(
  billingSystemCustomerIdentifier: string,
  given: Partial<Registration> = {},
): Registration {
  return {
    promotionCode: null,
    channel: null,
    validityDuration: 86_400,
    firstName: null,
    lastName: null,
    address: null,
    email: null,
    phone: null,
    ...given,
    billingSystemCustomerIdentifier,
  };
}

function named(items: readonly ChargeItem[]) {
  return {
    numbers: items.map(({ number }) => number),
    referenceNumbers: items.flatMap(({ referenceNumber }) =>
      referenceNumber === null ? [] : [referenceNumber],
    ),
  };
}
