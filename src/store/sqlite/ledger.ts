import Database from 'better-sqlite3';

import type { Charge } from '../../charges/charge.ts';
import type { Entry, Met, Remaining } from '../../charges/reconciliation.ts';
import { numberOf } from '../../ids.ts';
import type { Ledger } from '../ledger.ts';
import { attempted } from './errors.ts';

/** A ledger in a temporary database, which SQLite keeps on disk once it is large, and which is gone when it is closed. */
export function openLedger(): Ledger {
  const database = new Database('');
  // Nobody needs it after a crash: there is neither a journal nor a commit.
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.exec(`BEGIN; ${TABLE}`);
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, 0)');
  let sealed: ReturnType<typeof readingOf> | null = null;
  const reading = () => {
    if (sealed === null) throw new Error('Expected a sealed ledger, found one that is still filled.');
    return sealed;
  };

  return {
    add: (entries) => {
      attempted(() => {
        for (const { line, number, referenceNumber, amount, currency, status } of entries)
          insert.run(line, number, referenceNumber, amount, currency, status);
      });
    },
    seal: () => {
      attempted(() => database.exec(INDEXES));
      sealed = readingOf(database);
    },
    meet: (charges) => attempted(() => charges.map(reading().meet)),
    rest: (afterLine, limit) => attempted(() => reading().rest(afterLine, limit)),
    close: () => {
      database.close();
    },
  };
}

/** `met`: 0 = by no charge, 1 = it stands for a charge, 2 = it stands for one that an earlier entry stands for. */
const TABLE = `CREATE TABLE entries (
  line INTEGER PRIMARY KEY, number TEXT, reference TEXT, amount INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT,
  met INTEGER NOT NULL
)`;

// Made once everything is in, which takes less time than keeping them up to date.
const INDEXES = `
  CREATE INDEX entries_number ON entries (number) WHERE number IS NOT NULL;
  CREATE INDEX entries_reference ON entries (reference) WHERE reference IS NOT NULL;
  CREATE INDEX entries_lone_reference ON entries (reference) WHERE number IS NULL AND reference IS NOT NULL`;

const COLUMNS = 'line, number, reference AS referenceNumber, amount, currency, status';

interface RemainingRow extends Entry {
  readonly met: number;
  readonly firstLine: number;
  readonly firstLineOfReference: number | null;
}

function readingOf(database: Database.Database) {
  const byNumber = database.prepare<[string], Entry>(
    `SELECT ${COLUMNS} FROM entries WHERE number = ? ORDER BY line LIMIT 1`,
  );
  const byReference = database.prepare<[string], Entry>(
    `SELECT ${COLUMNS} FROM entries WHERE reference = ? AND number IS NULL ORDER BY line LIMIT 1`,
  );
  const mark = database.prepare<[met: number, line: number]>('UPDATE entries SET met = ? WHERE line = ?');
  const rest = database.prepare<{ afterLine: number; limit: number }, RemainingRow>(
    `SELECT * FROM (
       SELECT ${COLUMNS}, met,
         CASE WHEN number IS NULL
           THEN (SELECT f.line FROM entries AS f WHERE f.reference = e.reference AND f.number IS NULL ORDER BY f.line LIMIT 1)
           ELSE (SELECT f.line FROM entries AS f WHERE f.number = e.number ORDER BY f.line LIMIT 1)
         END AS firstLine,
         (SELECT f.line FROM entries AS f WHERE f.reference = e.reference AND e.met <> 2 ORDER BY f.line LIMIT 1) AS firstLineOfReference
       FROM entries AS e WHERE line > @afterLine
     ) WHERE met = 0 OR firstLine < line OR firstLineOfReference < line
     ORDER BY line LIMIT @limit`,
  );

  return {
    meet: ({ id, referenceNumber }: Charge): Met => {
      const found = [
        byNumber.get(numberOf('I', id)),
        referenceNumber === null ? undefined : byReference.get(referenceNumber),
      ].filter((entry) => entry !== undefined);
      const [entry = null, again = null] = found.toSorted((a, b) => a.line - b.line);
      if (entry) mark.run(1, entry.line);
      if (again) mark.run(2, again.line);
      return { entry, again };
    },
    rest: (afterLine: number, limit: number): Remaining[] =>
      rest.all({ afterLine, limit }).map(({ met, firstLine, firstLineOfReference, ...entry }) => ({
        entry,
        hasMet: met > 0,
        firstLine,
        firstLineOfReference,
      })),
  };
}
