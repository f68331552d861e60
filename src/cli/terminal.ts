import type { Readable, Writable } from 'node:stream';

import type { Clock } from '../clock.ts';
import type { Environment } from '../config.ts';

/** Everything a command has to do with the world around it, so that a test can be that world. */
export interface Terminal {
  /** What was asked for, and nothing else: it can be piped into the next program. */
  readonly stdout: Writable;
  /** Words for whoever is watching. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly stdin: Readable;
  readonly env: Environment;
  /** The wall clock; domain time, which a sandbox may have moved, comes with the database. */
  readonly clock: Clock;
  /** Aborts when the command is asked to stop. */
  readonly stopping: AbortSignal;
}

/** How a command ends, for scripts. */
export const EXIT = {
  done: 0,
  /** Something was refused, or the database or the port could not be used; everything else was done. */
  refused: 1,
  /** Wrong arguments, settings or input: nothing was done. */
  unusable: 2,
  /** A fault of the program itself. */
  fault: 3,
  /** Stopped halfway by a signal. */
  stopped: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with an exit code and a sentence for people; an empty one when everything has been said. */
export class CommandEnded extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What to type for `gateway`, the way this command was begun: only npm brings a Node that fits along. */
export function programOf({ env }: Terminal): string {
  return env.npm_lifecycle_event === 'gateway' ? 'npm run -s gateway --' : 'node src/start.mjs';
}

/** What went wrong, in the words of whatever threw it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Prints what was asked for. */
export function say({ stdout }: Terminal, ...lines: readonly string[]): void {
  stdout.write(`${lines.join('\n')}\n`);
}

/** Prints words for whoever is watching. */
export function remark({ stderr }: Terminal, ...lines: readonly string[]): void {
  stderr.write(`${lines.join('\n')}\n`);
}

/** Prints rows in aligned columns under their titles; nothing below the titles when there are none. */
export function table(
  terminal: Terminal,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  say(terminal, line(titles), ...rows.map(line));
}
