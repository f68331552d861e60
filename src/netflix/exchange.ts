import type { Logger } from 'pino';

import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Fetch } from '../http/fetching.ts';
import { drawSecret } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import type { Instant } from '../time.ts';
import { courierOf, type Courier } from './courier.ts';
import type { Netflix } from './port.ts';
import { adoptAll } from './sandbox/adopting.ts';
import { openSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { SANDBOX_ADOPTED, SANDBOX_OWNER } from './sandbox/settings.ts';
import { signUpPage } from './sandbox/sign-up-page.ts';
import { advanceTime, keptOffset } from './sandbox/time.ts';

/** The gateway's exchange with Netflix, whoever plays it. */
export interface Exchange {
  readonly courier: Courier;
  /** What only the sandbox offers; null towards the real Netflix, or none. */
  readonly sandbox: SandboxParts | null;
  readonly close: () => Promise<void>;
}

export interface SandboxParts {
  readonly signUp: Fetch;
  /** Lets that many days of domain time pass; answers what time it is then. `along` is told how many have, in the transaction of each. */
  readonly advanceTime: (days: number, along?: (passed: number) => void) => Promise<Instant>;
  /** Goes on with the memberships of an operator that began without it; it does so once. */
  readonly adopt: (operatorCode: string) => Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly store: Store;
  /** Domain time, and how far it is ahead. */
  readonly clock: Clock;
  readonly setOffset: (milliseconds: number) => void;
  readonly wallClock: Clock;
  readonly logger: Logger;
  /** Told of each round that begins by the timer. */
  readonly onRound?: (() => void) | undefined;
  /** What is done with each call to Netflix, such as tracing it. */
  readonly around?: ((netflix: Netflix) => Netflix) | undefined;
}

/** Opens the exchange that the settings ask for; its courier waits to be started. */
export async function openExchange({
  config,
  store,
  clock,
  setOffset,
  wallClock,
  logger,
  onRound,
  around = (netflix) => netflix,
}: Parts): Promise<Exchange> {
  const sandbox = config.netflix === 'sandbox' ? await openSandboxBeside(config, store, clock) : null;
  if (sandbox)
    logger.info({ seed: sandbox.seed }, 'The sandbox plays Netflix; SANDBOX_SEED repeats its run.');
  const netflix: Netflix | null =
    sandbox ??
    (config.netflixOverHttp && (await import('./http/adapter.ts')).netflixOverHttp(config.netflixOverHttp));
  // Another process on the same database may have moved it.
  const beforeRound = async () => {
    setOffset(await keptOffset(store));
  };
  await beforeRound();
  const courier = courierOf({
    store,
    netflix: netflix && around(netflix),
    isSandbox: sandbox !== null,
    clock,
    wallClock,
    logger,
    beforeRound,
    onRound,
  });
  return {
    courier,
    sandbox: sandbox && sandboxParts({ sandbox, store, courier, clock, setOffset, logger }),
    close: async () => {
      // At once: a call that Netflix lets wait ends with the connection.
      await Promise.all([courier.stop(), netflix?.close()]);
    },
  };
}

// Its own file beside the database, so that it cannot see the gateway's tables, and several processes share it.
async function openSandboxBeside(
  { databaseFile, sandboxSeed }: Config,
  store: Store,
  clock: Clock,
): Promise<Sandbox> {
  const file =
    databaseFile === ':memory:' ? databaseFile : `${databaseFile.replace(/\.sqlite$/, '')}.sandbox.sqlite`;
  const owner = await store.setting(SANDBOX_OWNER, drawSecret());
  return openSandbox({ file, clock, seed: sandboxSeed, owner });
}

function sandboxParts({
  sandbox,
  store,
  courier,
  clock,
  setOffset,
  logger,
}: Pick<Parts, 'store' | 'clock' | 'setOffset' | 'logger'> & {
  readonly sandbox: Sandbox;
  readonly courier: Courier;
}): SandboxParts {
  const nameOf = async (code: string) => (await store.operatorByCode(code))?.name ?? code;
  const page = signUpPage({ sandbox, nameOf, clock, logger });
  return {
    // Whoever opens or confirms the page a moment after the registration finds both sides up to date, whichever process it meets.
    signUp: async (request) => {
      await courier.takeOver();
      await courier.run();
      const answer = await page(request);
      await courier.run();
      return answer;
    },
    // Another process that tends to the exchange would let all days pass at once.
    advanceTime: async (days, along) => {
      await courier.takeOver();
      return advanceTime(days, { store, clock, setOffset, round: courier.run, along });
    },
    adopt: async (operatorCode) => {
      const operator = await store.operatorByCode(operatorCode);
      const adopted = SANDBOX_ADOPTED + operatorCode;
      if (!operator || (await store.settingIfAny(adopted)) !== null) return;
      await adoptAll(sandbox, store.of(operator.id), operator, clock());
      await store.setting(adopted, 'yes');
    },
  };
}
