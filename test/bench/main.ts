import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { installWhatIsMissing } from './contenders.ts';
import { startAsking } from './load/asking.ts';
import { measure, type Footprint } from './measure.ts';
import { QUERIES } from './operations.ts';
import { optionsOf } from './options.ts';
import { compareWires, table } from './old-wire.ts';
import { byCharges, byInFlight } from './plots.ts';
import { prove } from './proof.ts';
import { machine, printed } from './report.ts';
import type { Row } from './rows.ts';

const say = (text: string) => void process.stderr.write(`${text}\n`);
const {
  charges: given,
  contenders,
  only: operations,
  inFlight,
  rounds,
  seconds,
  profile,
  oldWire,
  json,
  svg,
} = optionsOf(process.argv.slice(2));
const sizes = [...given].sort((a, b) => a - b);
// Everything in flight is for the largest database; that a size costs nothing shows with one number.
const usual = inFlight.includes(16) ? [16] : inFlight.slice(0, 1);

await installWhatIsMissing(contenders, say);
const proofs = await prove(contenders, say);
const asking = startAsking();
const rows: Row[] = [];
const footprints: Footprint[] = [];
for (const charges of sizes) {
  const levels = charges === sizes.at(-1) ? inFlight : usual;
  const plan = {
    charges,
    contenders,
    operations,
    inFlight: levels,
    rounds,
    seconds,
    profileFolder: profile,
    say,
  };
  const measured = await measure(plan, asking);
  rows.push(...measured.rows);
  footprints.push(...measured.footprints);
}
asking.stop();

// Whoever leaves other rows than the rest was faster at something else.
for (const { contender, difference } of proofs) {
  for (const row of rows)
    if (row.contender === contender && !QUERIES.includes(row.operation)) row.void ??= difference;
}
const report = { machine: machine(), rounds, seconds, proofs, rows, footprints };
process.stdout.write(`${printed(report)}\n`);
if (oldWire) {
  const plan = { charges: sizes[0] ?? 10_000, inFlight: usual[0] ?? 16, rounds, seconds };
  process.stdout.write(`${table(await compareWires(plan, say))}\n`);
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
if (svg !== undefined) {
  mkdirSync(svg, { recursive: true });
  writeFileSync(join(svg, 'throughput-by-charges.svg'), byCharges(rows, usual[0] ?? 16));
  writeFileSync(join(svg, 'throughput-by-concurrency.svg'), byInFlight(rows, sizes.at(-1) ?? 0));
}
