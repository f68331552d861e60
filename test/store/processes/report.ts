import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process tells about its work. */
export interface Report {
  /** Ids in the order in which they were got to know. */
  readonly events: readonly number[];
  readonly charges: readonly number[];
  readonly accepted: readonly number[];
  readonly acknowledged: readonly number[];
  /** Messages of what was thrown. */
  readonly errors: readonly string[];
  /** The longest time that its event loop stood still, in milliseconds. */
  readonly longestBlock: number;
}

const NOTHING = { events: [], charges: [], accepted: [], acknowledged: [] };

/** Works, and then sends the report to the process that started this one. */
export async function reportOn(work: (errors: string[]) => Promise<Partial<Report>>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  // The first delay that is measured only tells when the measuring began.
  await sleep(50);
  const errors: string[] = [];
  const found = await work(errors);
  delay.disable();
  const report: Report = { ...NOTHING, ...found, errors, longestBlock: delay.max / 1e6 };
  process.send?.(report);
  process.disconnect();
}
