import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type Aggregator,
  type MetricObjectWithValues,
  type MetricValue,
} from 'prom-client';

import type { Answer, Handler } from '../http/request.ts';
import type { RequestObserver } from '../http/observed.ts';
import type { DatabaseWatch } from '../store/watch.ts';
import type { OpenMessages } from './backlog.ts';

/** What is looked up whenever somebody asks for the figures. */
export interface Sources {
  readonly liveUpdates: () => number;
  readonly walBytes: () => number;
  readonly netflix: () => Promise<OpenMessages>;
}

/** What one process has counted, as it is told to another. */
export type Figures = readonly MetricObjectWithValues<MetricValue<string>>[];

/** The figures of one process in the words of Prometheus. */
export interface Metrics {
  readonly request: RequestObserver;
  readonly database: DatabaseWatch;
  /** A round of the courier begins. */
  readonly courierRound: () => void;
  /** Says where the rest comes from, once that is there. */
  readonly lookUp: (sources: Sources) => void;
  readonly figures: () => Promise<Figures>;
  /** Answers whoever asks for the figures. */
  readonly handler: Handler;
}

/** How the figures of several processes that look into the same place become one: each has found the same. */
const SHARED = 'max';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const KINDS = ['query', 'mutation', 'subscription', 'rest'];

/** Begins to count. Every label has a closed list of values: a client cannot make the figures grow. `names` are the operations that are told apart. */
export function metricsOf(names: ReadonlySet<string>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'gateway_requests_total',
    help: 'Requests that were answered, by the kind of their operation, its name if that is a known one, and the class of the status.',
    labelNames: ['kind', 'operation', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_request_duration_seconds',
    help: 'From the headers of a request to the beginning of its answer.',
    labelNames: ['kind'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Answers with an error, by its code; RATE_LIMITED are those whose caller asked too much.',
    labelNames: ['code'],
    registers,
  });
  const statements = new Counter({
    name: 'gateway_database_statements_total',
    help: 'Statements that were run here; what readers run is not among them.',
    registers,
  });
  const transactions = new Histogram({
    name: 'gateway_database_transaction_seconds',
    help: 'Transactions that write, from BEGIN to COMMIT.',
    buckets: SECONDS,
    registers,
  });
  const writes = new Counter({
    name: 'gateway_database_writes_total',
    help: 'Writes that were committed; several share a transaction.',
    registers,
  });
  const busy = new Counter({
    name: 'gateway_database_busy_total',
    help: 'How often a write found the lock with somebody else, and tried again.',
    registers,
  });
  const rounds = new Counter({
    name: 'gateway_courier_rounds_total',
    help: 'Rounds that the courier began by its timer.',
    registers,
  });
  const gauge = (
    name: string,
    help: string,
    look: () => number | Promise<number>,
    aggregator: Aggregator = 'sum',
  ) =>
    new Gauge({
      name,
      help,
      aggregator,
      registers,
      async collect() {
        this.set(await look());
      },
    });
  let queued = () => 0;
  gauge('gateway_database_waiting_writes', 'Writes that wait for their transaction.', () => queued());

  return {
    request: ({ record }, { status }, milliseconds) => {
      const kind = record.operation && KINDS.includes(record.operation.kind) ? record.operation.kind : 'none';
      const name = record.operation?.name ?? 'none';
      // The old API has a closed list of methods.
      const operation = name === 'none' || kind === 'rest' || names.has(name) ? name : 'other';
      requests.inc({ kind, operation, status: `${Math.floor(status / 100)}xx` });
      durations.observe({ kind }, milliseconds / 1_000);
      // Codes are a closed list, see ErrorCode and REFUSALS.
      for (const code of record.codes) errors.inc({ code });
    },
    database: {
      statement: () => statements.inc(),
      transaction: (milliseconds, works) => {
        transactions.observe(milliseconds / 1_000);
        writes.inc(works);
      },
      busy: () => busy.inc(),
      queue: (length) => {
        queued = length;
      },
    },
    courierRound: () => rounds.inc(),
    lookUp: ({ liveUpdates, walBytes, netflix }) => {
      gauge('gateway_live_updates', 'Live updates that somebody follows.', liveUpdates);
      gauge('gateway_database_wal_bytes', 'Size of the write-ahead log.', walBytes, SHARED);
      gauge(
        'gateway_netflix_waiting_messages',
        'What Netflix has still to be told.',
        async () => (await netflix()).waiting,
        SHARED,
      );
      gauge(
        'gateway_netflix_oldest_waiting_seconds',
        'For how long the oldest of it has waited, in domain time; 0 when nothing waits.',
        async () => (await netflix()).oldestSeconds ?? 0,
        SHARED,
      );
      gauge(
        'gateway_netflix_unreachable_operators',
        'Operators for which Netflix does not answer; it is asked more and more seldom.',
        async () => (await netflix()).unreachable,
        SHARED,
      );
    },
    figures: () => registry.getMetricsAsJSON(),
    handler: async () => told(registry),
  };
}

/** Answers whoever asks for the figures of several processes, all of them together. */
export function handlerOfAll(figures: () => Promise<readonly Figures[]>): Handler {
  return async () => told(AggregatorRegistry.aggregate([...(await figures())]));
}

/** The figures of several processes as those of one. */
export function together(figures: readonly Figures[]): Figures {
  return AggregatorRegistry.aggregate([...figures]).getMetricsAsArray() as unknown as Figures; // each holds its values
}

/** Those that only ever grow. */
export function countedIn(figures: Figures): Figures {
  return figures.filter(({ type }) => ['counter', 'histogram'].includes(String(type)));
}

async function told(registry: Registry): Promise<Answer> {
  return {
    status: 200,
    headers: { 'content-type': registry.contentType },
    body: await registry.metrics(),
  };
}
