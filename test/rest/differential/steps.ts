import { METHODS } from '../../../src/rest/methods.ts';
import { DAY, HOUR } from '../../../src/time.ts';
import type { Data } from '../../api/gateway.ts';
import type { Draw } from '../../simulation/draw.ts';
import { badCalls, type BadCall } from '../bad-values.ts';
import { CALLS } from '../calls.ts';
import { schemaOf } from '../../../src/rest/parameters.ts';

/** Something that happens: a call of the old wire, or what comes from elsewhere and is asked in GraphQL on both sides. */
export type Step =
  | { readonly kind: 'CALL'; readonly path: string; readonly given: Data; readonly as: As }
  | { readonly kind: 'SIGN_UP'; readonly customer: string }
  | { readonly kind: 'CHARGE'; readonly customer: string; readonly charge: Data }
  | { readonly kind: 'PROCESS'; readonly limit: number }
  | { readonly kind: 'WAIT'; readonly milliseconds: number }
  | { readonly kind: 'LOG_IN'; readonly how: 'PASSWORD' | 'WRONG_PASSWORD' | 'API_KEY' | 'RELEASE' }
  /** What is wrong with one parameter on the old wire is not asked in GraphQL: it must change nothing. */
  | { readonly kind: 'BAD_CALL'; readonly path: string; readonly given: Data }
  /** What only the old wire can say, and GraphQL has no counterpart of. */
  | { readonly kind: 'MISTAKE'; readonly mistake: Mistake };

/** Whose token a call presents. */
export type As = 'anna' | 'reader' | 'nobody';

/** A PAI in a call is written like this, since each side draws its own. */
export const PAI = 'PAI of ';

const MISTAKES = ['METHOD_NOT_FOUND', 'VERB_NOT_ALLOWED', 'INVALID_BODY', 'BODY_TOO_LARGE'] as const;
export type Mistake = (typeof MISTAKES)[number];

const CUSTOMERS = ['B-1', 'B-2', 'B-3', 'B-4', 'B-5'] as const;
const PROVIDERS: readonly [Data, ...Data[]] = [
  { name: 'iptv' },
  { name: 'iptv' },
  { alternative_code: 'TV' },
  { id: 4294967297 },
  { id: '4294967297' },
  { name: 'nobody' },
];

/** What is known of the story so far when the next step is drawn. */
export interface Situation {
  readonly draw: Draw;
  /** Customers that were registered. */
  readonly registered: readonly string[];
  readonly charges: number;
}

/** What happens next: mostly what makes sense, so that the story gets somewhere. */
export function nextStep(situation: Situation): Step {
  const { draw, registered, charges } = situation;
  const anybody = () => draw.any(registered) ?? 'B-1';
  const share = draw.share() * 100;
  if (share < 9 || registered.length < 3) return create(draw);
  if (share < 18) return { kind: 'SIGN_UP', customer: anybody() };
  if (share < 34 || charges < 3) return charge(draw, anybody());
  if (share < 54) return decide(draw, charges);
  if (share < 61) return { kind: 'PROCESS', limit: draw.chance(0.7) ? 1000 : 1 };
  if (share < 67)
    return { kind: 'WAIT', milliseconds: draw.chance(0.9) ? draw.between(1, 20) * HOUR : 9 * DAY };
  if (share < 74) return lifeCycle(draw);
  if (share < 87) return list(draw);
  if (share < 93) return respond(draw);
  if (share < 95)
    return { kind: 'LOG_IN', how: draw.pick(['PASSWORD', 'WRONG_PASSWORD', 'API_KEY', 'RELEASE']) };
  if (share < 97) return { kind: 'MISTAKE', mistake: draw.pick(MISTAKES) };
  return badCall(draw);
}

function call(path: string, given: Data, as: As = 'anna'): Step {
  return { kind: 'CALL', path, given, as };
}

function create(draw: Draw): Step {
  const everything = CALLS['netflix/subscriptions/create'] ?? {};
  const { fields_set: _, promotion_code: __, billing_system_customer_identifier: ___, ...rest } = everything;
  const given = Object.fromEntries(Object.entries(rest).filter(() => draw.chance(0.3)));
  const promotion = draw.chance(0.5)
    ? { promotion_code: draw.pick(['ALWAYS', 'SOON', 'SHORT', 'NONE']) }
    : {};
  return call('netflix/subscriptions/create', {
    billing_system_customer_identifier: draw.pick(CUSTOMERS),
    ...promotion,
    ...given,
  });
}

