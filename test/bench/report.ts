import { cpus } from 'node:os';

import { NAME, type Contender } from './contenders.ts';
import type { Footprint } from './measure.ts';
import { MEANING, type Operation } from './operations.ts';
import { isPinned } from './pinned.ts';
import type { Proof } from './proof.ts';
import type { Row } from './rows.ts';

export interface Report {
  readonly machine: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly proofs: readonly Proof[];
  readonly rows: readonly Row[];
  readonly footprints: readonly Footprint[];
}

const COMMIT_TOGETHER: readonly Contender[] = ['gateway', 'bare'];

/** The machine in one line. */
export function machine(): string {
  const [cpu] = cpus();
  const cores = isPinned
    ? 'one core for the server, another for whoever asks'
    : 'server and whoever asks share all cores';
  return `${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores; Node ${process.versions.node}; ${cores}`;
}

/** Everything that was measured, for people. */
export function printed(report: Report): string {
  const { rows, proofs, footprints, rounds, seconds } = report;
  const operations = [...new Set(rows.map(({ operation }) => operation))];
  const parts = [
    [
      report.machine,
      `Medians of ${rounds} rounds of ${seconds} s in which everyone has a turn; ± is half of how far they lie apart.`,
    ],
    operations.map((operation) => `${operation}  ${MEANING[operation]}`),
    ...blocks(rows).map((block) => tableOf(block)),
    rows.some(({ contender }) => !COMMIT_TOGETHER.includes(contender))
      ? [
          'Writes that arrive together share a commit in the gateway and the bare server; the others commit one by one.',
        ]
      : [],
    [
      'Statements for one call: reading + writing rows + around transactions',
      ...statementLines(proofs, operations),
    ],
    [
      'Memory (resident, with the first answer → at the end, at most) and cold start (to the first answer)',
      ...footprints.map(footprintLine),
    ],
    proofs.flatMap(({ contender, difference }) =>
      difference === null ? [] : [`VOID  ${NAME[contender]}: ${difference}`],
    ),
    rows.some(({ load }) => load > 0.9)
      ? ["Whoever asks was busy nearly all the time: the fastest rows may show its limit, not the server's."]
      : [],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Rows of one size and one number in flight. */
function blocks(rows: readonly Row[]): Row[][] {
  return [...Map.groupBy(rows, ({ charges, inFlight }) => `${charges} ${inFlight}`).values()];
}

function tableOf(rows: readonly Row[]): string[] {
  const [first] = rows;
  if (!first) return [];
  const gateway = new Map(
    rows.filter(({ contender }) => contender === 'gateway').map((row) => [row.operation, row]),
  );
  const isCompared = rows.some(({ contender }) => contender !== 'gateway') && gateway.size > 0;
  const lines = rows.map((row) => {
    const of = gateway.get(row.operation);
    const ratio =
      isCompared && of && of !== row && of.void === null
        ? `${(of.throughput / row.throughput).toFixed(2)} ×`
        : '';
    const figures = [
      count(row.throughput).padStart(9),
      `±${(50 * row.spread).toFixed(0)} %`.padStart(7),
      milliseconds(row.p50).padStart(10),
      milliseconds(row.p99).padStart(10),
      Number.isNaN(row.computing) ? '' : `${row.computing.toFixed(0)} µs`.padStart(9),
      ratio.padStart(10),
    ];
    return `${row.operation}  ${NAME[row.contender].padEnd(24)}${row.void === null ? figures.join('') : `void: ${row.void}`}`.trimEnd();
  });
  const heading = `${''.padEnd(28)}${'answers/s'.padStart(9)}${''.padStart(7)}${'p50'.padStart(10)}${'p99'.padStart(10)}${'computing'.padStart(10)}`;
  return [
    `${first.charges.toLocaleString('en')} charges, ${first.inFlight} in flight`,
    heading + (isCompared ? '  gateway is' : ''),
    ...lines,
  ];
}

function statementLines(proofs: readonly Proof[], operations: readonly Operation[]): string[] {
  return proofs.map(({ contender, statements }) => {
    const counts = operations.map((operation) => {
      const { reads, writes, transactions } = statements[operation];
      return `${operation} ${writes + transactions === 0 ? reads : `${reads} + ${writes} + ${transactions}`}`;
    });
    return `    ${NAME[contender].padEnd(24)}${counts.join('   ')}`;
  });
}

function footprintLine({ charges, contender, coldStart, memory }: Footprint): string {
  const used = memory === null ? 'unknown' : `${memory.before} → ${memory.after} MiB, at most ${memory.most}`;
  return `    ${NAME[contender].padEnd(24)}${used.padEnd(32)}${coldStart.toFixed(0)} ms   (${charges.toLocaleString('en')} charges)`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}
