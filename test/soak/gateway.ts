// The gateway that is soaked: `serve` with a few questions that only a test may ask, see main.ts. Run with --expose-gc.
import { readdirSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { openGateway } from '../../src/app.ts';
import { environment, loadConfig } from '../../src/config.ts';

/** How a process is doing. Bytes, and milliseconds since the last time it was asked. */
export interface Figures {
  readonly heap: number;
  readonly resident: number;
  readonly files: number;
  readonly wal: number;
  readonly delayMedian: number;
  readonly delayWorst: number;
}

const config = loadConfig(environment);
const gateway = await openGateway(config);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', (message) => {
  if (message === 'stop') void gateway.close().then(() => process.exit());
  else process.send?.(figures());
});
process.send?.(await gateway.listen());

function figures(): Figures {
  const [delayMedian, delayWorst] = [delay.percentile(50) / 1e6, delay.percentile(99.9) / 1e6];
  global.gc?.();
  delay.reset();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heap: heapUsed + external,
    resident: rss,
    files: readdirSync('/proc/self/fd').length,
    wal: statSync(`${config.databaseFile}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    delayMedian,
    delayWorst,
  };
}
