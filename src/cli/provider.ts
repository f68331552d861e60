import type { Command } from 'commander';

import * as check from '../graphql/checks.ts';
import type { ProvisioningProvider } from '../provisioning/provisioning.ts';
import { createProvider } from '../provisioning/rules/provider.ts';
import type { OperatorStore } from '../store/store.ts';
import { all } from '../store/walking.ts';
import { checkedBy } from './arguments.ts';
import { refuseAny, withOperator } from './database.ts';
import { remark, table, type Terminal } from './terminal.ts';

interface Whose {
  readonly operator: string;
}
interface Creation extends Whose {
  readonly alternativeCode?: string;
}

export function addProviderCommands(program: Command, terminal: Terminal): void {
  const providers = program
    .command('provider')
    .summary('add and list provisioning platforms')
    .description('The platforms of an operator that fetch their provisioning requests from the gateway.');
  providers
    .command('create')
    .description('Adds a platform: from then on what happens to subscriptions gives it requests.')
    .argument('<name>', 'what people call it, unique per operator', checkedBy(check.identifier, 'name'))
    .requiredOption('--operator <code>', 'whose platform')
    .option(
      '--alternative-code <code>',
      'another word for it, unique per operator',
      checkedBy(check.identifier, 'alternativeCode'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  gateway provider create "Set-top boxes" --operator cytel --alternative-code STB',
    )
    .action((name: string, { operator, alternativeCode }: Creation) =>
      withOperator(terminal, operator, (store) =>
        create({ name, alternativeCode: alternativeCode ?? null }, store, terminal),
      ),
    );
  providers
    .command('list')
    .description('Every platform of an operator.')
    .requiredOption('--operator <code>', 'whose platforms')
    .action(({ operator }: Whose) => withOperator(terminal, operator, (store) => list(store, terminal)));
}

async function create(
  creation: Omit<ProvisioningProvider, 'id'>,
  { provisioning }: OperatorStore,
  terminal: Terminal,
): Promise<void> {
  const { problems } = await provisioning.createProvider(
    creation,
    (facts) => createProvider(creation, facts),
    { actor: 'cli:provider' },
  );
  refuseAny(problems);
  remark(terminal, `Provider ${creation.name} was added.`);
}

async function list({ provisioning }: OperatorStore, terminal: Terminal): Promise<void> {
  const found = await all(provisioning.providerPage);
  table(
    terminal,
    ['NAME', 'ALTERNATIVE CODE'],
    found.map(({ name, alternativeCode }) => [name, alternativeCode ?? '']),
  );
}