function charge(draw: Draw, customer: string): Step {
  return {
    kind: 'CHARGE',
    customer,
    charge: {
      amount: draw.pick(['9.99', '0', '12.5', '90071992547409.91']),
      paidThroughDate: draw.chance(0.95) ? '2099-12-31' : '2020-01-01',
    },
  };
}

const VERBS = [
  ['netflix/charges/accept', 'accepted_charges_set'],
  ['netflix/charges/accept', 'accepted_charges_set'],
  ['netflix/charges/decline', 'declined_charges_set'],
  ['netflix/charges/acknowledge', 'acknowledged_charges_set'],
  ['netflix/charges/acknowledge', 'acknowledged_charges_set'],
] as const;

function decide(draw: Draw, charges: number): Step {
  const [path, set] = draw.pick<(typeof VERBS)[number]>(VERBS);
  const items = Array.from({ length: draw.between(1, 4) }, () => ({
    number: `I${String(draw.between(1, charges + 1)).padStart(8, '0')}`,
    billing_system_customer_identifier: draw.chance(0.1) ? draw.pick(CUSTOMERS) : OWNER,
    ...(draw.chance(0.5) && { reference_number: `R-${draw.between(1, 5)}` }),
  }));
  return call(path, { [set]: items });
}

/** Stands for the customer to whom the charge of an item belongs. */
export const OWNER = 'its owner';

function whom(draw: Draw): Data {
  const customer = draw.chance(0.1) ? 'B-unknown' : draw.pick(CUSTOMERS);
  return draw.chance(0.7)
    ? { billing_system_customer_identifier: customer }
    : { netflix_customer_identifier: `${PAI}${customer}` };
}

function lifeCycle(draw: Draw): Step {
  const share = draw.share();
  const which = share < 0.45 ? 'suspend' : share < 0.9 ? 'unsuspend' : 'terminate';
  return call(`netflix/subscriptions/${which}`, whom(draw), draw.chance(0.05) ? 'reader' : 'anna');
}

function list(draw: Draw): Step {
  const as = draw.chance(0.06) ? 'nobody' : draw.chance(0.2) ? 'reader' : 'anna';
  const page = { number_of_results: draw.between(1, 50), offset: String(draw.between(0, 3)) };
  const path = draw.pick([
    'netflix/promotions/list',
    'netflix/subscriptions/show',
    'netflix/charges/list',
    'provisioning/generic_provisioning_requests/get_pending',
  ]);
  const fields = draw.chance(0.2) ? { fields_set: CALLS[path]?.fields_set } : {};
  switch (path) {
    case 'netflix/promotions/list':
      return call(path, fields, as);
    case 'netflix/subscriptions/show':
      return call(path, { ...whom(draw), ...fields }, as);
    case 'netflix/charges/list': {
      const status = draw.chance(0.7) ? { charge_status: draw.pick(['NOT_PROCESSED', 'PROCESSED']) } : {};
      return call(path, { ...page, ...status, ...fields }, as);
    }
    default: {
      const [[name, value] = ['name', 'iptv']] = Object.entries(draw.pick(PROVIDERS));
      const provider = `${name}=${String(value)}`;
      return call(path, { provisioning_provider_identifier: provider, ...page, ...fields }, as);
    }
  }
}

function respond(draw: Draw): Step {
  const response = () => ({
    number: `P${String(draw.between(1, 30)).padStart(8, '0')}`,
    response_status: draw.chance(0.7) ? 'ACCEPTED' : 'REJECTED',
    ...(draw.chance(0.2) && { error_code: 'E1', error_description: 'no such box' }),
    ...(draw.chance(0.3) && { account_number: `ACC-${draw.between(1, 3)}` }),
  });
  return call('provisioning/generic_provisioning_requests/send_response', {
    provisioning_provider_identifier: draw.pick(PROVIDERS),
    responses_set: Array.from({ length: draw.between(1, 4) }, response),
  });
}

const BAD: readonly (BadCall & { readonly path: string })[] = METHODS.filter(
  ({ scope }) => scope !== null,
).flatMap(({ path, verb, parameters, oneOf }) =>
  badCalls(schemaOf(parameters, oneOf), CALLS[path] ?? {}, verb === 'GET').map((bad) => ({ path, ...bad })),
);

function badCall(draw: Draw): Step {
  const { path = '', given = {} } = draw.any(BAD) ?? {};
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return { kind: 'BAD_CALL', path, given: Object.fromEntries(entries) };
}
