import type { Command } from 'commander';

import {
  CHARGE_STATUSES,
  CHARGE_VERDICTS,
  type ChargeStatus,
  type ChargeVerdict,
} from '../charges/charge.ts';
import type { CustomerBy } from '../customers/customer.ts';
import * as check from '../graphql/checks.ts';
import type { ChargeFilter } from '../store/store.ts';
import { checkedBy, currency, date, instant, number, numbers, oneOf, someOf, yesOrNo } from './arguments.ts';
import { CommandEnded, EXIT } from './terminal.ts';

/** Which charges are meant, as the options of `withFilters` say it. */
export interface FilterOptions {
  readonly acknowledged?: boolean;
  readonly processing?: 'NOT_PROCESSED' | 'PROCESSED';
  readonly status?: readonly ChargeStatus[];
  readonly verdict?: readonly ChargeVerdict[];
  readonly undecided?: boolean;
  readonly customer?: string;
  readonly netflixCustomer?: string;
  readonly subscription?: string;
  readonly numbers?: readonly string[];
  readonly reference?: string;
  readonly currency?: string;
  readonly receivedFrom?: number;
  readonly receivedTo?: number;
  readonly paidThroughFrom?: string;
  readonly paidThroughTo?: string;
  readonly decidableBefore?: number;
}

/** Gives a command the filters that the API has for charges. */
export function withFilters(command: Command): Command {
  return command
    .option('--acknowledged <yes|no>', 'only those that were, or were not, acknowledged', yesOrNo)
    .option(
      '--processing <state>',
      'NOT_PROCESSED (pending) or PROCESSED (in one of the final statuses)',
      oneOf(['NOT_PROCESSED', 'PROCESSED']),
    )
    .option('--status <list>', `any of ${CHARGE_STATUSES.join(', ')}`, someOf(CHARGE_STATUSES))
    .option('--verdict <list>', `any of ${CHARGE_VERDICTS.join(', ')}`, someOf(CHARGE_VERDICTS))
    .option('--undecided <yes|no>', 'only those without, or with, a decision', yesOrNo)
    .option(
      '--customer <identifier>',
      'of the customer with this identifier of the billing system',
      checkedBy(check.identifier, 'customer'),
    )
    .option(
      '--netflix-customer <identifier>',
      'of the customer that Netflix knows by this identifier',
      checkedBy(check.identifier, 'netflix-customer'),
    )
    .option('--subscription <number>', 'of this subscription, such as S00000001', number('S'))
    .option('--numbers <list>', 'with these numbers, such as I00000001,I00000002', numbers('I'))
    .option('--reference <reference>', 'with this reference number', checkedBy(check.identifier, 'reference'))
    .option('--currency <code>', 'in this currency', currency)
    .option('--received-from <instant>', 'received at this instant or later', instant)
    .option('--received-to <instant>', 'received before this instant', instant)
    .option('--paid-through-from <day>', 'paid through this day or later', date)
    .option('--paid-through-to <day>', 'paid through an earlier day than this', date)
    .option(
      '--decidable-before <instant>',
      'pending, with a decision window that ends before this instant',
      instant,
    );
}

/** The filter behind the options. Ends the command when they contradict each other. */
export function filterOf(options: FilterOptions): ChargeFilter {
  return {
    acknowledged: options.acknowledged,
    processing: options.processing,
    status: options.status,
    verdict: options.verdict,
    undecided: options.undecided,
    customer: customerOf(options),
    subscriptionNumber: options.subscription,
    numbers: options.numbers,
    referenceNumber: options.reference,
    currency: options.currency,
    receivedFrom: options.receivedFrom,
    receivedTo: options.receivedTo,
    paidThroughFrom: options.paidThroughFrom,
    paidThroughTo: options.paidThroughTo,
    decidableBefore: options.decidableBefore,
  };
}

function customerOf({ customer, netflixCustomer }: FilterOptions): CustomerBy | undefined {
  if (customer !== undefined && netflixCustomer !== undefined) {
    throw new CommandEnded(EXIT.unusable, 'Give --customer or --netflix-customer, not both.');
  }
  if (customer !== undefined) return { billingSystemCustomerIdentifier: customer };
  return netflixCustomer === undefined ? undefined : { netflixCustomerIdentifier: netflixCustomer };
}
