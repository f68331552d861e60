import Database from 'better-sqlite3';

import { pack, unpack, type Packed } from '../../packed.ts';
import { UnusableDatabase } from '../../store/sqlite/errors.ts';
import { writerOf, type Write } from '../../store/sqlite/writer.ts';
import type { Instant } from '../../time.ts';
import type { NewsItem, Reply } from '../port.ts';
import type { Delivery, Membership } from './membership.ts';

const VERSION = 2;

// A piece of news has no place before it is delivered; places count in the order of delivery, over all operators.
const TABLES = `
CREATE TABLE meta (epoch TEXT NOT NULL, owner TEXT NOT NULL, seed INTEGER NOT NULL);
CREATE TABLE memberships (
  operatorCode TEXT NOT NULL,
  subscriptionNumber TEXT NOT NULL,
  netflixCustomerIdentifier TEXT NOT NULL,
  currency TEXT NOT NULL,
  promotionCode TEXT,
  scenario TEXT,
  signedUpOn INTEGER,
  isSuspended INTEGER NOT NULL,
  endedOn INTEGER,
  months INTEGER NOT NULL,
  dueOn INTEGER,
  PRIMARY KEY (operatorCode, subscriptionNumber)
) WITHOUT ROWID;
CREATE INDEX memberships_due ON memberships (dueOn) WHERE dueOn IS NOT NULL;
CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  operatorCode TEXT NOT NULL,
  subscriptionNumber TEXT NOT NULL,
  expiresOn INTEGER NOT NULL,
  replacedOn INTEGER
) WITHOUT ROWID;
CREATE INDEX tokens_membership ON tokens (operatorCode, subscriptionNumber);
CREATE TABLE messages (
  operatorCode TEXT NOT NULL,
  number TEXT NOT NULL,
  tries INTEGER NOT NULL,
  reply TEXT,
  PRIMARY KEY (operatorCode, number)
) WITHOUT ROWID;
CREATE TABLE news (
  id INTEGER PRIMARY KEY,
  operatorCode TEXT NOT NULL,
  deliverOn INTEGER NOT NULL,
  place INTEGER UNIQUE,
  item TEXT NOT NULL
);
CREATE INDEX news_waiting ON news (deliverOn, id) WHERE place IS NULL;
CREATE INDEX news_delivered ON news (operatorCode, place) WHERE place IS NOT NULL;
`;

/** A token that the sandbox was handed, and which membership it is for. */
export interface Token {
  readonly operatorCode: string;
  readonly subscriptionNumber: string;
  readonly expiresOn: Instant;
  readonly replacedOn: Instant | null;
}

/** What came of a message so far; no reply while its tries were lost. */
interface Told {
  readonly tries: number;
  readonly reply: Reply | null;
}

/** The sandbox's memory. Whatever changes it is called inside `write`. */
export type Memory = ReturnType<typeof openMemory>;

/** What a memory is called. */
interface Label {
  /** Names a newly begun one, so that a cursor of another is known. */
  readonly epoch: string;
  /** Whom it is for: what it held for another is forgotten. */
  readonly owner: string;
  /** What its chance is drawn from. */
  readonly seed: number;
  /** Whether one that was begun earlier keeps the seed that it has. */
  readonly keepsSeed: boolean;
}

