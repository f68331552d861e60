import { comparable, documentOf, type Call } from './calls.ts';
import { compare, readOn } from './compare.ts';
import { differences } from './differences.ts';
import { drawFrom } from './draw.ts';
import { exchange } from './exchange.ts';
import { lookUp } from './look-up.ts';
import { nextCall, nextOperatorCall } from './steps.ts';
import type { PlantedBug } from './planted.ts';
import { openWorld, pauseFrom, type Side, type World } from './world.ts';

/** Steps of a seed when nothing is said. */
export const STEPS = 30;

/** How to play a seed. */
export interface Game {
  readonly seed: number;
  readonly steps?: number | undefined;
  /** A file, so that the gateway can be ended and opened again between two steps; in memory when it is not given. */
  readonly database?: string | undefined;
  readonly planted?: PlantedBug | undefined;
  /** Whether the sandbox plays Netflix; the simulation itself does when it is not given. */
  readonly netflix?: boolean | undefined;
}

/** What became of it: what was done, and where the gateway and the model first disagreed; nothing = they never did. */
export interface Played {
  readonly steps: readonly string[];
  readonly failure: readonly string[];
}

/** Plays a seed against a gateway of its own, comparing it with the model after every step. */
export async function play({
  seed,
  steps = STEPS,
  database,
  planted,
  netflix = false,
}: Game): Promise<Played> {
  const draw = drawFrom(seed);
  const world = await openWorld(draw, {
    database: database ?? ':memory:',
    netflix: netflix ? 'sandbox' : 'none',
    plant: planted?.plant,
  });
  const done: string[] = [];
  try {
    for (let step = 1; step <= steps; step++) {
      world.wait(pauseFrom(draw));
      const [first, second = first] = world.sides;
      const [side, other] = draw.chance(0.85) ? [first, second] : [second, first];
      if (database !== undefined && draw.chance(0.15)) {
        await world.restart();
        done.push('the gateway ends and is opened again');
      }
      const situation = { draw, operator: side.model, other: other.model, now: world.now() };
      const call = netflix ? nextOperatorCall(situation) : nextCall(situation);
      const failure = await make(call, side, world, done, {
        tries: draw.chance(0.15),
        repeats: draw.chance(0.2),
        reads: draw.chance(0.5),
      });
      if (failure.length === 0 && draw.chance(0.3)) failure.push(...(await lookUp(side, draw)));
      if (failure.length === 0 && netflix) failure.push(...(await exchange(world, done, draw)));
      if (step % 8 === 0 || step === steps) failure.push(...(await compare(other, world.now())));
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

/** What is done beside the call itself. */
interface Beside {
  /** A dry run first. */
  readonly tries: boolean;
  /** The very same call once more, as somebody does who got no answer. */
  readonly repeats: boolean;
  readonly reads: boolean;
}

async function make(
  call: Call,
  side: Side,
  world: World,
  done: string[],
  { tries, repeats, reads }: Beside,
): Promise<string[]> {
  const say = (how: string) =>
    done.push(
      `${new Date(world.now()).toISOString()} ${side.name}: ${how}${call.mutation} ${JSON.stringify(call.input)}`,
    );
  if (tries && call.hasDryRun) {
    say('dry run of ');
    const trial = { ...structuredClone(side.model), isTrial: true };
    const expected = call.expected(trial, world.now());
    const { found } = await send(call, side, { dryRun: true });
    const failure = differences(expected, found, `dry run of ${call.mutation}`);
    if (failure.length > 0) return failure;
    failure.push(...(await compare(side, world.now())));
    if (failure.length > 0) return failure;
  }
  for (let time = 0; time < (repeats ? 2 : 1); time++) {
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
