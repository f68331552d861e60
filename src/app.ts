import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { authentication } from './auth/authentication.ts';
import { rateLimiter } from './auth/rate-limit.ts';
import { aheadOf, movable, systemClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { DEMO } from './demo/demo.ts';
import { seedDemo } from './demo/seed.ts';
import { tabsFor } from './demo/tabs.ts';
import { liveFeed, type LiveFeed } from './events/live.ts';
import { schema } from './graphql/schema.ts';
import { gatewayServer } from './graphql/server.ts';
import { routerTo } from './http/router.ts';
import { fetchOf, handlerOf, type Fetch } from './http/fetching.ts';
import type { Answer, Handler } from './http/request.ts';
import { originOf, stopListening } from './http/listening.ts';
import { openTo } from './http/origins.ts';
import { serverOf } from './http/serving.ts';
import { observed } from './http/observed.ts';
import { begunToListen } from './listening.ts';
import { backlogOf } from './monitoring/backlog.ts';
import { livez, readyz } from './monitoring/health.ts';
import { loggerOf } from './monitoring/logger.ts';
import type { Metrics } from './monitoring/metrics.ts';
import { requestLog } from './monitoring/request-log.ts';
import { scrapedServer } from './monitoring/scraping.ts';
import type { Tracing } from './monitoring/tracing.ts';
import { openExchange, type SandboxParts } from './netflix/exchange.ts';
import { SANDBOX_SIGN_UP_PATH } from './netflix/sandbox/sign-up-page.ts';
import { keptOffset } from './netflix/sandbox/time.ts';
import { BASE } from './rest/methods.ts';
import { restHandler } from './rest/handler.ts';
import { drawSecret } from './secrets.ts';
import { CannotStart, explain, openStore } from './storage.ts';
import type { Store } from './store/store.ts';
import type { Fellows } from './workers/fellows.ts';

/** A gateway that is ready to answer. */
export interface Gateway {
  /** Answers any request that it would answer over HTTP. */
  readonly fetch: Fetch;
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

/** What a worker, or a test, does differently. */
export interface Overrides {
  /** Domain time: charges, windows, validity. */
  readonly clock?: Clock;
  /** Time of credentials and logs. */
  readonly wallClock?: Clock;
  readonly logger?: Logger;
  /** The other workers behind the same port; left out when it answers alone. */
  readonly fellows?: Fellows;
  /** Milliseconds of silence until a live update gives a sign of life. */
  readonly silence?: number;
  /** Told the text of every statement that the database runs. */
  readonly onStatement?: (sql: string) => void;
  /** False = every request of GraphQL goes the long way. */
  readonly hasShortWay?: boolean;
}

const TO_GRAPHIQL: Answer = { status: 302, headers: { location: '/graphql' }, body: null };

/** How many times the usual rate the demo's operator may ask: several people may be trying it at once. */
const GENEROSITY = 20;

/** Puts the gateway together as the settings say. Throws `CannotStart`. */
export async function openGateway(config: Config, overrides: Overrides = {}): Promise<Gateway> {
  const {
    clock: domainClock = systemClock,
    wallClock = systemClock,
    logger = loggerOf(config),
    fellows = null,
    onStatement,
    hasShortWay = true,
  } = overrides;
  const { clock: ahead, setOffset } = aheadOf(domainClock);
  const { clock, goTo, comeBack } = movable(ahead);
  // What happened before the gateway began is history that Netflix has confirmed.
  let isHistory = true;
  // Neither is loaded unless it is asked for.
  const metrics =
    config.metrics && (await import('./monitoring/metrics.ts')).metricsOf(config.metrics.operations);
  const tracing =
    config.collector === null ? null : (await import('./monitoring/tracing.ts')).tracingTo(config.collector);
  const store = openStore(config, {
    clock,
    isHistory: () => isHistory,
    onStatement,
    watch: metrics?.database,
    reading: { deadline: config.readTimeout },
    cache: config.databaseCache,
  });
  const live = liveFeed(store, overrides.silence);
  try {
    if (config.production) await refusePlayground(store, config);
    if (config.demoData) await seedDemo({ store, now: clock(), goTo });
    comeBack();
    isHistory = false;
    return await assemble({
      config,
      store,
      live,
      clock,
      setOffset,
      wallClock,
      logger,
      fellows,
      hasShortWay,
      metrics,
      tracing,
    });
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
  readonly fellows: Fellows | null;
  readonly hasShortWay: boolean;
  readonly metrics: Metrics | null;
  readonly tracing: Tracing | null;
}

async function assemble({
  config,
  store,
  live,
  clock,
  setOffset,
  wallClock,
  logger,
  fellows,
  hasShortWay,
  metrics,
  tracing,
}: Parts): Promise<Gateway> {
  const { courier, sandbox, ...exchange } = await openExchange({
    config,
    store,
    clock,
    setOffset,
    wallClock,
    logger,
    onRound: metrics?.courierRound,
    around: tracing ? (netflix) => tracing.calls('netflix', 'CLIENT', netflix) : undefined,
  }).catch(explain);
  const hasDemo = await holdsDemo(store);
  if (hasDemo) await sandbox?.adopt(DEMO.operator.code);
  const secret = config.tokenSecret ?? (await store.setting('token-secret', drawSecret()));
  const older = config.previousTokenSecret === null ? [] : [config.previousTokenSecret];
  const spend = rateLimiter(
    config.rate,
    wallClock,
    ({ operator }) => (hasDemo && operator.code === DEMO.operator.code ? GENEROSITY : 1),
    fellows?.spending ?? null,
  );
  // Only once it listens is it known where the sandbox is, if any free port would do.
  let { port } = config;
  const who = authentication({
    credentials: store.credentials,
    secrets: [secret, ...older],
    wallClock,
    logIns: fellows?.logIns ?? null,
    logger,
  });
  const storeOf = tracing ? (id: number) => tracing.calls('store', 'INTERNAL', store.of(id)) : store.of;
  const signUpAddress = () =>
    config.signUpAddress ?? originOf({ host: config.host, port }) + SANDBOX_SIGN_UP_PATH;
  const graphql = gatewayServer({
    schema,
    authentication: who,
    trustedProxies: config.trustedProxies,
    storeOf,
    live,
    clock,
    advanceTime: sandbox?.advanceTime ?? null,
    signUpAddress,
    introspection: config.introspection,
    suggestions: config.suggestions,
    limits: config.limits,
    spend,
    trustedDocuments: config.trustedDocuments,
    hasShortWay,
    graphiql: config.graphiql && tabsFor(hasDemo, clock()),
    logger,
  });
  const rest = restHandler({
    authentication: who,
    trustedProxies: config.trustedProxies,
    storeOf,
    clock,
    signUpAddress,
    spend,
    always200: config.restStatus200,
    logger,
  });
  let isStopping = false;
  const backlog = backlogOf(store, clock);
  const answering = tracing ? tracing.handler(graphql.handler) : graphql.handler;
  // Another worker may have moved time a moment ago.
  const inTime = (handler: Handler): Handler =>
    fellows && sandbox
      ? async (request) => {
          setOffset(await keptOffset(store));
          return handler(request);
        }
      : handler;
  const observers = [requestLog(logger), ...(metrics ? [metrics.request] : [])];
  const handlers = new Map<string, Handler>([
    ['/graphql', inTime(openTo(config.corsOrigins, answering))],
    [BASE, inTime(tracing ? tracing.handler(rest) : rest)],
    ['/livez', livez],
    ['/readyz', readyz({ store, backlog, isStopping: () => isStopping })],
  ]);
  if (config.graphiql) handlers.set('/', () => TO_GRAPHIQL);
  if (sandbox) handlers.set(SANDBOX_SIGN_UP_PATH, handlerOf(sandbox.signUp));
  const router = observed(routerTo(handlers, logger, config.production), observers);
  let keepsConnections = fellows !== null;
  const server = serverOf(router, { mostBytes: config.mostBytes, keepsConnections: () => keepsConnections });
  metrics?.lookUp({
    liveUpdates: live.count,
    walBytes: () => walBytesOf(config.databaseFile),
    netflix: backlog,
  });
  if (metrics) fellows?.tellFigures(metrics.figures);
  const scraped = metrics && !fellows ? scrapedServer(metrics.handler, logger, config) : null;

  const close = async () => {
    isStopping = true;
    live.close();
    // Whoever sends requests here sees it by then, and goes elsewhere.
    if (server.listening) {
      await sleep(config.stopDelay);
      const stopped = stopListening(server, config.stopDelay);
      await fellows?.mayBeLeft();
      keepsConnections = false;
      await stopped;
    }
    if (scraped) await stopListening(scraped, 0);
    await graphql.dispose();
    await exchange.close();
    await tracing?.close();
    store.close();
    await flushed(logger);
  };
  let closed: Promise<void> | undefined;

  return {
    fetch: fetchOf(router, config.mostBytes),
    listen: async () => {
      port = await begunToListen(server, config);
      if (scraped && config.metrics) await begunToListen(scraped, config.metrics, 'METRICS_');
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

async function refusePlayground(store: Store, { databaseFile }: Config): Promise<void> {
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

/** Waits until everything that was logged is written. */
async function flushed(logger: Logger): Promise<void> {
  await new Promise<void>((resolve) => logger.flush(() => resolve()));
}

// Figures are no reason to fail.
function walBytesOf(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
