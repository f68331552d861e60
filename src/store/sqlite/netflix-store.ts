import { belongsTo } from '../../ids.ts';
import { unchanged } from '../../ruling.ts';
import type { NetflixStore } from '../netflix-store.ts';
import type { Rows } from './rows.ts';
import type { Decide } from './transaction.ts';
import type { Write } from './writer.ts';

type Message = NonNullable<ReturnType<Rows['netflix']['message']>>;

/** One operator's exchange with Netflix. */
export function netflixStore(rows: Rows, operatorId: number, write: Write, decide: Decide): NetflixStore {
  const { netflix, subscriptions } = rows;

  const confirming =
    (then: (message: Message) => void): NetflixStore['told'] =>
    async (id, rule, doing) => {
      await decide(
        (facts) => {
          const message = netflix.message(operatorId, id);
          const [subscription] = message ? subscriptions.byId([message.subscriptionId]) : [];
          const token =
            message?.tokenHash == null ? null : subscriptions.token(operatorId, message.tokenHash);
          return {
            ...facts,
            found: message && subscription ? { message, subscription, token } : null,
          };
        },
        ({ found, ...facts }) => {
          // Another gateway was faster, or this one was before it was stopped.
          if (!found) return unchanged(null);
          const { message, ...about } = found;
          return rule({ ...facts, ...about, kind: message.kind });
        },
        doing,
        ({ found }) => {
          if (found) then(found.message);
        },
      );
    };

  return {
    hold: (holder, now, until) => write(() => netflix.hold(operatorId, holder, now, until)),
    letGo: (holder) => write(() => void netflix.letGo(operatorId, holder)),
    link: async () => netflix.link(operatorId),
    heard: (now, failure) => write(() => void netflix.heard(operatorId, now, failure)),

    due: async (now, limit) => netflix.due(operatorId, now, limit),
    postpone: (id, nextTryOn, reason) =>
      write(() => void netflix.postpone(operatorId, id, nextTryOn, reason)),
    told: confirming((message) => {
      netflix.remove(message.id);
      netflix.removeSuperseded(message);
    }),
    park: (id, { on, reason }, rule, doing) =>
      confirming(() => void netflix.park(id, on, reason))(id, rule, doing),

    moveOn: (cursor, refused) =>
      write(() => {
        if (refused) netflix.insertNews(operatorId, refused);
        netflix.moveOn(operatorId, cursor);
      }),
    refusedNews: async (query) => netflix.news(operatorId, query),
    countRefusedNews: async () => netflix.countNews(operatorId),
    settleNews: (id, refusal, along) =>
      write(() => {
        if (refusal) netflix.refuseNews(operatorId, id, refusal);
        else netflix.removeNews(operatorId, id);
        along?.();
      }),
    parkedMessages: async (query) => netflix.parked(operatorId, query),
    countParkedMessages: async () => netflix.countParked(operatorId),
    retryMessages: (ids, now, along) =>
      write(() => {
        const own = ids.filter((id) => belongsTo(operatorId, id));
        const retried = netflix.retry(operatorId, own, now);
        along?.(retried);
        return retried;
      }),
    backlog: async () => netflix.backlog(operatorId),
  };
}
