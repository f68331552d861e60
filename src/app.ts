import type { Logger } from 'pino';

import { authentication } from './auth/authentication.ts';
import { aheadOf, movable, systemClock, type Clock } from './clock.ts';
import type { Config, StorageConfig } from './config.ts';
import { DEMO } from './demo/demo.ts';
import { seedDemo } from './demo/seed.ts';
import { tabsFor } from './demo/tabs.ts';
import { liveFeed, type LiveFeed } from './events/live.ts';
import { schema } from './graphql/schema.ts';
import { gatewayServer } from './graphql/server.ts';
import { listen, originOf, serverOf, stopListening, whyNotListening, type Handle } from './http.ts';
import { loggerOf } from './logger.ts';
import { openExchange, type SandboxParts } from './netflix/exchange.ts';
import { SANDBOX_SIGN_UP_PATH } from './netflix/sandbox/sign-up-page.ts';
import { keptOffset } from './netflix/sandbox/time.ts';
import { drawSecret } from './secrets.ts';
import { UnusableDatabase } from './store/sqlite/errors.ts';
import { openLedger as openSqliteLedger } from './store/sqlite/ledger.ts';
import { migrateSqlite, openSqliteStore } from './store/sqlite/open.ts';
import type { Ledger } from './store/ledger.ts';
import type { Store } from './store/store.ts';

/** Why the gateway cannot start; the message is one sentence for whoever starts it. */
export class CannotStart extends Error {}

/** A gateway that is ready to answer. */
export interface Gateway {
  /** Answers any request that it would answer over HTTP. */
  readonly fetch: Handle;
  /** Begins to answer over HTTP too; tells where, such as `http://localhost:4000`. Throws `CannotStart`. */
  readonly listen: () => Promise<string>;
  /** Answers what is running, then lets go of everything. */
  readonly close: () => Promise<void>;
  readonly store: Store;
  readonly logger: Logger;
  /** Whether anyone can log in with the demo's credentials. */
  readonly hasDemo: boolean;
  /** One round of the courier, for whoever cannot wait for its timer. */
  readonly runCourier: () => Promise<void>;
  /** What only the sandbox offers; null when it does not play Netflix. */
  readonly sandbox: SandboxParts | null;
}

/** What a test does differently. */
export interface Overrides {
  /** Domain time: charges, windows, validity. */
  readonly clock?: Clock;
  /** Time of credentials and logs. */
  readonly wallClock?: Clock;
  readonly logger?: Logger;
  /** Milliseconds of silence until a live update gives a sign of life. */
  readonly silence?: number;
  /** Told the text of every statement that the database runs. */
  readonly onStatement?: (sql: string) => void;
}

/** Puts the gateway together as the settings say. Throws `CannotStart`. */
export async function openGateway(config: Config, overrides: Overrides = {}): Promise<Gateway> {
  const {
    clock: domainClock = systemClock,
    wallClock = systemClock,
    logger = loggerOf(config),
    onStatement,
  } = overrides;
  const { clock: ahead, setOffset } = aheadOf(domainClock);
  const { clock, goTo, comeBack } = movable(ahead);
  // What happened before the gateway began is history that Netflix has confirmed.
  let isHistory = true;
  const store = openStore(config, { clock, isHistory: () => isHistory, onStatement });
  const live = liveFeed(store, overrides.silence);
  try {
    if (config.production) await refusePlayground(store, config);
    if (config.demoData) await seedDemo({ store, now: clock(), goTo });
    comeBack();
    isHistory = false;
    return await assemble({ config, store, live, clock, setOffset, wallClock, logger });
  } catch (error) {
    store.close();
    throw error;
  }
}

interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly live: LiveFeed;
  readonly clock: Clock;
  readonly setOffset: (milliseconds: number) => void;
  readonly wallClock: Clock;
  readonly logger: Logger;
}

