import * as charges from './charges.ts';
import * as model from './model.ts';
import type { ModelOperator } from './model.ts';
import * as platforms from './platforms.ts';
import { CHARGE, chargeView, requestView, SUBSCRIPTION, subscriptionView, textOf } from './views.ts';
import type { Data } from './world.ts';

/** One mutation: what is sent, and what the model does and expects to be answered. */
export interface Call {
  readonly mutation: string;
  readonly input: Record<string, unknown>;
  readonly selection: string;
  /** Whether it can be tried out. */
  readonly hasDryRun: boolean;
  readonly expected: (operator: ModelOperator, now: number) => unknown;
  /** Takes over into the model what only the gateway can draw. */
  readonly learn?: (operator: ModelOperator, payload: Data) => void;
}

const SUBJECT = `subscription { ${SUBSCRIPTION} } problems { code }`;

function answered(operator: ModelOperator, { subscription, problems }: model.Answered, now: number) {
  return {
    subscription: subscription && subscriptionView(operator, subscription, now),
    problems: codesOf(problems),
  };
}

/** Problems come in any order; two of one kind count once. */
function codesOf(codes: readonly string[]): string[] {
  return [...new Set(codes)].sort();
}

/** An answer without what the model cannot know: secrets, sentences for people. */
export function comparable({ problems, drawn: _token, drawnFor: _identifier, ...payload }: Data): Data {
  if (!problems) return payload;
  return { ...payload, problems: codesOf(problems.map(({ code }: Data) => code)) };
}

export function registering(given: model.Registering): Call {
  return {
    mutation: 'registerSubscription',
    input: { ...given },
    selection: `${SUBJECT} netflixToken { expiresOn }
      drawn: netflixToken { value } drawnFor: subscription { customer { netflixCustomerIdentifier } }`,
    hasDryRun: true,
    expected: (operator, now) => {
      const answer = model.register(operator, given, now);
      const token = answer.subscription && operator.tokens.at(-1);
      return {
        ...answered(operator, answer, now),
        netflixToken: token ? { expiresOn: textOf(token.expiresOn) } : null,
      };
    },
    learn: (operator, { drawn, drawnFor }) => {
      const token = operator.tokens.at(-1);
      if (!drawn || !token) return;
      token.value = drawn.value;
      token.subscription.customer.netflixIdentifier = drawnFor.customer.netflixCustomerIdentifier;
    },
  };
}

export function signingUp(told: model.SigningUp): Call {
  const { token, signedUpOn, prices } = told;
  return {
    mutation: 'confirmSignUp',
    input: { token, signedUpOn: textOf(signedUpOn), prices },
    selection: SUBJECT,
    hasDryRun: true,
    expected: (operator, now) => answered(operator, model.confirmSignUp(operator, told, now), now),
  };
}

export function ordering(what: model.Order, identifier: string): Call {
  return {
    mutation: `${what}Subscription`,
    input: { by: { billingSystemCustomerIdentifier: identifier } },
    selection: SUBJECT,
    hasDryRun: true,
    expected: (operator, now) => answered(operator, model.order(operator, what, identifier, now), now),
  };
}

export function renaming({ identifier, newIdentifier, firstName }: model.Renaming): Call {
  return {
    mutation: 'updateCustomer',
    input: {
      by: { billingSystemCustomerIdentifier: identifier },
      newBillingSystemCustomerIdentifier: newIdentifier,
      firstName,
    },
    selection: 'problems { code }',
    hasDryRun: true,
    expected: (operator, now) => ({
      problems: codesOf(
        model.rename(
          operator,
          { identifier, ...(newIdentifier && { newIdentifier }), ...(firstName && { firstName }) },
          now,
        ),
      ),
    }),
  };
}

