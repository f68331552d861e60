import { Command, InvalidArgumentError } from 'commander';

import { CONTENDERS, type Contender } from './contenders.ts';
import { OPERATIONS, type Operation } from './operations.ts';

export interface Options {
  readonly charges: readonly number[];
  readonly inFlight: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly only: readonly Operation[];
  readonly contenders: readonly Contender[];
  /** Whether the old wire is measured beside GraphQL too. */
  readonly oldWire: boolean;
  readonly json?: string;
  readonly svg?: string;
  readonly profile?: string;
}

/** What is asked for on the command line; ends the program with a sentence when that cannot be understood. */
export function optionsOf(args: readonly string[]): Options {
  return new Command('npm run bench --')
    .description(
      'Measures the gateway over HTTP on generated data, alone or beside other servers that keep the same promises over the same database.',
    )
    .option(
      '--charges <numbers>',
      'sizes of the database, multiples of 10,000',
      numbers(10_000),
      [10_000, 100_000, 1_000_000],
    )
    .option(
      '--in-flight <numbers>',
      'how many requests wait at any time; smaller databases get only 16, or the first of these',
      numbers(1),
      [16],
    )
    .option('--rounds <number>', 'rounds, in each of which everyone has a turn', number(1), 3)
    .option('--seconds <number>', 'how long a turn lasts', number(0.1), 1)
    .option('--only <operations>', `some of ${OPERATIONS.join(', ')}`, among(OPERATIONS), OPERATIONS)
    .option('--contenders <names>', `all, or some of ${CONTENDERS.join(', ')}`, among(CONTENDERS), [
      'gateway',
    ])
    .option('--old-wire', 'measure the old REST API beside GraphQL too', false)
    .option('--json <file>', 'write everything that was measured there')
    .option('--svg <folder>', 'draw plots of the throughput there')
    .option('--profile <folder>', 'let every contender leave a CPU profile there')
    .parse(args, { from: 'user' })
    .opts<Options>();
}

function number(least: number) {
  return (text: string): number => {
    const value = Number(text.replaceAll('_', ''));
    if (text !== '' && value >= least) return value;
    throw new InvalidArgumentError(`Expected a number of at least ${least}.`);
  };
}

function numbers(step: number) {
  return (text: string): number[] =>
    text.split(',').map((part) => {
      const value = number(step)(part);
      if (value % step === 0) return value;
      throw new InvalidArgumentError(`Expected multiples of ${step}, separated by commas.`);
    });
}

function among<const T extends string>(words: readonly T[]) {
  return (text: string): readonly T[] => {
    if (text === 'all') return words;
    return text.split(',').map((part) => {
      const word = words.find((known) => known === part);
      if (word !== undefined) return word;
      throw new InvalidArgumentError(`Expected some of ${words.join(', ')}.`);
    });
  };
}
