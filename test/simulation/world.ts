import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openGateway, type Gateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import type { Draw } from './draw.ts';
import { followerOf, type Follower } from './follow.ts';
import { fuse, type Fuse } from './fuse.ts';
import { joining } from './joining.ts';
import { DAY, HOUR, type ModelOperator } from './model.ts';
import { netflixSideOf, type NetflixSide } from './netflix-side.ts';

/** Where every simulation begins: the last noon of a January, so that months of different lengths lie ahead. */
export const START = Date.UTC(2026, 0, 31, 12);

/** Answers are read loosely here: what matters is compared. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Data = Record<string, any>;

/** An event as it was read, compared with the model. */
export interface Heard {
  readonly sequence: number;
  readonly type: string;
  /** The number of a charge, a subscription or a request; empty for anything else. */
  readonly subject: string;
}

/** One operator: what the model knows of it, and how to ask the gateway about it. */
export interface Side {
  readonly name: string;
  model: ModelOperator;
  /** The data of an answer. Throws when it has errors. */
  readonly ask: (query: string, variables?: Record<string, unknown>) => Promise<Data>;
  readonly request: (query: string, variables: Record<string, unknown>, accept?: string) => Request;
  /** How far each reader has come, and what it has read. */
  readers: {
    events: string | null;
    eventsRead: number;
    readonly heard: Heard[];
    work: string | null;
    lastRead: string;
    /** The place of the last news that the model has heard from Netflix. */
    news: number;
  };
}

/** A gateway that runs. */
export interface Running {
  readonly gateway: Gateway;
  readonly fuse: Fuse;
}

/** The gateways that are played with, and everybody around them. */
export interface World {
  readonly sides: readonly [Side, ...Side[]];
  readonly followers: readonly Follower[];
  /** Netflix's own side; null when the simulation plays it. */
  readonly netflix: NetflixSide | null;
  /** Whether what was committed outlives a gateway. */
  readonly isKept: boolean;
  /** Domain time. */
  readonly now: () => number;
  /** Lets time pass on both clocks. */
  readonly wait: (milliseconds: number) => void;
  readonly waitOnWall: (milliseconds: number) => void;
  /** Finds out how far domain time was advanced; answers what time it is. */
  readonly learnTime: () => Promise<number>;
  readonly gateways: () => readonly Running[];
  /** Who is asked. */
  readonly current: () => Running;
  /** Chooses who is asked from now on. */
  readonly turnTo: (draw: Draw) => void;
  /** Ends who is asked, or leaves it dead, and opens another in its place. */
  readonly reopen: (how: 'CLOSES' | 'DIES') => Promise<void>;
  /** Cuts off everybody who follows. */
  readonly cutOff: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A seed that is being played: where, what was done so far, and what is drawn from. */
export interface Playing {
  readonly world: World;
  readonly done: string[];
  readonly draw: Draw;
}

/** What is wrong with an operator's store, on purpose. */
export type Plant = (store: OperatorStore) => Partial<OperatorStore>;

/**
 * Opens a gateway with two operators, each with promotions and rates, one of them with an outside platform. Drawn: whether the sandbox plays
 * Netflix or the simulation does, whether the database is a file, and whether two gateways share it.
 */
export async function openWorld(seed: number, draw: Draw, plant?: Plant): Promise<World> {
  let domain = START;
  let advanced = 0;
  let wall = START;
  const now = () => domain + advanced;
  const hasSandbox = draw.chance(0.6);
  const isKept = hasSandbox || draw.chance(0.3);
  const folder = isKept ? mkdtempSync(join(tmpdir(), 'simulation-')) : null;
  const database = folder === null ? ':memory:' : join(folder, 'gateway.sqlite');
  const config = loadConfig({
    DATABASE_URL: database,
    DEMO_DATA: 'off',
    NETFLIX: hasSandbox ? 'sandbox' : 'none',
    SANDBOX_SEED: String(seed),
    LOG_LEVEL: 'silent',
    // Months of calls come within a moment of the wall clock.
    RATE_CAPACITY: '1000000000',
  });
  const open = async (): Promise<Running> => {
    const own = fuse();
    const { onStatement } = own;
    const gateway = await openGateway(config, { clock: () => domain, wallClock: () => wall, onStatement });
    await infest(gateway, plant);
    return { gateway, fuse: own };
  };
  const first = await open();
  const running = [first];
  let current = first;
  const sides: [Side, Side] = [
    await joining(() => current.gateway, { name: 'first', draw, now: START, isNetflixTold: hasSandbox }),
    await joining(() => current.gateway, { name: 'second', draw, now: START, isNetflixTold: hasSandbox }),
  ];
  await infest(first.gateway, plant);
  if (isKept && draw.chance(0.3)) running.push(await open());
  const netflix = hasSandbox ? await netflixSideOf(first.gateway, database, now) : null;
  const followers = [followerOf(sides[0], 'chargeChanged'), followerOf(sides[0], 'subscriptionChanged')];
  const cutOff = async () => {
    for (const { leave } of followers) await leave();
  };
  return {
    sides,
    followers,
    netflix,
    isKept,
    now,
    wait: (milliseconds) => {
      domain += milliseconds;
      wall += milliseconds;
    },
    waitOnWall: (milliseconds) => {
      wall += milliseconds;
    },
    learnTime: async () => {
      advanced = Number((await current.gateway.store.settingIfAny('domain-time-offset')) ?? 0);
      return now();
    },
    gateways: () => running,
    current: () => current,
    turnTo: (by) => {
      current = by.any(running) ?? current;
    },
    reopen: async (how) => {
      await cutOff();
      const place = running.indexOf(current);
      await end(current.gateway, how);
      current = await open();
      running[place] = current;
    },
    cutOff,
    close: async () => {
      await cutOff();
      await netflix?.close();
      for (const { gateway } of running) await end(gateway, 'DIES');
      if (folder !== null) rmSync(folder, { recursive: true });
    },
  };
}

/** Ends a gateway in order, or lets go of one that cannot write a last word any more. */
async function end({ close, store }: Gateway, how: 'CLOSES' | 'DIES'): Promise<void> {
  if (how === 'CLOSES') await close();
  else await close().catch(() => undefined);
  store.close();
}

/** The store hands out the same object for an operator every time, so what is wrong with it is wrong for everybody. */
async function infest({ store }: Gateway, plant: Plant | undefined): Promise<void> {
  if (!plant) return;
  for (const { id } of await store.operators()) Object.assign(store.of(id), plant({ ...store.of(id) }));
}

/** How long the next step lets pass: mostly moments, sometimes hours, at times weeks. */
export function pauseFrom(draw: Draw): number {
  const share = draw.share();
  if (share < 0.5) return draw.between(1, 60_000);
  if (share < 0.8) return draw.between(1, 30) * HOUR;
  return share < 0.95 ? draw.between(1, 8) * DAY : draw.between(20, 45) * DAY;
}
