import { comparable, documentOf, type Call } from './calls.ts';
import { compare, readOn } from './compare.ts';
import { breakOff } from './crash.ts';
import { differences } from './differences.ts';
import { drawFrom } from './draw.ts';
import { advance, exchange } from './exchange.ts';
import { lookUp } from './look-up.ts';
import { DAY } from './model.ts';
import type { PlantedBug } from './planting.ts';
import { nextCall, nextOperatorCall } from './steps.ts';
import { openWorld, pauseFrom, type Playing, type Side } from './world.ts';

/** Steps of a seed when nothing is said. */
export const STEPS = 30;

/** How to play a seed, which draws everything else. */
export interface Game {
  readonly seed: number;
  readonly steps?: number | undefined;
  readonly planted?: PlantedBug | undefined;
}

/** What became of it: what was done, and where the gateway and the model first disagreed; nothing = they never did. */
export interface Played {
  readonly steps: readonly string[];
  readonly failure: readonly string[];
}

/** The command that plays it again. */
export function again({ seed, steps = STEPS }: Game): string {
  return `npm run simulate -- --seeds ${seed} --steps ${steps}`;
}

/** Plays a seed against gateways of its own, comparing them with the model after every step. */
export async function play({ seed, steps = STEPS, planted }: Game): Promise<Played> {
  const draw = drawFrom(seed);
  const world = await openWorld(seed, draw, planted?.plant);
  const done: string[] = [];
  const playing = { world, done, draw };
  try {
    for (let step = 1; step <= steps; step++) {
      const failure = await playStep(playing);
      const isWhole = step % 8 === 0 || step === steps;
      if (failure.length === 0 && isWhole) failure.push(...(await compareAll(playing)));
      if (failure.length > 0) return { steps: done, failure };
    }
    return { steps: done, failure: [] };
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { steps: done, failure: told.split('\n') };
  } finally {
    await world.close();
  }
}

/** One call of somebody, with all that is done beside it. */
async function playStep(playing: Playing): Promise<string[]> {
  const { world, done, draw } = playing;
  const failure: string[] = [];
  const pause = pauseFrom(draw);
  if (world.netflix && pause > DAY && draw.chance(0.5)) failure.push(...(await advance(playing)));
  else world.wait(pause);
  if (failure.length > 0) return failure;
  if (world.isKept && draw.chance(0.08)) {
    await world.reopen('CLOSES');
    done.push('a gateway ends and is opened again');
  }
  world.turnTo(draw);
  const [first, second = first] = world.sides;
  const [side, other] = draw.chance(0.85) ? [first, second] : [second, first];
  const situation = { draw, operator: side.model, other: other.model, now: world.now() };
  const call = world.netflix ? nextOperatorCall(situation) : nextCall(situation);
  failure.push(...(await make(call, side, playing)));
  if (failure.length === 0 && draw.chance(0.3)) failure.push(...(await lookUp(side, draw)));
  if (failure.length === 0 && world.netflix) failure.push(...(await exchange(playing)));
  return failure;
}

/** Everybody who reads looks at everything. */
async function compareAll({ world, draw }: Playing): Promise<string[]> {
  const failure: string[] = [];
  for (const side of world.sides) failure.push(...(await compare(side, world.now())));
  if (failure.length > 0) return failure;
  for (const { catchUp } of world.followers) failure.push(...(await catchUp(world, draw)));
  return failure;
}

/** Makes a call, perhaps after a dry run, perhaps twice, as somebody does who got no answer; sometimes something breaks. */
async function make(call: Call, side: Side, playing: Playing): Promise<string[]> {
  const { world, done, draw } = playing;
  const say = (how: string) =>
    done.push(
      `${new Date(world.now()).toISOString()} ${side.name}: ${how}${call.mutation} ${JSON.stringify(call.input)}`,
    );
  if (draw.chance(0.15) && call.hasDryRun) {
    say('dry run of ');
    const trial = { ...structuredClone(side.model), isTrial: true };
    const expected = call.expected(trial, world.now());
    const { found } = await send(call, side, { dryRun: true });
    const failure = differences(expected, found, `dry run of ${call.mutation}`);
    if (failure.length === 0) failure.push(...(await compare(side, world.now())));
    if (failure.length > 0) return failure;
  }
  if (draw.chance(0.1)) {
    say('without an answer, ');
    const failure = await breakOff(call, side, playing);
    if (failure.length > 0) return failure;
  }
  const reads = draw.chance(0.5);
  const times = draw.chance(0.2) ? 2 : 1;
  for (let time = 0; time < times; time++) {
    say(time === 0 ? '' : 'again ');
    const expected = call.expected(side.model, world.now());
    const { found, payload } = await send(call, side, {});
    const failure = differences(expected, found, call.mutation);
    if (failure.length > 0) return failure;
    call.learn?.(side.model, payload);
    failure.push(...(await compare(side, world.now())), ...(reads ? await readOn(side) : []));
    if (failure.length > 0) return failure;
  }
  return [];
}

async function send(call: Call, side: Side, more: object) {
  const answer = await side.ask(documentOf(call), { input: { ...call.input, ...more } });
  const payload = answer[call.mutation];
  return { found: comparable(payload), payload };
}
