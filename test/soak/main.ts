// npm run soak -- --minutes 30: mixed load on a gateway of its own, and what it does to memory, files and answers.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { quantile } from '../bench/quantiles.ts';
import type { Figures } from './gateway.ts';
import { begin } from './load.ts';
import { verdictOn, type Sample } from './verdict.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`Expected --minutes above 0, found ${values.minutes}.`);
/** Seconds between two looks. */
const EVERY = Math.min(60, minutes * 6);

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const gateway = fork(fileURLToPath(new URL('./gateway.ts', import.meta.url)), {
  execArgv: ['--expose-gc'],
  env: {
    PATH: process.env.PATH,
    DATABASE_URL: join(folder, 'gateway.sqlite'),
    PORT: '0',
    LOG_FORMAT: 'json',
    RATE_CAPACITY: '1000000000',
    METRICS_PORT: '0',
  },
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
try {
  process.exitCode = (await soak(gateway)) ? 0 : 1;
} finally {
  gateway.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}

async function soak(gateway: ChildProcess): Promise<boolean> {
  const [origin] = (await once(gateway, 'message')) as [string]; // where it listens, as gateway.ts sends it
  const over = new AbortController();
  const { seen, ended } = begin(origin.replace('localhost', '127.0.0.1'), over.signal);
  const samples: Sample[] = [];
  console.log(
    'minute  requests   p50 ms   p99 ms  loop p50  loop p99.9   heap MB    RSS MB  files   WAL MB  live',
  );
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    await sleep(EVERY * 1_000);
    gateway.send('figures');
    const [figures] = (await once(gateway, 'message')) as [Figures]; // as gateway.ts sends them
    const durations = seen.durations.splice(0).sort((a, b) => a - b);
    const sample: Sample = {
      ...figures,
      minute: minutes - (end - performance.now()) / 60_000,
      requests: durations.length,
      median: quantile(durations, 0.5),
      slow: quantile(durations, 0.99),
    };
    samples.push(sample);
    console.log(lineOf(sample, seen.told));
  }
  over.abort();
  await ended;
  gateway.send('stop');
  await once(gateway, 'exit');
  const { lines, isGood } = verdictOn(samples, seen);
  console.log(`\n${lines.join('\n')}`);
  return isGood;
}

function lineOf(sample: Sample, told: number): string {
  const { minute, requests, median, slow, delayMedian, delayWorst, heap, resident, files, wal } = sample;
  const cells: [string, number][] = [
    [minute.toFixed(1), 6],
    [String(requests), 10],
    [median.toFixed(1), 9],
    [slow.toFixed(1), 9],
    [delayMedian.toFixed(1), 10],
    [delayWorst.toFixed(1), 12],
    [megabytes(heap), 10],
    [megabytes(resident), 10],
    [String(files), 7],
    [megabytes(wal), 9],
    [String(told), 6],
  ];
  return cells.map(([text, width]) => text.padStart(width)).join('');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
