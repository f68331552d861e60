import { Command, CommanderError } from 'commander';

import { CannotStart } from '../storage.ts';
import { ConfigError } from '../config.ts';
import { StorageFull, StoreBusy, StoreReadOnly } from '../store/store.ts';
import { addServe } from './serve.ts';
import { CommandEnded, EXIT, remark, type ExitCode, type Terminal } from './terminal.ts';

const EXIT_CODES = `
Exit codes:
  ${EXIT.done}    done
  ${EXIT.refused}    something was refused, or the database or the port cannot be used
  ${EXIT.unusable}    wrong arguments, settings or input; nothing was done
  ${EXIT.fault}    a fault of the gateway itself
  ${EXIT.stopped}  stopped halfway by a signal

The settings, such as DATABASE_URL, come from the environment; the README lists them.`;

const PROGRAM = `
Here gateway stands for "npm run -s gateway --" in a clone, and for "node src/start.mjs" in production.`;

/** Runs one command with the arguments that follow the program's name, and answers with its exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const program = await commandLine(args, terminal);
    await program.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

async function commandLine(args: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command('gateway')
    .description(
      'A GraphQL gateway over the Netflix billing domain: the server, and everything its operators need around it.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(add --help to see how it is used)')
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES)
    .addHelpText('afterAll', PROGRAM);
  addServe(program, terminal);
  // Whoever serves does not wait for the other commands.
  if (args[0] !== 'serve') (await import('./other-commands.ts')).addOtherCommands(program, terminal);
  return program;
}

function exitCodeOf(error: unknown, terminal: Terminal): ExitCode {
  // Commander has printed its own words already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.unusable;
  if (error instanceof CommandEnded) {
    if (error.message !== '') remark(terminal, error.message);
    return error.exitCode;
  }
  if (error instanceof ConfigError) {
    remark(terminal, error.message);
    return EXIT.unusable;
  }
  if (isOneSentence(error)) {
    remark(terminal, error.message);
    return EXIT.refused;
  }
  remark(terminal, error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.fault;
}

function isOneSentence(error: unknown): error is Error {
  return [CannotStart, StoreBusy, StorageFull, StoreReadOnly].some((kind) => error instanceof kind);
}
