import type { Logger } from 'pino';

import { authentication } from './auth/authentication.ts';
import { movable, systemClock, type Clock } from './clock.ts';
import type { Config, StorageConfig } from './config.ts';
import { DEMO } from './demo/demo.ts';
import { seedDemo } from './demo/seed.ts';
import { tabsFor } from './demo/tabs.ts';
import { schema } from './graphql/schema.ts';
import { gatewayServer } from './graphql/server.ts';
import { listen, originOf, serverOf, stopListening, whyNotListening, type Handle } from './http.ts';
import { loggerOf } from './logger.ts';
import { SANDBOX_SIGN_UP_PATH, sandboxSignUp } from './netflix/sandbox-sign-up.ts';
import { drawSecret } from './secrets.ts';
import { UnusableDatabase } from './store/sqlite/errors.ts';
import { migrateSqlite, openSqliteStore } from './store/sqlite/open.ts';
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
}

/** What a test does differently. */
export interface Overrides {
  /** Domain time: charges, windows, validity. */
  readonly clock?: Clock;
  /** Time of credentials and logs. */
  readonly wallClock?: Clock;
  readonly logger?: Logger;
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
  const { clock, goTo, comeBack } = movable(domainClock);
  const store = openStore(config, clock, onStatement);
  try {
    if (config.production) await refuseDemo(store, config);
    else if (config.demoData) await seedDemo({ store, now: clock(), goTo });
    comeBack();
    return await assemble({ config, store, clock, wallClock, logger });
  } catch (error) {
    store.close();
    throw error;
  }
}

interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly wallClock: Clock;
  readonly logger: Logger;
}

async function assemble({ config, store, clock, wallClock, logger }: Parts): Promise<Gateway> {
  const hasDemo = await holdsDemo(store);
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
    clock,
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
  if (!config.production) pages.set(SANDBOX_SIGN_UP_PATH, sandboxSignUp({ store, clock, logger }));
  const server = serverOf((request, response) => void graphql(request, response), pages);

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
      return originOf({ host: config.host, port });
    },
    close: async () => {
      await stopListening(server);
      await graphql.dispose();
      store.close();
    },
    store,
    logger,
    hasDemo,
  };
}

/** The database of the settings, created and migrated as needed. Throws `CannotStart`. */
export function openStore(
  { databaseFile }: StorageConfig,
  clock: Clock,
  onStatement?: (sql: string) => void,
): Store {
  return explained(() => openSqliteStore({ file: databaseFile, clock, ...(onStatement && { onStatement }) }));
}

/** Creates the database of the settings, or brings it up to date. Throws `CannotStart`. */
export function migrate({ databaseFile }: StorageConfig): { applied: number } {
  return explained(() => migrateSqlite(databaseFile));
}

/** Adds the demo operator to the database of the settings; false when it was there. Throws `CannotStart`. */
export async function seed(config: StorageConfig, domainClock: Clock): Promise<boolean> {
  const { clock, goTo } = movable(domainClock);
  const store = openStore(config, clock);
  try {
    return await seedDemo({ store, now: clock(), goTo });
  } finally {
    store.close();
  }
}

async function refuseDemo(store: Store, { databaseFile }: StorageConfig): Promise<void> {
  if (!(await holdsDemo(store))) return;
  throw new CannotStart(
    `${databaseFile} holds the demo operator, whose credentials are public; set DATABASE_URL to a database for production.`,
  );
}

async function holdsDemo(store: Store): Promise<boolean> {
  return (await store.credentials.apiKeyByPrefix(DEMO.apiKeyPrefix)) !== null;
}

function explained<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof UnusableDatabase ? new CannotStart(error.message, { cause: error }) : error;
  }
}
