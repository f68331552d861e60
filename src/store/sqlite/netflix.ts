import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';

import type { FinalStatus } from '../../charges/charge.ts';
import { idOf, numberOf } from '../../ids.ts';
import type { Message, MessageKind, NewsItem } from '../../netflix/port.ts';
import type { Instant } from '../../time.ts';
import type { DueMessage, NetflixLink, ParkedMessage, RefusedNews } from '../netflix-store.ts';
import type { Page, PageQuery } from '../store.ts';
import { listsOf, type Condition } from './pages.ts';
import {
  columnsOf,
  eachOf,
  handwritten,
  insertInto,
  type Sqlite,
  statement,
  steady,
  steadyLimit,
  updateOf,
} from './statement.ts';
import {
  charges,
  customers,
  events,
  netflixLinks,
  netflixMessages,
  netflixNews,
  operators,
  promotions,
  signUpTokens,
  subscriptions,
} from './tables.ts';

type MessageRow = typeof netflixMessages.$inferSelect & { readonly kind: MessageKind };

/** Reading and writing what Netflix is still to be told, and how each operator's exchange with it stands. */
export function netflixRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const given = (name: string) => sql`${sql.placeholder(name)}`;
  const ofOperator = eq(netflixMessages.operatorId, steady('operatorId'));
  const byId = statement<MessageRow>(
    sqlite,
    drizzle
      .select(columnsOf(netflixMessages))
      .from(netflixMessages)
      .where(and(ofOperator, eq(netflixMessages.id, sql.placeholder('id')))),
  );
  // In order per subscription: nothing overtakes an earlier message that is still on its way.
  const isFirst = sql`NOT EXISTS (SELECT 1 FROM ${netflixMessages} AS f WHERE f.subscription_id = ${netflixMessages.subscriptionId} AND f.parked_on IS NULL AND f.id < ${netflixMessages.id})`;
  const due = statement<DueRow>(
    sqlite,
    drizzle
      .select({
        id: sql`${netflixMessages.id}`.as('id'),
        kind: sql`${netflixMessages.kind}`.as('kind'),
        attempts: sql`${netflixMessages.attempts}`.as('attempts'),
        subscriptionId: sql`${netflixMessages.subscriptionId}`.as('subscriptionId'),
        at: sql`${events.occurredOn}`.as('at'),
        netflixCustomerIdentifier: sql`${customers.netflixCustomerIdentifier}`.as(
          'netflixCustomerIdentifier',
        ),
        billingSystemCustomerIdentifier: sql`${customers.billingSystemCustomerIdentifier}`.as(
          'billingSystemCustomerIdentifier',
        ),
        currency: sql`${operators.localCurrency}`.as('currency'),
        promotionCode: sql`${promotions.code}`.as('promotionCode'),
        tokenHash: sql`${netflixMessages.tokenHash}`.as('tokenHash'),
        expiresOn: sql`${signUpTokens.expiresOn}`.as('expiresOn'),
        netflixChargeIdentifier: sql`${charges.netflixChargeIdentifier}`.as('netflixChargeIdentifier'),
        outcome: sql`${charges.status}`.as('outcome'),
      })
      .from(netflixMessages)
      .innerJoin(events, eq(events.id, netflixMessages.id))
      .innerJoin(subscriptions, eq(subscriptions.id, netflixMessages.subscriptionId))
      .innerJoin(customers, eq(customers.id, subscriptions.customerId))
      .innerJoin(operators, eq(operators.id, netflixMessages.operatorId))
      .leftJoin(signUpTokens, eq(signUpTokens.hash, netflixMessages.tokenHash))
      .leftJoin(promotions, eq(promotions.id, subscriptions.promotionId))
      .leftJoin(charges, eq(charges.id, events.chargeId))
      .where(
        and(
          ofOperator,
          isNull(netflixMessages.parkedOn),
          lte(netflixMessages.nextTryOn, sql.placeholder('now')),
          isFirst,
        ),
      )
      .orderBy(asc(netflixMessages.id))
      .limit(steadyLimit('limit')),
  );
  const insertMessage = insertInto(sqlite, netflixMessages);
  const postpone = handwritten(
    sqlite,
    sql`UPDATE ${netflixMessages} SET attempts = attempts + 1, next_try_on = ${given('nextTryOn')}, reason = ${given('reason')} WHERE ${ofOperator} AND id = ${given('id')}`,
  );
  const park = updateOf(sqlite, netflixMessages, ['parkedOn', 'reason']);
  const remove = handwritten(sqlite, sql`DELETE FROM ${netflixMessages} WHERE id = ${given('id')}`);
  const retry = handwritten<{ id: number }>(
    sqlite,
    sql`UPDATE ${netflixMessages} SET parked_on = NULL, attempts = 0, next_try_on = ${given('now')}
        WHERE ${ofOperator} AND parked_on IS NOT NULL AND id IN (SELECT value FROM ${eachOf('ids')}) RETURNING id`,
  );
  const removeSuperseded = handwritten(
    sqlite,
    sql`DELETE FROM ${netflixMessages} WHERE subscription_id = ${given('subscriptionId')} AND id < ${given('id')} AND parked_on IS NOT NULL AND kind <> 'TELL_OUTCOME'`,
  );
  const messageLists = listsOf<ParkedMessage>(sqlite, netflixMessages);
  const backlog = handwritten<{ waiting: number; oldest: number | null }>(
    sqlite,
    sql`SELECT w.waiting, e.occurred_on AS oldest
        FROM (SELECT count(*) AS waiting, min(id) AS first FROM ${netflixMessages} WHERE ${ofOperator} AND parked_on IS NULL) AS w
        LEFT JOIN ${events} AS e ON e.id = w.first`,
  );

  const newsOfOperator = eq(netflixNews.operatorId, steady('operatorId'));
  const insertNews = handwritten(
    sqlite,
    sql`INSERT INTO ${netflixNews} (id, operator_id, cursor, item, code, reason, parked_on)
        VALUES (1 + coalesce((SELECT max(id) FROM ${netflixNews} WHERE ${newsOfOperator}), ${given('none')}), ${given('operatorId')}, ${given('cursor')}, ${given('item')}, ${given('code')}, ${given('reason')}, ${given('parkedOn')})
        ON CONFLICT (operator_id, cursor) DO NOTHING`,
  );
  const newsLists = listsOf<Omit<RefusedNews, 'item'> & { item: string }>(sqlite, netflixNews);
  const removeNews = handwritten(
    sqlite,
    sql`DELETE FROM ${netflixNews} WHERE ${newsOfOperator} AND id = ${given('id')}`,
  );
  const refuseNews = handwritten(
    sqlite,
    sql`UPDATE ${netflixNews} SET code = ${given('code')}, reason = ${given('reason')} WHERE ${newsOfOperator} AND id = ${given('id')}`,
  );

  const link = statement<NetflixLink>(
    sqlite,
    drizzle
      .select(columnsOf(netflixLinks))
      .from(netflixLinks)
      .where(eq(netflixLinks.operatorId, steady('operatorId'))),
  );
  const hold = handwritten(
    sqlite,
    sql`INSERT INTO ${netflixLinks} (operator_id, holder, held_until) VALUES (${given('operatorId')}, ${given('holder')}, ${given('until')})
        ON CONFLICT (operator_id) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE holder IS NULL OR holder = excluded.holder OR held_until <= ${given('now')}`,
  );
  const letGo = handwritten(
    sqlite,
    sql`UPDATE ${netflixLinks} SET holder = NULL, held_until = 0 WHERE operator_id = ${given('operatorId')} AND holder = ${given('holder')}`,
  );
  const answered = handwritten(
    sqlite,
    sql`UPDATE ${netflixLinks} SET answered_on = ${given('now')}, failing_since = NULL, failure = NULL WHERE operator_id = ${given('operatorId')}`,
  );
  const failed = handwritten(
    sqlite,
    sql`UPDATE ${netflixLinks} SET failing_since = coalesce(failing_since, ${given('now')}), failure = ${given('failure')} WHERE operator_id = ${given('operatorId')}`,
  );
  const moveOn = handwritten(
    sqlite,
    sql`UPDATE ${netflixLinks} SET news_cursor = ${given('cursor')} WHERE operator_id = ${given('operatorId')}`,
  );

  return {
    message: (operatorId: number, id: number) => byId.get({ operatorId, id }) ?? null,
    due: (operatorId: number, now: Instant, limit: number) =>
      due.all({ operatorId, now, limit }).map(dueMessageOf),
    insertMessage: (
      operatorId: number,
      message: Pick<MessageRow, 'id' | 'subscriptionId' | 'kind' | 'tokenHash'>,
    ) =>
      insertMessage.run({ ...message, operatorId, attempts: 0, nextTryOn: 0, parkedOn: null, reason: null }),
    postpone: (operatorId: number, id: number, nextTryOn: Instant, reason: string) =>
      postpone.run({ operatorId, id, nextTryOn, reason }),
    park: (id: number, parkedOn: Instant, reason: string) => park.run({ id, parkedOn, reason }),
    remove: (id: number) => remove.run({ id }),
    /** What was parked before a message about the state of its subscription says what no longer holds. */
    removeSuperseded: ({ id, subscriptionId, kind }: MessageRow) => {
      if (kind !== 'TELL_OUTCOME') removeSuperseded.run({ id, subscriptionId });
    },
    retry: (operatorId: number, ids: readonly number[], now: Instant) =>
      retry.all({ operatorId, ids: JSON.stringify(ids), now }).map(({ id }) => id),
    parked: (operatorId: number, query: PageQuery) => messageLists.page(operatorId, query, PARKED),
    countParked: (operatorId: number) => messageLists.count(operatorId, PARKED),
    backlog: (operatorId: number) => {
      const found = backlog.get({ operatorId });
      return { waiting: found?.waiting ?? 0, oldestWaitingOn: found?.oldest ?? null };
    },

    insertNews: (operatorId: number, { item, ...refused }: Omit<RefusedNews, 'id'>) =>
      insertNews.run({ ...refused, item: JSON.stringify(item), operatorId, none: idOf(operatorId, 0) }),
    news: async (operatorId: number, query: PageQuery): Promise<Page<RefusedNews>> => {
      const { rows, more } = await newsLists.page(operatorId, query, []);
      return { rows: rows.map((row) => ({ ...row, item: JSON.parse(row.item) as NewsItem })), more }; // as insertNews wrote it
    },
    countNews: (operatorId: number) => newsLists.count(operatorId, []),
    removeNews: (operatorId: number, id: number) => removeNews.run({ operatorId, id }),
    refuseNews: (
      operatorId: number,
      id: number,
      refusal: { readonly code: string; readonly reason: string },
    ) => refuseNews.run({ operatorId, id, ...refusal }),

    link: (operatorId: number): NetflixLink => link.get({ operatorId }) ?? NEVER_LINKED,
    hold: (operatorId: number, holder: string, now: Instant, until: Instant) =>
      hold.run({ operatorId, holder, now, until }) === 1,
    letGo: (operatorId: number, holder: string) => letGo.run({ operatorId, holder }),
    heard: (operatorId: number, now: Instant, failure: string | null) =>
      failure === null ? answered.run({ operatorId, now }) : failed.run({ operatorId, now, failure }),
    moveOn: (operatorId: number, cursor: string) => moveOn.run({ operatorId, cursor }),
  };
}