/** Opens or creates the sandbox's own file. Throws `UnusableDatabase`. */
export function openMemory(file: string, label: Label) {
  const connection = open(file, label);
  const write: Write = writerOf(connection);
  const membership = connection.prepare<[string, string], MembershipRow>(
    'SELECT * FROM memberships WHERE operatorCode = ? AND subscriptionNumber = ?',
  );
  const putMembership = connection.prepare<[MembershipRow]>(
    `INSERT OR REPLACE INTO memberships VALUES (@operatorCode, @subscriptionNumber, @netflixCustomerIdentifier, @currency, @promotionCode, @scenario,
      @signedUpOn, @isSuspended, @endedOn, @months, @dueOn)`,
  );
  // A bare placeholder after LIMIT would have the statement compiled at every call.
  const due = connection.prepare<[Instant, number], MembershipRow>(
    'SELECT * FROM memberships WHERE dueOn <= ? ORDER BY dueOn, operatorCode, subscriptionNumber LIMIT ? + 0',
  );
  const earliestDue = connection
    .prepare<[], Instant | null>('SELECT min(dueOn) FROM memberships WHERE dueOn IS NOT NULL')
    .pluck();
  const earliestWaiting = connection
    .prepare<[], Instant | null>('SELECT min(deliverOn) FROM news WHERE place IS NULL')
    .pluck();
  const token = connection.prepare<[string], Token>('SELECT * FROM tokens WHERE hash = ?');
  const replaceTokens = connection.prepare<[Instant, string, string]>(
    'UPDATE tokens SET replacedOn = ? WHERE operatorCode = ? AND subscriptionNumber = ? AND replacedOn IS NULL',
  );
  const putToken = connection.prepare<[string, string, string, Instant]>(
    'INSERT INTO tokens VALUES (?, ?, ?, ?, NULL)',
  );
  const told = connection.prepare<[string, string], { tries: number; reply: Packed<Reply> | null }>(
    'SELECT tries, reply FROM messages WHERE operatorCode = ? AND number = ?',
  );
  const putTold = connection.prepare<[string, string, number, Packed<Reply> | null]>(
    'INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?)',
  );
  const putNews = connection.prepare<[string, Instant, Packed<NewsItem>]>(
    'INSERT INTO news (operatorCode, deliverOn, item) VALUES (?, ?, ?)',
  );
  const lastPlace = connection.prepare<[], number>('SELECT coalesce(max(place), 0) FROM news').pluck();
  const waiting = connection
    .prepare<[Instant], number>(
      'SELECT id FROM news WHERE place IS NULL AND deliverOn <= ? ORDER BY deliverOn, id',
    )
    .pluck();
  const place = connection.prepare<[number, number]>('UPDATE news SET place = ? WHERE id = ?');
  const delivered = connection.prepare<[string, number, number], { place: number; item: Packed<NewsItem> }>(
    `SELECT place, item FROM news WHERE operatorCode = (? || '') AND place > ? ORDER BY place LIMIT ? + 0`,
  );

  return {
    write,
    epoch: connection.prepare<[], string>('SELECT epoch FROM meta').pluck().get() ?? label.epoch,
    seed: connection.prepare<[], number>('SELECT seed FROM meta').pluck().get() ?? label.seed,
    membership: (operatorCode: string, subscriptionNumber: string) =>
      membershipOf(membership.get(operatorCode, subscriptionNumber)),
    putMembership: (changed: Membership) => {
      putMembership.run({ ...changed, isSuspended: changed.isSuspended ? 1 : 0 });
    },
    /** Those of which something is due by then, the earliest first. */
    due: (until: Instant, limit: number) => due.all(until, limit).map((row) => membershipOf(row)),
    earliestDue: () => earliestDue.get() ?? Infinity,
    earliestWaiting: () => earliestWaiting.get() ?? Infinity,
    token: (hash: string) => token.get(hash) ?? null,
    /** Hands over a token; it takes the place of the membership's earlier ones. A token that is known stays as it is. */
    putToken: (hash: string, of: Membership, { at, expiresOn }: { at: Instant; expiresOn: Instant }) => {
      if (token.get(hash)) return;
      replaceTokens.run(at, of.operatorCode, of.subscriptionNumber);
      putToken.run(hash, of.operatorCode, of.subscriptionNumber, expiresOn);
    },
    told: (operatorCode: string, number: string): Told => {
      const row = told.get(operatorCode, number);
      return row ? { ...row, reply: row.reply && unpack(row.reply) } : { tries: 0, reply: null };
    },
    putTold: (operatorCode: string, number: string, { tries, reply }: Told) => {
      putTold.run(operatorCode, number, tries, reply && pack(reply));
    },
    putNews: (operatorCode: string, deliveries: readonly Delivery[]) => {
      for (const { deliverOn, item } of deliveries) putNews.run(operatorCode, deliverOn, pack(item));
    },
    /** Gives every piece of news its place that may be heard by then. */
    deliver: (until: Instant) => {
      let last = lastPlace.get() ?? 0;
      for (const id of waiting.all(until)) place.run((last += 1), id);
    },
    news: (operatorCode: string, after: number, limit: number) =>
      delivered.all(operatorCode, after, limit).map((row) => ({ place: row.place, item: unpack(row.item) })),
    close: () => {
      connection.close();
    },
  };
}

type MembershipRow = Omit<Membership, 'isSuspended'> & { readonly isSuspended: number };

function membershipOf(row: MembershipRow): Membership;
function membershipOf(row: MembershipRow | undefined): Membership | null;
function membershipOf(row: MembershipRow | undefined): Membership | null {
  return row ? { ...row, isSuspended: row.isSuspended === 1 } : null;
}

function open(file: string, label: Label): Database.Database {
  let connection: Database.Database | null = null;
  try {
    connection = new Database(file, { timeout: 10_000 });
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.transaction(setUp).immediate(connection, label);
    // From here on a lock is waited for asleep, see writer.ts.
    connection.pragma('busy_timeout = 5');
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof UnusableDatabase) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UnusableDatabase(`The sandbox cannot use its file ${file}: ${why}.`, { cause: error });
  }
}

// Looks inside the transaction: another process may have been first.
function setUp(connection: Database.Database, { epoch, owner, seed, keepsSeed }: Label): void {
  const version = connection.pragma('user_version', { simple: true });
  const tables = connection
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .pluck()
    .all();
  const isOurs = (version === VERSION || version === 1) && tables.includes('memberships');
  if (!isOurs && (version !== 0 || tables.length > 0)) {
    throw new UnusableDatabase(
      `${connection.name} is not a file of this version of the sandbox; give the sandbox a file of its own, or delete it: what it holds is only play.`,
    );
  }
  if (isOurs && connection.prepare('SELECT owner FROM meta').pluck().get() === owner) {
    // The seed of the first version was always 1, and nowhere written down.
    if (version === 1) connection.exec('ALTER TABLE meta ADD COLUMN seed INTEGER NOT NULL DEFAULT 1');
    if (!keepsSeed) connection.prepare('UPDATE meta SET seed = ?').run(seed);
    connection.pragma(`user_version = ${String(VERSION)}`);
    return;
  }
  for (const table of tables) connection.exec(`DROP TABLE ${table}`);
  connection.exec(TABLES);
  connection.prepare('INSERT INTO meta VALUES (?, ?, ?)').run(epoch, owner, seed);
  connection.pragma(`user_version = ${String(VERSION)}`);
}
