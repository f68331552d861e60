import Database from 'better-sqlite3';

import type { Gateway } from '../../src/app.ts';
import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { SANDBOX_OWNER } from '../../src/netflix/sandbox/settings.ts';
import type { News } from './model.ts';

/** A membership as Netflix's side knows it. */
export interface Membership {
  readonly subscriptionNumber: string;
  readonly signedUpOn: number | null;
  readonly isSuspended: number;
  readonly endedOn: number | null;
}

/** What Netflix's side says for itself, read from the sandbox's own file: neither the gateway nor its courier has a hand in it. */
export interface NetflixSide {
  /** Lets everything be raised and delivered that is due by then, whether or not anybody asks for it. */
  readonly runUntil: (now: number) => Promise<void>;
  /** What there was to hear for an operator by then, behind a place. */
  readonly news: (operator: string, after: number, now: number) => { place: number; item: News }[];
  readonly memberships: (operator: string) => Membership[];
  /** Its last reply to each message, by the number of the event that it tells; null = it has given none. */
  readonly replies: (operator: string) => Map<number, { readonly accepted: boolean } | null>;
  readonly close: () => Promise<void>;
}

/** Opens the sandbox that plays Netflix for the gateway of a database, from the other side. */
export async function netflixSideOf(
  { store }: Gateway,
  database: string,
  clock: () => number,
): Promise<NetflixSide> {
  const file = `${database.replace(/\.sqlite$/, '')}.sandbox.sqlite`;
  const sandbox = openSandbox({ file, clock, owner: (await store.settingIfAny(SANDBOX_OWNER)) ?? '' });
  const connection = new Database(file, { readonly: true });
  const news = connection.prepare<[string, number, number], { place: number; item: string }>(
    'SELECT place, item FROM news WHERE operatorCode = ? AND place > ? AND deliverOn <= ? ORDER BY place',
  );
  const memberships = connection.prepare<[string], Membership>(
    'SELECT subscriptionNumber, signedUpOn, isSuspended, endedOn FROM memberships WHERE operatorCode = ?',
  );
  const replies = connection.prepare<[string], { number: string; reply: string | null }>(
    'SELECT number, reply FROM messages WHERE operatorCode = ?',
  );
  return {
    runUntil: sandbox.runUntil,
    news: (operator, after, now) =>
      news.all(operator, after, now).map(({ place, item }) => ({ place, item: JSON.parse(item) as News })), // as the sandbox wrote it
    memberships: (operator) => memberships.all(operator),
    replies: (operator) =>
      new Map(
        replies.all(operator).map(({ number, reply }) => [
          // The id of the event, and behind it when that was.
          Number(/^E(\d+)-/.exec(number)?.[1]),
          reply === null ? null : (JSON.parse(reply) as { accepted: boolean }), // as the sandbox wrote it
        ]),
      ),
    close: async () => {
      connection.close();
      await sandbox.close();
    },
  };
}
