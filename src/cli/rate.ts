import type { Command } from 'commander';

import { updateOperator } from '../operators/rules.ts';
import { formatInstant, type Instant } from '../time.ts';
import { currency, instant, rate } from './arguments.ts';
import { refuseAny, withOperator } from './database.ts';
import { remark, table, type Terminal } from './terminal.ts';

interface Whose {
  readonly operator: string;
}
interface GivenRate {
  readonly currency: string;
  readonly rate: string;
  readonly from?: Instant;
}

export function addRateCommands(program: Command, terminal: Terminal): void {
  const rates = program
    .command('rate')
    .summary('add and list exchange rates')
    .description('What foreign currencies are worth in the currency of an operator.');
  rates
    .command('add')
    .description(
      'Adds a rate, which holds until a later one takes over. One of the same currency and instant is overwritten.',
    )
    .requiredOption('--operator <code>', 'whose rate')
    .requiredOption('--currency <code>', 'the foreign currency', currency)
    .requiredOption('--rate <decimal>', 'units of the local currency for one unit of it', rate)
    .option('--from <instant>', 'since when it holds; now when left out', instant)
    .addHelpText(
      'after',
      '\nExample:\n  gateway rate add --operator cytel --currency USD --rate 0.92 --from 2026-03-01',
    )
    .action(({ operator, ...given }: Whose & GivenRate) => add(operator, given, terminal));
  rates
    .command('list')
    .description('Every rate of an operator, by currency and then the oldest first.')
    .requiredOption('--operator <code>', 'whose rates')
    .action(({ operator }: Whose) => list(operator, terminal));
}

async function add(
  operator: string,
  { currency, rate, from: effectiveFrom }: GivenRate,
  terminal: Terminal,
): Promise<void> {
  const update = { exchangeRates: [{ currency, rate, effectiveFrom }] };
  const { problems } = await withOperator(terminal, operator, (store) =>
    store.updateOperator((facts) => updateOperator(update, facts), { actor: 'cli:rate' }),
  );
  refuseAny(problems);
  remark(
    terminal,
    `One ${currency} is ${rate} from ${effectiveFrom === undefined ? 'now' : formatInstant(effectiveFrom)} on.`,
  );
}

async function list(operator: string, terminal: Terminal): Promise<void> {
  const rates = await withOperator(terminal, operator, (store) => store.exchangeRates());
  table(
    terminal,
    ['CURRENCY', 'RATE', 'EFFECTIVE FROM'],
    rates.map((one) => [one.currency, one.rate, formatInstant(one.effectiveFrom)]),
  );
}
