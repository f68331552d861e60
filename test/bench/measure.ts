import type { Contender } from './contenders.ts';
import { faultsOfBooks } from './data/books.ts';
import { copyOf, databaseOf, remove } from './data/file.ts';
import { opened, reset } from './data/reset.ts';
import type { Asking } from './load/asking.ts';
import type { RunResult } from './load/messages.ts';
import { QUERIES, type Operation } from './operations.ts';
import { summary, type Row, type Turn } from './rows.ts';
import { startServer, type Server } from './server.ts';

/** What to measure with one size of database. */
export interface Plan {
  readonly charges: number;
  readonly contenders: readonly Contender[];
  readonly operations: readonly Operation[];
  readonly inFlight: readonly number[];
  readonly rounds: number;
  /** How long one round lasts for one contender. */
  readonly seconds: number;
  readonly profileFolder?: string | undefined;
  readonly say: (text: string) => void;
}

/** What a contender needed besides time. */
export interface Footprint {
  readonly charges: number;
  readonly contender: Contender;
  /** Milliseconds from its start to its first answer. */
  readonly coldStart: number;
  /** Resident MiB with the first answer, at the end and at most; null where the system does not tell. */
  readonly memory: { readonly before: number; readonly after: number; readonly most: number } | null;
}

/** A small database has few charges to acknowledge: a round begins again at most that often. */
const MOST_BEGINNINGS = 100;

/** For how many rounds everyone is asked before it counts: V8 compiles what is asked for some ten thousand requests, and takes seconds of computing for it. */
export const WARM_UP = 6;

/** Measures all contenders side by side on copies of the same database: round after round, everyone has a turn in each. */
export async function measure(plan: Plan, asking: Asking): Promise<{ rows: Row[]; footprints: Footprint[] }> {
  const { charges, contenders, operations, say } = plan;
  const original = await databaseOf(charges, say);
  await asking.prepare(original);
  const servers: (Server & { readonly coldStart: number; readonly before: number })[] = [];
  const rows: Row[] = [];
  try {
    for (const contender of contenders) {
      const file = copyOf(original, `${contender}-${charges}`);
      const start = performance.now();
      const server = await startServer(contender, file, { profileFolder: plan.profileFolder });
      await asking.learn({ contender, port: server.port, operation: 'Q1', most: 1 });
      servers.push({ ...server, coldStart: performance.now() - start, before: server.memory()?.now ?? 0 });
    }
    for (const operation of operations)
      rows.push(...(await measureOne(operation, servers, original, plan, asking)));
    const footprints = servers.map(({ contender, coldStart, before, memory }) => {
      const used = memory();
      return { charges, contender, coldStart, memory: used && { before, after: used.now, most: used.most } };
    });
    return { rows, footprints };
  } finally {
    for (const { stop, file } of servers) {
      await stop();
      remove(file);
    }
  }
}

async function measureOne(
  operation: Operation,
  servers: readonly Server[],
  original: string,
  plan: Plan,
  asking: Asking,
): Promise<Row[]> {
  const { charges, inFlight: levels, rounds, seconds, say } = plan;
  const isQuery = QUERIES.includes(operation);
  const faults = isQuery ? await differences(operation, servers, asking) : new Map<Contender, string>();
  const turn = async (
    { contender, port, file, computed }: Server,
    inFlight: number,
    lasting = seconds,
  ): Promise<Turn> => {
    const runs: RunResult[] = [];
    let computing = 0;
    try {
      // Charges can be acknowledged once, so a round begins again with all of them as often as it takes.
      for (let left = lasting; left > 0.05 * lasting && runs.length < MOST_BEGINNINGS;) {
        if (!isQuery) reset(file, original);
        const before = computed();
        const run = await asking.run({ contender, port, operation, inFlight, seconds: left });
        computing += computed() - before;
        left -= run.milliseconds / 1000;
        runs.push(run);
      }
    } catch (error) {
      faults.set(contender, reasonOf(error));
    }
    return { runs, computing };
  };

  say(`${charges.toLocaleString('en')} charges: ${operation} …`);
  for (const server of servers) await turn(server, 16, WARM_UP * seconds);
  const rows: Row[] = [];
  for (const inFlight of levels) {
    const taken = new Map<Contender, Turn[]>(servers.map(({ contender }) => [contender, []]));
    for (let round = 0; round < rounds; round++) {
      for (const server of rotated(servers, round))
        taken.get(server.contender)?.push(await turn(server, inFlight));
    }
    for (const { contender } of servers) {
      const row = summary(taken.get(contender) ?? []);
      rows.push({ charges, operation, inFlight, contender, ...row, void: faults.get(contender) ?? row.void });
    }
  }
  if (!isQuery) {
    for (const { contender, file } of servers) {
      const copy = opened(file);
      const [fault] = faultsOfBooks(copy);
      copy.close();
      if (fault !== undefined) for (const row of rows) if (row.contender === contender) row.void ??= fault;
    }
  }
  return rows;
}

/** Whose data is not that of the first contender, and where. */
async function differences(
  operation: Operation,
  servers: readonly Server[],
  asking: Asking,
): Promise<Map<Contender, string>> {
  const found = new Map<Contender, string>();
  let first: readonly string[] | null = null;
  for (const { contender, port } of servers) {
    try {
      const { fingerprints } = await asking.learn({ contender, port, operation });
      const expected = (first ??= fingerprints);
      const n = fingerprints.findIndex((one, index) => one !== expected[index]);
      if (n >= 0)
        found.set(
          contender,
          `Its data of ${operation} number ${n} is not that of ${servers[0]?.contender ?? ''}.`,
        );
    } catch (error) {
      found.set(contender, reasonOf(error));
    }
  }
  return found;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
