import { parseArgs } from 'node:util';

import { PLANTED } from './planted.ts';
import type { PlantedBug } from './planting.ts';
import { again, play, STEPS } from './play.ts';

const HELP = `Plays seeds against the gateway and compares it with a model of the domain after every step. A seed draws everything: who does what and
when, who plays Netflix, how many gateways share the database, what breaks.

  npm run simulate -- --seeds 1-500                from seed 1 to 500 (1-100 when nothing is said)
  npm run simulate -- --seeds 7 --steps 200        longer than ${STEPS} steps
  npm run simulate -- --planted all                with each bug that is planted on purpose, until it is found

Planted bugs:
${PLANTED.map(({ name, says }) => `  ${name.padEnd(18)} ${says}`).join('\n')}
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-100' },
    steps: { type: 'string', default: String(STEPS) },
    planted: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const { planted } = values;
const [first, last = first] = values.seeds.split('-').map(Number);
const steps = Number(values.steps);

const say = (text: string) => void process.stdout.write(`${text}\n`);
const isCount = (n: number | undefined): n is number => n !== undefined && Number.isSafeInteger(n) && n >= 1;
const bugs = planted === 'all' ? PLANTED : PLANTED.filter(({ name }) => name === planted);

if (values.help) say(HELP);
else if (
  !isCount(first) ||
  !isCount(last) ||
  !isCount(steps) ||
  (planted !== undefined && bugs.length === 0)
) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else if (planted === undefined) {
  process.exitCode = (await playAll(first, last)) ? 0 : 1;
} else {
  for (const bug of bugs) if (!(await find(bug, first, last))) process.exitCode = 1;
}

/** Plays one seed after the other until one fails; true when none does. */
async function playAll(from: number, to: number): Promise<boolean> {
  const began = Date.now();
  for (let seed = from; seed <= to; seed++) {
    const { steps: done, failure } = await play({ seed, steps });
    if (failure.length > 0) {
      say(`Seed ${seed} fails after ${done.length} calls. The last of them:`);
      for (const step of done.slice(-8)) say(`  ${step}`);
      say('The gateway does not do what the model of the domain does:');
      for (const line of failure) say(`  ${line}`);
      say(`Again: ${again({ seed, steps })}`);
      return false;
    }
    if ((seed - from + 1) % 50 === 0) say(`${seed - from + 1} seeds of ${steps} steps agree with the model.`);
  }
  const each = Math.round((Date.now() - began) / (to - from + 1));
  say(
    `Seeds ${from}–${to}: the gateway and the model agree after each of ${steps} steps (${each} ms a seed).`,
  );
  return true;
}

/** Plays seeds with a planted bug until it is found; false when it is not. */
async function find(bug: PlantedBug, from: number, to: number): Promise<boolean> {
  for (let seed = from; seed <= to; seed++) {
    const { steps: done, failure } = await play({ seed, steps, planted: bug });
    if (failure.length === 0) continue;
    say(
      `${bug.name}: found with seed ${seed} after ${done.length} calls. ${bug.says}\n    ${failure[0] ?? ''}`,
    );
    return true;
  }
  say(`${bug.name}: NOT FOUND with seeds ${from}–${to}. ${bug.says}`);
  return false;
}
