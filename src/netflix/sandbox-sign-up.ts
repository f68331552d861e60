import type { Logger } from 'pino';

import type { Clock } from '../clock.ts';
import { toMinor } from '../money/money.ts';
import { hashOfSecret } from '../secrets.ts';
import type { Operator } from '../operators/operator.ts';
import type { Store } from '../store/store.ts';
import type { SignUpOutcome } from '../subscriptions/rules/facts.ts';
import { confirmSignUp } from '../subscriptions/rules/sign-up.ts';
import type { Price } from '../subscriptions/subscription.ts';
import { dayOf, type Instant } from '../time.ts';
import { page, type Paragraph } from './sandbox-page.ts';

/** Where the page is; the redirect URL of a registration leads here unless the settings name another address. */
export const SANDBOX_SIGN_UP_PATH = '/sandbox/sign-up';

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A stand-in for Netflix's sign-up page: one button, which confirms the sign-up at this instant by the same rule as `confirmSignUp`. The token
 * stays in the address, so the form needs no fields. Never in production, since whoever has a token signs up without paying anybody.
 */
export function sandboxSignUp({ store, clock, logger }: Parts) {
  return async (request: Request): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      return page(405, 'This page is only read and sent', ['Open it with GET, confirm with POST.'], {
        headers: { allow: 'GET, POST' },
      });
    }
    const token = new URL(request.url).searchParams.get('token') ?? '';
    try {
      return await signUp(token, request.method === 'POST', { store, clock });
    } catch (error) {
      logger.error({ error }, 'the sandbox could not sign up');
      return page(503, 'Not just now', [
        'The gateway could not answer. Try again; if that does not help, its log says why.',
      ]);
    }
  };
}

async function signUp(
  token: string,
  isConfirmed: boolean,
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
): Promise<Response> {
  const hash = hashOfSecret(token);
  const operatorId = await store.operatorOfSignUpToken(hash);
  if (operatorId === null) return page(404, 'Unknown link', UNKNOWN);
  const own = store.of(operatorId);
  const operator = await own.operator();
  const now = clock();
  const { problems, isRepeated } = await own.confirmSignUp(
    hash,
    (facts) => {
      const { changes, outcome } = confirmSignUp(
        { signedUpOn: now, prices: [standardPrice(operator, now)] },
        facts,
      );
      return { changes, outcome: { ...outcome, isRepeated: facts.token?.usedOn != null } };
    },
    { actor: 'netflix', dryRun: !isConfirmed },
  );
  if (problems.length > 0) return page(409, 'This sign-up is not possible', sentences(problems));
  if (isConfirmed || isRepeated) return page(200, 'You are signed up', signedUp(operator));
  return page(200, 'Sign up for Netflix', invitation(operator), { button: 'Sign up' });
}

const UNKNOWN = [
  'The gateway gave out no sign-up link with this token. Use the redirectUrl that registerSubscription answered with, as a whole.',
];

function invitation({ name }: Operator): Paragraph[] {
  return [
    ['Your membership will be billed by ', { strong: name }, '.'],
    'This is a sandbox: no Netflix account is made, and nobody is asked for money.',
  ];
}

function signedUp({ name }: Operator): Paragraph[] {
  return [
    ['Your Netflix membership is active and will be billed by ', { strong: name }, '.'],
    'Ask the gateway for the subscription: it is ACTIVE now.',
  ];
}

function sentences(problems: SignUpOutcome['problems']): Paragraph[] {
  return problems.map(({ message }) => message);
}

/** What the one plan of the sandbox costs, in the operator's currency; ten whole units where it has no cents. */
function standardPrice({ localCurrency: currency }: Operator, now: Instant): Price {
  for (const amount of ['9.99', '10']) {
    const counted = toMinor(amount, currency);
    if ('minor' in counted) return { amount: counted.minor, currency, effectiveFrom: dayOf(now) };
  }
  throw new Error(`Expected a currency in which 10 is an amount, found ${currency}.`);
}
