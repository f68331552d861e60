import type { Command } from 'commander';

import * as check from '../graphql/checks.ts';
import {
  DEFAULT_POLICY,
  MOST_WINDOW_HOURS,
  SILENCE_POLICIES,
  type SilencePolicy,
} from '../operators/operator.ts';
import { updateOperator } from '../operators/rules.ts';
import { between, checkedBy, currency, oneOf, operatorCode } from './arguments.ts';
import { refuseAny, withOperator, withStore } from './database.ts';
import { CommandEnded, EXIT, programOf, remark, table, type Terminal } from './terminal.ts';

interface Policy {
  readonly decisionWindowHours?: number;
  readonly onSilence?: SilencePolicy;
}
interface Creation extends Policy {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
}
interface Update extends Policy {
  readonly name?: string;
}

export function addOperatorCommands(program: Command, terminal: Terminal): void {
  const operator = program
    .command('operator')
    .summary('add, change and list operators')
    .description('The companies that bill Netflix on behalf of their customers.');
  withPolicy(
    operator
      .command('create')
      .description('Adds an operator. Its code and its currency never change.')
      .requiredOption(
        '--code <code>',
        'the short name that its people log in with: letters, digits, - and _',
        operatorCode,
      )
      .requiredOption('--name <name>', 'what people call it', checkedBy(check.name, 'name'))
      .requiredOption('--currency <code>', 'the ISO 4217 currency that it bills in', currency),
  )
    .addHelpText(
      'after',
      '\nExample:\n  gateway operator create --code cytel --name "Cyprus Telecom" --currency EUR',
    )
    .action((creation: Creation) => create(creation, terminal));
  withPolicy(
    operator
      .command('update')
      .description('Changes how an operator works from now on; charges keep what they were received under.')
      .argument('<code>')
      .option('--name <name>', 'what people call it', checkedBy(check.name, 'name')),
  )
    .addHelpText(
      'after',
      '\nExample:\n  gateway operator update cytel --decision-window-hours 48 --on-silence WAIT',
    )
    .action((code: string, update: Update) => change(code, update, terminal));
  operator
    .command('list')
    .description('Every operator with its policy.')
    .action(() => list(terminal));
}

function withPolicy(command: Command): Command {
  return command
    .option(
      '--decision-window-hours <hours>',
      'hours between the receipt of a charge and its settlement',
      between(0, MOST_WINDOW_HOURS),
    )
    .option(
      '--on-silence <policy>',
      `${SILENCE_POLICIES.join(' or ')} when nobody decided in time`,
      oneOf(SILENCE_POLICIES),
    );
}

async function create({ currency: localCurrency, ...creation }: Creation, terminal: Terminal): Promise<void> {
  await withStore(terminal, async (store) => {
    const added = await store.addOperator(
      { ...DEFAULT_POLICY, ...creation, localCurrency },
      { actor: 'cli:operator' },
    );
    if (!added)
      throw new CommandEnded(EXIT.refused, `Operator ${creation.code} already exists. Choose another code.`);
    const program = programOf(terminal);
    remark(
      terminal,
      `Operator ${added.code} was added. Next, let somebody log in, or a program in:`,
      `  ${program} user create anna --operator ${added.code} --scopes READ,WRITE,ADMIN`,
      `  ${program} api-key create --operator ${added.code} --name "billing run" --scopes READ,WRITE`,
    );
  });
}

async function change(code: string, update: Update, terminal: Terminal): Promise<void> {
  await withOperator(terminal, code, async (store) => {
    const { problems } = await store.updateOperator((facts) => updateOperator(update, facts), {
      actor: 'cli:operator',
    });
    refuseAny(problems);
    remark(terminal, `Operator ${code} was updated.`);
  });
}

async function list(terminal: Terminal): Promise<void> {
  const operators = await withStore(terminal, (store) => store.operators());
  table(
    terminal,
    ['CODE', 'NAME', 'CURRENCY', 'WINDOW', 'ON SILENCE'],
    operators.map((one) => [
      one.code,
      one.name,
      one.localCurrency,
      `${one.decisionWindowHours} h`,
      one.onSilence,
    ]),
  );
}
