import type { Logger } from 'pino';

import type { Clock } from '../../clock.ts';
import { page, type Paragraph } from './page.ts';
import type { Sandbox } from './sandbox.ts';
import type { Standing } from './standing.ts';

/** Where the page is; the redirect URL of a registration leads here unless the settings name another address. */
export const SANDBOX_SIGN_UP_PATH = '/sandbox/sign-up';

interface Parts {
  readonly sandbox: Sandbox;
  /** What the operator with a code is called. */
  readonly nameOf: (operatorCode: string) => Promise<string>;
  /** Domain time. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A stand-in for Netflix's sign-up page: one button, which begins a membership in the sandbox. The gateway hears of it as it would from Netflix,
 * a moment later. The token stays in the address, so the form needs no fields. Never in production.
 */
export function signUpPage(parts: Parts) {
  return async (request: Request): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      return page(405, 'This page is only read and sent', ['Open it with GET, confirm with POST.'], {
        headers: { allow: 'GET, POST' },
      });
    }
    const token = new URL(request.url).searchParams.get('token') ?? '';
    if (token === '') return page(404, 'Here customers sign up for Netflix', WITHOUT_TOKEN);
    try {
      return await answer(token, request.method === 'POST', parts);
    } catch (error) {
      parts.logger.error({ err: error }, 'The sandbox could not answer a sign-up.');
      return page(503, 'Not just now', [
        'The sandbox could not answer. Try again; if that does not help, the log of the gateway says why.',
      ]);
    }
  };
}

async function answer(
  token: string,
  isConfirmed: boolean,
  { sandbox, nameOf, clock }: Parts,
): Promise<Response> {
  const standing = await (isConfirmed ? sandbox.signUp : sandbox.look)(token, clock());
  if (standing.kind === 'OPEN') {
    return page(200, 'Sign up for Netflix', invitation(await nameOf(standing.operatorCode)), {
      button: 'Sign up',
    });
  }
  if (standing.kind === 'SIGNED_UP')
    return page(200, 'You are signed up', welcome(await nameOf(standing.operatorCode)));
  return standing.kind === 'UNKNOWN'
    ? page(404, 'Netflix does not know this link yet', UNKNOWN)
    : page(409, 'This sign-up is not possible', [WHY_NOT[standing.kind]]);
}

const WITHOUT_TOKEN = [
  'Each customer has a link of its own: the redirectUrl that registerSubscription answers with. Open it as a whole.',
];

const UNKNOWN = [
  'The gateway tells Netflix of a new link within seconds: try again in a moment.',
  'If that does not help, use the redirectUrl that registerSubscription answered with, as a whole.',
];

const WHY_NOT: Record<Exclude<Standing['kind'], 'UNKNOWN' | 'OPEN' | 'SIGNED_UP'>, string> = {
  REPLACED: 'A newer link took the place of this one. Use the newest.',
  EXPIRED: 'This link has expired. Let the operator register the customer again.',
  ENDED: 'This subscription has ended. Let the operator register the customer again.',
};

function invitation(name: string): Paragraph[] {
  return [
    ['Your membership will be billed by ', { strong: name }, '.'],
    'This is a sandbox: no Netflix account is made, and nobody is asked for money.',
  ];
}

function welcome(name: string): Paragraph[] {
  return [
    ['Your Netflix membership is active and will be billed by ', { strong: name }, '.'],
    'The gateway hears of it in a moment: then the subscription is ACTIVE, and its first charge arrives.',
  ];
}
