import { changesBetween, type Tellings } from '../changes.ts';
import { parseRate } from '../money/money.ts';
import { draft, unchanged, type Facts, type Ruling } from '../ruling.ts';
import { formatInstant, type Instant } from '../time.ts';
import type { AdministrationProblem } from './administration.ts';
import type { ExchangeRate, Operator, SilencePolicy } from './operator.ts';

/** What the operator wants to be true of itself: undefined and null keep what is. */
export interface OperatorUpdate {
  readonly name?: string | null | undefined;
  readonly decisionWindowHours?: number | null | undefined;
  readonly onSilence?: SilencePolicy | null | undefined;
  /** Added to those there are; one of the same currency and instant is overwritten, a later one of this list wins. */
  readonly exchangeRates?: readonly GivenRate[] | null | undefined;
}

/** A rate as it is given: a known currency, a well-formed positive rate. */
export interface GivenRate {
  readonly currency: string;
  readonly rate: string;
  /** Undefined or null = from now on. */
  readonly effectiveFrom?: Instant | null | undefined;
}

export interface OperatorFacts extends Facts {
  /** Every rate of the operator. */
  readonly exchangeRates: readonly ExchangeRate[];
}

export interface OperatorOutcome {
  readonly operator: Operator | null;
  /** The rates that the call adds, or finds as they shall be; none when it is a repeat, which adds nothing. */
  readonly exchangeRates: readonly ExchangeRate[];
  readonly problems: readonly AdministrationProblem[];
}

/** Changes how the operator works from now on. Charges keep the window, policy and rate that they were received under. */
export function updateOperator(update: OperatorUpdate, facts: OperatorFacts): Ruling<OperatorOutcome> {
  const { operator, now } = facts;
  const given = update.exchangeRates ?? [];
  const problems = given.flatMap((rate, index) => rateOfOwnCurrency(rate, index, operator));
  if (problems.length > 0) return unchanged({ operator: null, exchangeRates: [], problems });

  const change = draft();
  const updated: Operator = {
    ...operator,
    name: update.name ?? operator.name,
    decisionWindowHours: update.decisionWindowHours ?? operator.decisionWindowHours,
    onSilence: update.onSilence ?? operator.onSilence,
  };
  const changes = changesBetween(operator, updated, TELLINGS);
  const isChanged = changes.length > 0;
  if (isChanged) change.put('operators', operator, updated);

  const added = new Map(given.map((rate) => asRate(rate, now)).map((rate) => [nameOf(rate), rate]));
  const known = new Map(facts.exchangeRates.map((rate) => [nameOf(rate), rate]));
  for (const [name, rate] of added) {
    const before = known.get(name) ?? null;
    if (before?.rate === rate.rate) continue;
    change.put('exchangeRates', before, rate);
    changes.push({ field: name, before: before?.rate ?? null, after: rate.rate });
  }
  if (changes.length > 0) change.event({ type: 'OPERATOR_UPDATED', changes });
  return change.rules({
    operator: isChanged ? updated : operator,
    exchangeRates: [...added.values()],
    problems,
  });
}

/** Rates with others added, by currency and then the oldest first. */
export function withRates(
  known: readonly ExchangeRate[],
  added: readonly ExchangeRate[],
): readonly ExchangeRate[] {
  if (added.length === 0) return known;
  const rates = new Map([...known, ...added].map((rate) => [nameOf(rate), rate]));
  // The names of instants are in the order of time.
  return [...rates].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, rate]) => rate);
}

const TELLINGS: Tellings<Operator> = { name: 'plain', decisionWindowHours: 'plain', onSilence: 'plain' };

function asRate({ currency, rate, effectiveFrom }: GivenRate, now: Instant): ExchangeRate {
  const canonical = parseRate(rate);
  if (canonical === null) throw new Error(`Expected an exchange rate such as 0.92, found ${rate}.`);
  return { currency, rate: canonical, effectiveFrom: effectiveFrom ?? now };
}

/** What an event calls a rate: it is the same one as long as currency and instant are. */
function nameOf({ currency, effectiveFrom }: ExchangeRate): string {
  return `exchangeRates.${currency}.${formatInstant(effectiveFrom)}`;
}

function rateOfOwnCurrency(
  { currency }: GivenRate,
  index: number,
  operator: Operator,
): AdministrationProblem[] {
  if (currency !== operator.localCurrency) return [];
  const message = `${currency} is the local currency of ${operator.name}: its rate is always 1. Leave it out.`;
  return [{ code: 'NOT_ALLOWED', message, path: ['exchangeRates', String(index), 'currency'] }];
}
