/** Where lines go in the end. */
interface Outlet {
  readonly write: (lines: string) => unknown;
  /** Calls back when everything is written. */
  readonly flush: (done?: (error?: Error) => void) => void;
  /** Returns when everything is written. */
  readonly flushSync: () => void;
}

/** When gathered lines are handed on. */
interface Gathering {
  /** Once there are so many characters of them. */
  readonly enough: number;
  /** So many milliseconds after the first. */
  readonly mostDelay: number;
}

/** What is still to be written when the program ends. */
const open = new Set<Pick<Outlet, 'flushSync'>>();

/** Gathers lines and hands them on together, at the latest when the program ends: to hand on a line takes longer than to word it. */
export function gathered(outlet: Outlet, { enough, mostDelay }: Gathering): Outlet {
  let lines: string[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  const handOn = () => {
    clearTimeout(timer);
    timer = undefined;
    if (lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    length = 0;
    outlet.write(text);
  };
  const gathering: Outlet = {
    write: (line) => {
      lines.push(line);
      length += line.length;
      if (length >= enough) handOn();
      else timer ??= setTimeout(handOn, mostDelay).unref();
    },
    flush: (done) => {
      handOn();
      outlet.flush(done);
    },
    flushSync: () => {
      handOn();
      outlet.flushSync();
    },
  };
  if (open.size === 0) process.once('exit', () => open.forEach((one) => one.flushSync()));
  open.add(gathering);
  return gathering;
}
