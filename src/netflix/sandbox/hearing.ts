import { minorUnits } from '../../money/currencies.ts';
import { formatInstant } from '../../time.ts';
import type { Message, Reply } from '../port.ts';
import { end } from './billing.ts';
import type { Membership } from './membership.ts';
import { scenarioOf } from './scenarios.ts';

type HandOver = Extract<Message, { readonly kind: 'HAND_OVER_TOKEN' }>;

/** What the sandbox answers, and what becomes of the membership that the message is about; null = it knows none. */
export interface Heard {
  readonly membership: Membership | null;
  readonly reply: Reply;
}

const ACCEPTED: Reply = { accepted: true };

/** Comes to know that a customer may sign up with a token. */
export function hearToken(operatorCode: string, message: HandOver, known: Membership | null): Heard {
  const { currency, promotionCode, sandboxScenario } = message;
  if (scenarioOf(sandboxScenario).refusesToken) {
    return refuse(known, 'The sandbox refuses this sign-up token, as the scenario refuse-token wants.');
  }
  if (minorUnits(currency) === null)
    return refuse(known, `The sandbox cannot charge in ${currency}, which ISO 4217 does not know.`);
  if (known?.signedUpOn != null) return { membership: known, reply: ACCEPTED };
  const membership: Membership = {
    operatorCode,
    subscriptionNumber: message.subscriptionNumber,
    netflixCustomerIdentifier: message.netflixCustomerIdentifier,
    currency,
    promotionCode,
    scenario: sandboxScenario,
    signedUpOn: null,
    isSuspended: false,
    endedOn: known?.endedOn ?? null,
    months: 0,
    dueOn: null,
  };
  return { membership, reply: ACCEPTED };
}

/**
 * Hears what the gateway tells of a membership. One that the sandbox does not know came to the gateway another way, as did a charge that it
 * does not know: it takes the gateway's word, and nothing changes here.
 */
export function hear(message: Exclude<Message, HandOver>, membership: Membership | null): Heard {
  if (membership === null) return { membership, reply: ACCEPTED };
  switch (message.kind) {
    case 'SUSPEND':
    case 'UNSUSPEND':
      return hearSuspension(message.kind === 'SUSPEND', membership);
    case 'TERMINATE':
      return { membership: end(membership, message.at), reply: ACCEPTED };
    case 'TELL_OUTCOME':
      return {
        membership: message.outcome === 'APPROVED' ? membership : end(membership, message.at),
        reply: ACCEPTED,
      };
  }
}

function hearSuspension(isSuspended: boolean, membership: Membership): Heard {
  const { scenario, endedOn, subscriptionNumber } = membership;
  if (scenarioOf(scenario).refusesSuspension)
    return refuse(membership, 'The sandbox refuses this, as the scenario decline wants.');
  if (endedOn !== null)
    return refuse(
      membership,
      `The membership of subscription ${subscriptionNumber} ended on ${formatInstant(endedOn)}.`,
    );
  return { membership: { ...membership, isSuspended }, reply: ACCEPTED };
}

function refuse(membership: Membership | null, reason: string): Heard {
  return { membership, reply: { accepted: false, reason } };
}
