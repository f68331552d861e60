import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { gathered } from '../../src/monitoring/gathered.ts';

function outlet() {
  const written: string[] = [];
  let flushed = 0;
  return {
    written,
    flushed: () => flushed,
    write: (lines: string) => written.push(lines),
    flush: (done?: () => void) => {
      flushed += 1;
      done?.();
    },
    flushSync: () => void (flushed += 1),
  };
}

it('hands lines on together once there are enough of them', () => {
  const out = outlet();
  const log = gathered(out, { enough: 8, mostDelay: 60_000 });
  log.write('one\n');
  expect(out.written).toEqual([]);
  log.write('two\n');
  log.write('three\n');
  expect(out.written).toEqual(['one\ntwo\n']);
});

it('lets no line wait for long', async () => {
  const out = outlet();
  const log = gathered(out, { enough: 1_000, mostDelay: 1 });
  log.write('one\n');
  while (out.written.length === 0) await sleep(1);
  log.write('two\n');
  while (out.written.length === 1) await sleep(1);
  expect(out.written).toEqual(['one\n', 'two\n']);
});

it('keeps nothing back from whoever waits for everything to be written', async () => {
  const out = outlet();
  const log = gathered(out, { enough: 1_000, mostDelay: 60_000 });
  log.write('one\n');
  await new Promise<void>((resolve) => log.flush(() => resolve()));
  expect([out.written, out.flushed()]).toEqual([['one\n'], 1]);
  log.write('two\n');
  log.flushSync();
  log.flushSync();
  expect([out.written, out.flushed()]).toEqual([['one\n', 'two\n'], 3]);
});
