import type { Draw } from './draw.ts';

/** What a fuse does once it blows: one statement fails, or the gateway is dead, before that statement or right after a COMMIT. */
export type Manner = 'FAILS' | 'DIES' | 'DIES_AFTER_COMMIT';

/** Something that goes wrong between a gateway and its database at a statement that is chosen beforehand. */
export interface Fuse {
  /** Lets it blow at the n-th statement from now on, or at the next COMMIT. */
  readonly light: (manner: Manner, at: number | 'COMMIT') => void;
  /** Puts it out; tells what it has done. */
  readonly putOut: () => 'NOTHING' | 'FAILED' | 'DEAD';
  /** Told every statement before it runs; a throw keeps it from running. */
  readonly onStatement: (sql: string) => void;
}

/** A fuse that is not lit. */
export function fuse(): Fuse {
  let manner: Manner = 'FAILS';
  let left = Infinity;
  let awaitsCommit = false;
  let hasBlown = false;
  let isDead = false;

  const blow = () => {
    left = Infinity;
    awaitsCommit = false;
    hasBlown = true;
    isDead = manner !== 'FAILS';
    // The COMMIT itself goes through; the dead do nothing after it.
    if (manner !== 'DIES_AFTER_COMMIT') throw new Error('The simulation has cut the database off.');
  };
  return {
    light: (chosen, at) => {
      manner = chosen;
      hasBlown = false;
      if (at === 'COMMIT') awaitsCommit = true;
      else left = at;
    },
    putOut: () => {
      left = Infinity;
      awaitsCommit = false;
      if (!hasBlown) return 'NOTHING';
      return isDead ? 'DEAD' : 'FAILED';
    },
    onStatement: (sql) => {
      // Whoever dies leaves nothing half-done either: SQLite rolls back what nobody has committed.
      if (sql === 'ROLLBACK') return;
      if (isDead) throw new Error('The simulation has ended this gateway.');
      left -= 1;
      if (left === 0 || (awaitsCommit && sql === 'COMMIT')) blow();
    },
  };
}

/** Lights a fuse somewhere in what comes next. */
export function lightSomewhere(draw: Draw, { light }: Fuse, most: number): void {
  if (draw.chance(0.3)) light('DIES_AFTER_COMMIT', 'COMMIT');
  else light('DIES', draw.chance(0.3) ? 'COMMIT' : draw.between(1, most));
}