async function assemble({
  config,
  store,
  live,
  clock,
  setOffset,
  wallClock,
  logger,
}: Parts): Promise<Gateway> {
  const { courier, sandbox, ...exchange } = await openExchange({
    config,
    store,
    clock,
    setOffset,
    wallClock,
    logger,
  }).catch(explain);
  const hasDemo = await holdsDemo(store);
  if (hasDemo) await sandbox?.adopt(DEMO.operator.code);
  const secret = config.tokenSecret ?? (await store.setting('token-secret', drawSecret()));
  const older = config.previousTokenSecret === null ? [] : [config.previousTokenSecret];
  const parts = {
    schema,
    authentication: authentication({
      credentials: store.credentials,
      secrets: [secret, ...older],
      wallClock,
    }),
    storeOf: store.of,
    live,
    clock,
    advanceTime: sandbox?.advanceTime ?? null,
    introspection: config.introspection,
    graphiql: config.graphiql && tabsFor(hasDemo, clock()),
    logger,
  };
  const graphqlAt = (port: number) =>
    gatewayServer({
      ...parts,
      signUpAddress: config.signUpAddress ?? originOf({ host: config.host, port }) + SANDBOX_SIGN_UP_PATH,
    });

  let graphql = graphqlAt(config.port);
  const pages = new Map<string, Handle>();
  if (sandbox) pages.set(SANDBOX_SIGN_UP_PATH, sandbox.signUp);
  const server = serverOf((request, response) => void graphql(request, response), pages);

  const close = async () => {
    live.close();
    await stopListening(server);
    await graphql.dispose();
    await exchange.close();
    store.close();
  };
  let closed: Promise<void> | undefined;

  return {
    fetch: async (request) => {
      const page = pages.get(new URL(request.url).pathname);
      return page ? page(request) : graphql.fetch(request);
    },
    listen: async () => {
      const port = await listen(server, config).catch((error: unknown) => {
        const why = whyNotListening(error, config);
        throw why === null ? error : new CannotStart(why, { cause: error });
      });
      // Only now is it known where the sandbox is, if any free port would do.
      if (port !== config.port) graphql = graphqlAt(port);
      courier.start();
      return originOf({ host: config.host, port });
    },
    close: () => (closed ??= close()),
    store,
    logger,
    hasDemo,
    runCourier: courier.run,
    sandbox,
  };
}

/** The database of the settings, created and migrated as needed. Throws `CannotStart`. */
export function openStore(
  { databaseFile, netflix }: StorageConfig,
  {
    clock,
    isHistory = () => false,
    onStatement,
  }: {
    readonly clock: Clock;
    /** While it says so, Netflix is not told of what happens. */
    readonly isHistory?: () => boolean;
    readonly onStatement?: ((sql: string) => void) | undefined;
  },
): Store {
  const netflixIsTold = () => netflix !== 'none' && !isHistory();
  return explained(() =>
    openSqliteStore({ file: databaseFile, clock, netflixIsTold, ...(onStatement && { onStatement }) }),
  );
}

/** Room for an operator's file while it is compared; gone when it is closed. */
export function openLedger(): Ledger {
  return openSqliteLedger();
}

/** Creates the database of the settings, or brings it up to date. Throws `CannotStart`. */
export function migrate({ databaseFile }: StorageConfig): { applied: number } {
  return explained(() => migrateSqlite(databaseFile));
}

/** Adds the demo operator to the database of the settings; false when it was there. Throws `CannotStart`. */
export async function seed(config: StorageConfig, domainClock: Clock): Promise<boolean> {
  const { clock, goTo } = movable(domainClock);
  const store = openStore(config, { clock, isHistory: () => true });
  try {
    return await seedDemo({ store, now: clock(), goTo });
  } finally {
    store.close();
  }
}

async function refusePlayground(store: Store, { databaseFile }: StorageConfig): Promise<void> {
  const another = 'set DATABASE_URL to a database for production.';
  if (await holdsDemo(store)) {
    throw new CannotStart(
      `${databaseFile} holds the demo operator, whose credentials are public; ${another}`,
    );
  }
  if ((await keptOffset(store)) !== 0)
    throw new CannotStart(`The time of ${databaseFile} was moved in a sandbox; ${another}`);
}

async function holdsDemo(store: Store): Promise<boolean> {
  return (await store.credentials.apiKeyByPrefix(DEMO.apiKeyPrefix)) !== null;
}

function explained<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): never {
  throw error instanceof UnusableDatabase ? new CannotStart(error.message, { cause: error }) : error;
}