export function receiving(deliveries: readonly charges.Delivered[]): Call {
  return {
    mutation: 'receiveCharges',
    input: { charges: deliveries.map((one) => ({ ...one, raisedOn: textOf(one.raisedOn) })) },
    selection: `charges { ${CHARGE} } failedReceipts { netflixChargeIdentifier errorCode }`,
    hasDryRun: true,
    expected: (operator, now) => {
      const { charges: received, failed } = charges.receive(operator, deliveries, now);
      return { charges: received.map((one) => chargeView(operator, one)), failedReceipts: failed };
    },
  };
}

const VERBS = { ACCEPTED: 'accept', DECLINED: 'decline', ACKNOWLEDGED: 'acknowledge' } as const;
export type Verb = keyof typeof VERBS;

export function deciding(verb: Verb, items: readonly charges.Item[]): Call {
  return {
    mutation: `${VERBS[verb]}Charges`,
    input: { charges: items },
    selection: `charges { ${CHARGE} } failedCharges { number referenceNumber errorCode }`,
    hasDryRun: true,
    expected: (operator, now) => {
      const { charges: decided, failed } = charges.decide(operator, verb, items, now);
      return { charges: decided.map((one) => chargeView(operator, one)), failedCharges: failed };
    },
  };
}

export function processing(limit: number): Call {
  return {
    mutation: 'processCharges',
    input: { limit },
    selection: 'processed remaining',
    hasDryRun: true,
    expected: (operator, now) => charges.process(operator, limit, now),
  };
}

export function updating(policy: model.Policy): Call {
  const { exchangeRates, ...rest } = policy;
  return {
    mutation: 'updateOperator',
    input: {
      ...rest,
      exchangeRates: exchangeRates?.map(({ currency, rate, from }) => ({
        currency,
        rate,
        effectiveFrom: from === undefined ? undefined : textOf(from),
      })),
    },
    selection: 'operator { decisionWindowHours onSilence } problems { code }',
    hasDryRun: true,
    expected: (operator, now) => {
      model.updateOperator(operator, policy, now);
      const { windowHours: decisionWindowHours, onSilence } = operator;
      return { operator: { decisionWindowHours, onSilence }, problems: [] };
    },
  };
}

export function responding(provider: string, responses: readonly platforms.Response[]): Call {
  return {
    mutation: 'respondToProvisioningRequests',
    input: {
      provider: { name: provider },
      responses: responses.map((one) => ({ ...one, ...(one.status === 'REJECTED' && { errorCode: 'E1' }) })),
    },
    selection: 'provisioningRequests { number state } failedProvisioningRequests { number errorCode }',
    hasDryRun: false,
    expected: (operator, now) => {
      const { taken, failed } = platforms.respond(operator, provider, responses, now);
      return {
        provisioningRequests: taken.map(({ number, state }) => ({ number, state })),
        failedProvisioningRequests: failed,
      };
    },
  };
}

export function asking(wanted: platforms.Asking): Call {
  const { number, type, provider, scheduledOn, service, installedItem } = wanted;
  return {
    mutation: 'requestProvisioning',
    input: {
      subscriptionNumber: number,
      provider: { name: provider },
      type,
      scheduledDate: scheduledOn === null ? null : textOf(scheduledOn),
      ...(service && { service: { code: 'UHD', name: 'Ultra HD' } }),
      ...(installedItem && { installedItem: { code: 'BOX', serialNumber: '1' } }),
    },
    selection: 'provisioningRequest { number type state sequenceNumber scheduledDate } problems { code }',
    hasDryRun: true,
    expected: (operator, now) => {
      const { request, problems } = platforms.ask(operator, wanted, now);
      return { provisioningRequest: request && requestView(request), problems: codesOf(problems) };
    },
  };
}

export function erasing(identifier: string): Call {
  return {
    mutation: 'eraseCustomer',
    input: { by: { billingSystemCustomerIdentifier: identifier } },
    selection: 'customer { firstName } problems { code }',
    hasDryRun: true,
    expected: (operator, now) => {
      const problems = model.erase(operator, identifier, now);
      return { customer: problems.length > 0 ? null : { firstName: null }, problems: codesOf(problems) };
    },
  };
}

/** The operation of a call. */
export function documentOf({ mutation, selection }: Call): string {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} } }`;
}
