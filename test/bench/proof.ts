import type { Contender } from './contenders.ts';
import { BENCH_KEY } from './credential.ts';
import { copyOf, databaseOf, remove } from './data/file.ts';
import { opened } from './data/reset.ts';
import { upToData } from './load/checks.ts';
import { connectionTo } from './load/connection.ts';
import { requestsOf, wording } from './load/requests.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { script } from './script.ts';
import { startServer } from './server.ts';
import type { StatementCount } from './statements.ts';
import { tablesOf, unstamped } from './tables.ts';

export interface Proof {
  readonly contender: Contender;
  /** For one call of each operation, the statements that know who is asking not counted. */
  readonly statements: Readonly<Record<Operation, StatementCount>>;
  /** Where it answers or leaves something else than the first contender; null when nowhere. */
  readonly difference: string | null;
}

/** A small database is enough to see what somebody leaves in it. */
const CHARGES = 10_000;

/**
 * Tells every contender to do the same, good and bad items and refused registrations among it, on a copy of the same database, and compares
 * what they answer and the tables that they leave behind.
 */
export async function prove(contenders: readonly Contender[], say: (text: string) => void): Promise<Proof[]> {
  const original = await databaseOf(CHARGES, say);
  say('Comparing what is left behind …');
  const proofs: Proof[] = [];
  let first: ReadonlyMap<string, string> | null = null;
  for (const contender of contenders) {
    const file = copyOf(original, `${contender}-proof`);
    const { statements, left } = await leave(contender, file, original);
    remove(file);
    const expected: ReadonlyMap<string, string> = (first ??= left);
    const [name] = [...expected].find(([key, value]) => left.get(key) !== value) ?? [];
    const difference =
      name === undefined
        ? null
        : `${name} differs from that of ${contenders[0] ?? ''}: ${firstDifference(expected.get(name) ?? '', left.get(name) ?? '')}`;
    proofs.push({ contender, statements, difference });
  }
  return proofs;
}

async function leave(contender: Contender, file: string, original: string) {
  const since = Date.now();
  const server = await startServer(contender, file, { countsStatements: true });
  const connection = await connectionTo(server.port, BENCH_KEY.key);
  const word = wording(contender !== 'bare');
  let registered = 0;
  const { variables } = requestsOf(original, () => registered++);
  const ask = async (operation: Operation, asked: ReturnType<typeof variables>) => {
    const { path, body } = word(operation, asked);
    const answer = await connection.post(path, body);
    return `${answer.status} ${unstamped(upToData(answer.body).toString(), since)}`;
  };

  const left = new Map<string, string>();
  const counted = new Map<Operation, StatementCount>();
  for (const operation of OPERATIONS) {
    await ask(operation, variables(operation, 0));
    await server.statements();
    await ask(operation, variables(operation, 1));
    counted.set(operation, await server.statements());
  }
  for (const { name, operation, asked } of script(original, variables))
    left.set(`The answer to "${name}"`, await ask(operation, asked));
  connection.close();
  await server.stop();
  const database = opened(file);
  for (const [table, rows] of tablesOf(database, since)) left.set(`The table ${table}`, rows);
  database.close();
  const none = { reads: 0, writes: 0, transactions: 0 };
  const of = (operation: Operation) => counted.get(operation) ?? none;
  return { left, statements: { Q1: of('Q1'), Q2: of('Q2'), Q3: of('Q3'), M1: of('M1'), M2: of('M2') } };
}

function firstDifference(expected: string, found: string): string {
  const at = Array.from(expected, (letter, index) => letter !== found[index]).indexOf(true);
  const part = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
  return `expected …${part(expected)}…, found …${part(found)}…`;
}
