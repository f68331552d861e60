import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import type { Command } from 'commander';

import { SCOPES, type Scope } from '../auth/credential.ts';
import { faultOfPassword, hashPassword } from '../auth/passwords.ts';
import {
  changePassword,
  changeScopes,
  createUser,
  disableUser,
  enableUser,
  type AboutUser,
  type UserFacts,
  type UserOutcome,
} from '../auth/rules/credentials.ts';
import * as check from '../graphql/checks.ts';
import type { Ruling } from '../ruling.ts';
import { drawSecret } from '../secrets.ts';
import { formatInstant } from '../time.ts';
import { checkedBy, someOf } from './arguments.ts';
import { refuseAny, withOperator } from './database.ts';
import { CommandEnded, EXIT, remark, say, table, type Terminal } from './terminal.ts';

interface Whose {
  readonly operator: string;
}
interface Password {
  readonly passwordStdin?: true;
}

export function addUserCommands(program: Command, terminal: Terminal): void {
  const users = program
    .command('user')
    .summary('let people log in, or keep them from it')
    .description('The people and programs of an operator that log in with a password.');
  const about = (verb: string, description: string) =>
    users
      .command(verb)
      .description(description)
      .argument('<username>', 'who', checkedBy(check.identifier, 'username'))
      .requiredOption('--operator <code>', 'whose user');

  withPassword(
    about('create', 'Lets somebody log in.').requiredOption(
      '--scopes <list>',
      `what it may do: ${SCOPES.join(', ')}`,
      someOf(SCOPES),
    ),
  )
    .addHelpText('after', '\nExample:\n  gateway user create anna --operator cytel --scopes READ,WRITE')
    .action((username: string, options: Whose & Password & { scopes: Scope[] }) =>
      create(username, options, terminal),
    );
  withPassword(about('password', 'Replaces the password; every token that the old one got is void.')).action(
    (username: string, options: Whose & Password) => replacePassword(username, options, terminal),
  );
  about('scopes', 'Replaces what somebody may do, from the next request on.')
    .requiredOption('--scopes <list>', `all that it may do: ${SCOPES.join(', ')}`, someOf(SCOPES))
    .action((username: string, { operator, scopes }: Whose & { scopes: Scope[] }) =>
      change(
        terminal,
        operator,
        username,
        (user, facts) => changeScopes({ ...user, scopes }, facts),
        `User ${username} may now ${scopes.join(', ')}.`,
      ),
    );
  about('disable', 'Keeps somebody from logging in; every token is void.').action(
    (username: string, { operator }: Whose) =>
      change(terminal, operator, username, disableUser, `User ${username} is disabled.`),
  );
  about('enable', 'Lets somebody that was disabled log in again.').action(
    (username: string, { operator }: Whose) =>
      change(terminal, operator, username, enableUser, `User ${username} is enabled.`),
  );
  users
    .command('list')
    .description('Every user of an operator.')
    .requiredOption('--operator <code>', 'whose users')
    .action(({ operator }: Whose) => list(operator, terminal));
}

function withPassword(command: Command): Command {
  return command.option(
    '--password-stdin',
    'read the password from standard input; without it one is made up and printed, this once',
  );
}

async function create(
  username: string,
  { operator, scopes, ...password }: Whose & Password & { scopes: Scope[] },
  terminal: Terminal,
): Promise<void> {
  const given = await passwordFrom(password, terminal);
  const passwordHash = await hashPassword(given.password);
  await change(
    terminal,
    operator,
    username,
    (user, facts) => createUser({ ...user, passwordHash, scopes }, facts),
    `User ${username} was added.`,
  );
  tell(given, terminal);
}

async function replacePassword(
  username: string,
  { operator, ...password }: Whose & Password,
  terminal: Terminal,
): Promise<void> {
  const given = await passwordFrom(password, terminal);
  const passwordHash = await hashPassword(given.password);
  const done = `The password of user ${username} was replaced.`;
  await change(
    terminal,
    operator,
    username,
    (user, facts) => changePassword({ ...user, passwordHash }, facts),
    done,
  );
  tell(given, terminal);
}

async function change(
  terminal: Terminal,
  operator: string,
  username: string,
  rule: (about: AboutUser, facts: UserFacts) => Ruling<UserOutcome>,
  done: string,
): Promise<void> {
  const about = { username, wallClock: terminal.clock() };
  const { problems } = await withOperator(terminal, operator, (store) =>
    store.changeUser(username, (facts) => rule(about, facts), { actor: 'cli:user' }),
  );
  refuseAny(problems);
  remark(terminal, done);
}

async function list(operator: string, terminal: Terminal): Promise<void> {
  const users = await withOperator(terminal, operator, (store) => store.users());
  table(
    terminal,
    ['USERNAME', 'SCOPES', 'CREATED ON', 'DISABLED ON'],
    users.map((user) => [
      user.username,
      user.scopes.join(','),
      formatInstant(user.createdOn),
      user.disabledOn === null ? '' : formatInstant(user.disabledOn),
    ]),
  );
}

interface GivenPassword {
  readonly password: string;
  readonly isDrawn: boolean;
}

async function passwordFrom({ passwordStdin }: Password, { stdin }: Terminal): Promise<GivenPassword> {
  if (!passwordStdin) return { password: drawSecret(), isDrawn: true };
  const password = await firstLine(stdin);
  const fault = faultOfPassword(password);
  if (fault !== null) throw new CommandEnded(EXIT.unusable, fault);
  return { password, isDrawn: false };
}

async function firstLine(input: Readable): Promise<string> {
  return (await text(input)).replace(/\r?\n$/, '');
}

// Alone on standard output, so that a script can take it from there.
function tell({ password, isDrawn }: GivenPassword, terminal: Terminal): void {
  if (!isDrawn) return;
  remark(terminal, 'The password, which is shown only now:');
  say(terminal, password);
}
