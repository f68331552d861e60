import { CONTENDERS, NAME, type Contender } from './contenders.ts';
import { MEANING, OPERATIONS, type Operation } from './operations.ts';
import type { Row } from './rows.ts';

/** How throughput goes with the size of the database, a panel for each operation, as SVG. */
export function byCharges(rows: readonly Row[], inFlight: number): string {
  return plot({
    title: 'Answers in a second by size of the database',
    about: `${inFlight} requests in flight, one core for the server; higher is better`,
    axis: 'charges in the database',
    rows: rows.filter((row) => row.inFlight === inFlight),
    x: ({ charges }) => charges,
  });
}

/** How throughput goes with the requests in flight, a panel for each operation, as SVG. */
export function byInFlight(rows: readonly Row[], charges: number): string {
  return plot({
    title: 'Answers in a second by requests in flight',
    about: `${charges.toLocaleString('en')} charges, one core for the server; higher is better`,
    axis: 'requests in flight',
    rows: rows.filter((row) => row.charges === charges),
    x: ({ inFlight }) => inFlight,
  });
}

interface Plot {
  readonly title: string;
  readonly about: string;
  readonly axis: string;
  readonly rows: readonly Row[];
  readonly x: (row: Row) => number;
}

const COLUMNS = 3;
const CELL = { width: 320, height: 260 };
const HEAD = 64;
/** The panel within its cell. */
const LEFT = 58;
const TOP = 64;
const INNER = { width: CELL.width - LEFT - 22, height: CELL.height - TOP - 44 };

// Each line has a pattern of its own besides its colour, for whoever sees no difference between colours and for print.
const LOOK: Record<Contender, { light: string; dark: string; dash: string; width: number }> = {
  gateway: { light: '#1d4ed8', dark: '#7aa7ff', dash: '', width: 3 },
  bare: { light: '#57606a', dark: '#a5adb8', dash: '2 4', width: 2 },
  mercurius: { light: '#b45309', dark: '#f0a04b', dash: '', width: 2 },
  'mercurius-dataloader': { light: '#b45309', dark: '#f0a04b', dash: '7 4', width: 2 },
  apollo: { light: '#9d174d', dark: '#f083b5', dash: '', width: 2 },
};

function plot({ title, about, axis, rows, x }: Plot): string {
  const good = rows.filter((row) => row.void === null);
  const operations = OPERATIONS.filter((operation) => good.some((row) => row.operation === operation));
  const contenders = CONTENDERS.filter((contender) => good.some((row) => row.contender === contender));
  const cells = operations.length + 1;
  const width = COLUMNS * CELL.width + 20;
  const height = HEAD + Math.ceil(cells / COLUMNS) * CELL.height + 10;
  const at = (index: number) =>
    `translate(${10 + (index % COLUMNS) * CELL.width} ${HEAD + Math.floor(index / COLUMNS) * CELL.height})`;
  const panels = operations.map((operation, index) =>
    group(
      at(index),
      panel(
        operation,
        good.filter((row) => row.operation === operation),
        x,
        axis,
      ),
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
${style(contenders)}
<rect class="paper" width="${width}" height="${height}" rx="8"/>
${text(24, 32, title, 'title')}
${text(24, 52, about, 'quiet')}
${panels.join('\n')}
${group(at(operations.length), legend(contenders))}
</svg>
`;
}

function style(contenders: readonly Contender[]): string {
  const lines = (shade: 'light' | 'dark') =>
    contenders
      .map(
        (contender) => `.${contender} { stroke: ${LOOK[contender][shade]}; fill: ${LOOK[contender][shade]} }`,
      )
      .join(' ');
  return `<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 } .title { font-size: 17px; font-weight: 600 } .name { font-weight: 600 }
.quiet { fill: #59636e } .paper { fill: #ffffff } .grid { stroke: #d8dee4 } path { fill: none !important }
${lines('light')}
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .quiet { fill: #9aa4af } .paper { fill: #14181d } .grid { stroke: #30363d }
${lines('dark')}
}
</style>`;
}

function panel(operation: Operation, rows: readonly Row[], x: (row: Row) => number, axis: string): string {
  const positions = [...new Set(rows.map(x))].sort((a, b) => a - b);
  const [first = 1] = positions;
  const last = positions.at(-1) ?? first;
  const most = niceCeiling(Math.max(...rows.map(({ throughput }) => throughput)));
  // Each step multiplies, so equal steps are equally wide.
  const across = (value: number) =>
    LEFT + (last === first ? 0.5 : Math.log(value / first) / Math.log(last / first)) * INNER.width;
  const up = (value: number) => TOP + INNER.height * (1 - value / most);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const y = up(part * most);
    const label = part % 0.5 === 0 ? text(LEFT - 8, y + 4, short(part * most), 'quiet', 'end') : '';
    return `<line class="grid" x1="${LEFT}" x2="${LEFT + INNER.width}" y1="${y}" y2="${y}"/>${label}`;
  });
  const ticks = positions.map((value) =>
    text(across(value), TOP + INNER.height + 18, short(value), 'quiet', 'middle'),
  );
  // The gateway last, so that it lies on top.
  const lines = [...CONTENDERS].reverse().map((contender) => {
    const points = rows.filter((row) => row.contender === contender).sort((a, b) => x(a) - x(b));
    return line(
      contender,
      points.map((row) => [across(x(row)), up(row.throughput)]),
    );
  });
  return [
    text(LEFT - 34, 20, operation, 'name'),
    ...wrapped(MEANING[operation]).map((part, index) => text(LEFT - 8, 20 + 15 * index, part, 'quiet')),
    ...grid,
    ...ticks,
    text(LEFT + INNER.width / 2, TOP + INNER.height + 35, axis, 'quiet', 'middle'),
    ...lines,
  ].join('\n');
}

function line(contender: Contender, points: readonly (readonly [number, number])[]): string {
  if (points.length === 0) return '';
  const { dash, width } = LOOK[contender];
  const path = points
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(' ');
  const dots = points.map(
    ([x, y]) => `<circle class="${contender}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${width + 0.5}"/>`,
  );
  return `<path class="${contender}" d="${path}" stroke-width="${width}" stroke-dasharray="${dash}" stroke-linejoin="round"/>${dots.join('')}`;
}

function legend(contenders: readonly Contender[]): string {
  return contenders
    .map((contender, index) => {
      const y = TOP + 20 + index * 24;
      return `${line(contender, [
        [LEFT - 20, y],
        [LEFT + 20, y],
      ])}\n${text(LEFT + 34, y + 4, NAME[contender], contender === 'gateway' ? 'name' : '')}`;
    })
    .join('\n');
}

function group(transform: string, content: string): string {
  return `<g transform="${transform}">\n${content}\n</g>`;
}

function text(x: number, y: number, content: string, className: string, anchor = 'start'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${className}" text-anchor="${anchor}">${content}</text>`;
}

/** In lines of at most so many letters. */
function wrapped(words: string, most = 42): string[] {
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (line.length > most) lines.push(word);
    else lines.splice(-1, 1, line);
  }
  return lines;
}

/** 1, 2, 4, 5 or 8 with zeros: a number of which half and a quarter are short too. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 5, 8].find((digit) => digit * power >= value) ?? 10);
}

function short(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000} M`;
  return value >= 1_000 ? `${value / 1_000} k` : String(value);
}
