import cluster from 'node:cluster';

import { runCommandLine } from './cli/command-line.ts';
import { systemClock } from './clock.ts';
import { environment } from './config.ts';

const { stdin, stdout, stderr } = process;

const stopping = new AbortController();
// Once: a second signal ends the program at once, as it would without us. Workers end with it, and may be told twice themselves: by a terminal too.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process[cluster.isWorker ? 'on' : 'once'](signal, () => stopping.abort());

// Whoever reads what we print may have seen enough (`gateway export | head`).
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env: environment,
  clock: systemClock,
  stopping: stopping.signal,
});
