import { BENCH_KEY } from '../credential.ts';
import { QUERIES } from '../operations.ts';
import { dataOf, endCursorOf, fingerprint, upToData } from './checks.ts';
import { connectionTo, type Answer } from './connection.ts';
import type { FromLoad, Learned, Run, RunResult, ToLearn, ToLoad } from './messages.ts';
import { requestsOf, wording, type Requests } from './requests.ts';

// The process that asks: a closed loop over keep-alive connections. It checks every answer, so what it counts was right.

let requests: Requests | null = null;
let registered = 0;
/** The right answers, byte for byte, by contender and query. */
const known = new Map<string, readonly Buffer[]>();

process.on('message', (message: ToLoad) => {
  answerTo(message).then(
    (answer) => process.send?.(answer),
    (error: unknown) =>
      process.send?.({ failure: error instanceof Error ? error.message : String(error) } satisfies FromLoad),
  );
});
process.on('disconnect', () => process.exit());

async function answerTo(message: ToLoad): Promise<FromLoad> {
  switch (message.task) {
    case 'prepare':
      known.clear();
      requests = requestsOf(message.file, () => registered++);
      return { isPrepared: true };
    case 'learn':
      return { learned: await learn(message) };
    case 'run':
      return { result: await run(message) };
  }
}

function prepared(): Requests {
  if (!requests) throw new Error('Expected to be told about the database first.');
  return requests;
}

/** Asks every different query once, one at a time: each answer must be right, and is then what every later one must be. */
async function learn({ port, contender, operation, most = Infinity }: ToLearn): Promise<Learned> {
  const { different, variables, endOfPage } = prepared();
  const word = wording(contender !== 'bare');
  const connection = await connectionTo(port, BENCH_KEY.key);
  const answers: Buffer[] = [];
  const fingerprints: string[] = [];
  for (let n = 0; n < Math.min(most, different[operation]); n++) {
    const asked = variables(operation, n);
    const { path, body } = word(operation, asked);
    const answer = await connection.post(path, body);
    const data = dataOf(operation, asked, answer);
    if (
      (operation === 'Q2' || operation === 'Q3') &&
      endCursorOf(operation, data) !== endOfPage(operation, n)
    ) {
      throw new Error(
        `The cursors of ${contender} are not those that the bench makes (cursorOf in operations.ts).`,
      );
    }
    answers.push(upToData(Buffer.from(answer.body)));
    fingerprints.push(fingerprint(data));
  }
  connection.close();
  known.set(`${contender} ${operation}`, answers);
  return { fingerprints };
}

/** Asks for so long, or until nothing is left to ask for; only what is answered while all are in flight counts. */
async function run({ port, contender, operation, inFlight, seconds }: Run): Promise<RunResult> {
  const { different, variables } = prepared();
  const word = wording(contender !== 'bare');
  const isQuery = QUERIES.includes(operation);
  const most = isQuery ? Infinity : different[operation];
  const expected = known.get(`${contender} ${operation}`) ?? [];
  const connections = await Promise.all(
    Array.from({ length: inFlight }, () => connectionTo(port, BENCH_KEY.key)),
  );

  const latencies: number[] = [];
  const ends: number[] = [];
  let wrong = 0;
  let sample: string | null = null;
  const check = (n: number, asked: ReturnType<typeof variables> | null, answer: Answer) => {
    try {
      if (asked) dataOf(operation, asked, answer);
      else if (answer.status !== 200 || expected[n]?.equals(upToData(answer.body)) !== true) {
        throw new Error(
          `Expected the same answer as before of ${operation}, found status ${answer.status} and ${answer.body.toString().slice(0, 300)}`,
        );
      }
    } catch (error) {
      wrong += 1;
      sample ??= error instanceof Error ? error.message : String(error);
    }
  };
  // What is asked again and again is worded once.
  const worded = isQuery
    ? Array.from({ length: different[operation] }, (_, n) => word(operation, variables(operation, n)))
    : [];

  let next = 0;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let end = begun + seconds * 1000;
  await Promise.all(
    connections.map(async (connection) => {
      for (;;) {
        const start = performance.now();
        if (start >= end || next >= most) {
          // From here on fewer are in flight, so what still comes is not counted.
          if (next >= most) end = Math.min(end, start);
          return;
        }
        const n = isQuery ? next++ % worded.length : next++;
        const asked = isQuery ? null : variables(operation, n);
        const { path, body } = worded[n] ?? word(operation, asked ?? {});
        const sent = performance.now();
        const answer = await connection.post(path, body);
        const now = performance.now();
        check(n, asked, answer);
        latencies.push(now - sent);
        ends.push(now);
      }
    }),
  );
  const used = process.cpuUsage(cpu);
  const elapsed = performance.now() - begun;
  for (const connection of connections) connection.close();
  return {
    answered: ends.filter((at) => at <= end).length,
    milliseconds: end - begun,
    latencies: Float64Array.from(latencies),
    load: (used.user + used.system) / 1000 / elapsed,
    wrong,
    sample,
  };
}
