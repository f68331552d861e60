import type { Command } from 'commander';

import { SCOPES, type Scope } from '../auth/credential.ts';
import { createApiKey, revokeApiKey } from '../auth/rules/credentials.ts';
import * as check from '../graphql/checks.ts';
import type { OperatorStore } from '../store/store.ts';
import { formatInstant, type Instant } from '../time.ts';
import { checkedBy, instant, someOf } from './arguments.ts';
import { refuseAny, withOperator } from './database.ts';
import { CommandEnded, EXIT, remark, say, table, type Terminal } from './terminal.ts';

interface Whose {
  readonly operator: string;
}
interface Creation {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires?: Instant;
}

export function addApiKeyCommands(program: Command, terminal: Terminal): void {
  const keys = program
    .command('api-key')
    .summary('make, replace and revoke the secrets of machines')
    .description('The long-lived secrets of an operator for machines.');
  keys
    .command('create')
    .description('Makes an API key and prints it, this once.')
    .requiredOption('--operator <code>', 'whose key')
    .requiredOption('--name <name>', 'what it is for', checkedBy(check.name, 'name'))
    .requiredOption('--scopes <list>', `what it may do: ${SCOPES.join(', ')}`, someOf(SCOPES))
    .option('--expires <instant>', 'when it stops working; never when left out', instant)
    .addHelpText(
      'after',
      '\nExample:\n  gateway api-key create --operator cytel --name "billing run" --scopes READ,WRITE',
    )
    .action(({ operator, ...creation }: Whose & Creation) =>
      withOperator(terminal, operator, (store) => create(creation, store, terminal)),
    );
  keys
    .command('rotate')
    .description('Makes an API key like another one, prints it, this once, and revokes the other one.')
    .argument('<prefix>', 'the readable beginning of the old one')
    .requiredOption('--operator <code>', 'whose key')
    .action((prefix: string, { operator }: Whose) =>
      withOperator(terminal, operator, (store) => rotate(prefix, store, terminal)),
    );
  keys
    .command('revoke')
    .description('Makes an API key, and every token that was got with it, useless for good.')
    .argument('<prefix>', 'its readable beginning')
    .requiredOption('--operator <code>', 'whose key')
    .action((prefix: string, { operator }: Whose) =>
      withOperator(terminal, operator, (store) => revoke(prefix, store, terminal)),
    );
  keys
    .command('list')
    .description('Every API key of an operator.')
    .requiredOption('--operator <code>', 'whose keys')
    .action(({ operator }: Whose) => withOperator(terminal, operator, (store) => list(store, terminal)));
}

async function create(
  { name, scopes, expires }: Creation,
  store: OperatorStore,
  terminal: Terminal,
): Promise<void> {
  const creation = { name, scopes, expiresOn: expires ?? null, wallClock: terminal.clock() };
  const { key, problems } = await store.addApiKey((facts) => createApiKey(creation, facts), {
    actor: 'cli:api-key',
  });
  refuseAny(problems);
  if (key === null) throw new Error('Expected a new API key where there are no problems, found none.');
  remark(terminal, 'The API key, which is shown only now:');
  say(terminal, key);
}

async function revoke(prefix: string, store: OperatorStore, terminal: Terminal): Promise<void> {
  const about = { prefix, wallClock: terminal.clock() };
  const { problems } = await store.changeApiKey(prefix, (facts) => revokeApiKey(about, facts), {
    actor: 'cli:api-key',
  });
  refuseAny(problems);
  remark(terminal, `API key ${prefix} is revoked.`);
}

// The new one first: stopped in between, there are two keys rather than none.
async function rotate(prefix: string, store: OperatorStore, terminal: Terminal): Promise<void> {
  const old = (await store.apiKeys()).find((key) => key.prefix === prefix);
  if (old?.revokedOn !== null)
    throw new CommandEnded(EXIT.refused, `There is no API key ${prefix} to rotate.`);
  await create(
    { name: old.name, scopes: old.scopes, ...(old.expiresOn !== null && { expires: old.expiresOn }) },
    store,
    terminal,
  );
  await revoke(prefix, store, terminal);
}

async function list(store: OperatorStore, terminal: Terminal): Promise<void> {
  const instantOrNothing = (at: Instant | null) => (at === null ? '' : formatInstant(at));
  table(
    terminal,
    ['PREFIX', 'NAME', 'SCOPES', 'CREATED ON', 'EXPIRES ON', 'REVOKED ON'],
    (await store.apiKeys()).map((key) => [
      key.prefix,
      key.name,
      key.scopes.join(','),
      formatInstant(key.createdOn),
      instantOrNothing(key.expiresOn),
      instantOrNothing(key.revokedOn),
    ]),
  );
}