const PARKED: readonly Condition[] = [{ name: 'parked', where: () => isNotNull(netflixMessages.parkedOn) }];

const NEVER_LINKED: NetflixLink = { newsCursor: null, answeredOn: null, failingSince: null, failure: null };

interface DueRow {
  readonly id: number;
  readonly kind: MessageKind;
  readonly attempts: number;
  readonly subscriptionId: number;
  readonly at: Instant;
  readonly netflixCustomerIdentifier: string;
  readonly billingSystemCustomerIdentifier: string;
  readonly currency: string;
  readonly promotionCode: string | null;
  readonly tokenHash: string | null;
  readonly expiresOn: Instant | null;
  readonly netflixChargeIdentifier: string | null;
  readonly outcome: FinalStatus | null;
}

function dueMessageOf(row: DueRow): DueMessage {
  const { id, attempts, billingSystemCustomerIdentifier } = row;
  return { id, attempts, billingSystemCustomerIdentifier, message: messageOf(row) };
}

function messageOf(row: DueRow): Message {
  const about = {
    // A restore takes events back, and their ids come again for others. With the instant no other message has a number that Netflix knows.
    number: `E${row.id}-${row.at.toString(36)}`,
    netflixCustomerIdentifier: row.netflixCustomerIdentifier,
    subscriptionNumber: numberOf('S', row.subscriptionId),
    at: row.at,
  };
  const { kind, tokenHash, expiresOn, netflixChargeIdentifier, outcome, currency, promotionCode } = row;
  if (kind === 'HAND_OVER_TOKEN' && tokenHash !== null && expiresOn !== null) {
    return { ...about, kind, tokenHash, expiresOn, currency, promotionCode, sandboxScenario: null };
  }
  if (kind === 'TELL_OUTCOME' && netflixChargeIdentifier !== null && outcome !== null) {
    return { ...about, kind, netflixChargeIdentifier, outcome };
  }
  if (kind === 'HAND_OVER_TOKEN' || kind === 'TELL_OUTCOME') {
    throw new Error(`Expected message ${about.number} to have what ${kind} tells, found it missing.`);
  }
  return { ...about, kind };
}
