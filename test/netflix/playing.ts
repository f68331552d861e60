import { pino } from 'pino';
import { onTestFinished } from 'vitest';

import { courierOf, type CourierOptions } from '../../src/netflix/courier.ts';
import type { Message, MessageKind, Netflix, News, NewsItem, Reply } from '../../src/netflix/port.ts';
import { hashOfSecret } from '../../src/secrets.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import type { Instant } from '../../src/time.ts';
import { existing, telecom } from '../store/telecom.ts';

/** When these stories begin. */
export const START = Date.parse('2026-05-10T12:00:00Z');

export type Played = ReturnType<typeof playedNetflix>;

/** A Netflix that a test plays: it accepts everything until it is told otherwise, and says what it is given to say. */
export function playedNetflix() {
  const heard: Message[] = [];
  const news: News[] = [];
  const asked: (string | null)[] = [];
  let answer = (_message: Message): Reply => ({ accepted: true });
  let reach = (_operatorCode: string): unknown => undefined;
  const port: Netflix = {
    tell: async (operatorCode, message) => {
      await reach(operatorCode);
      heard.push(message);
      return answer(message);
    },
    news: async (operatorCode, after, limit) => {
      asked.push(after);
      await reach(operatorCode);
      const from = Number(after ?? 0);
      return news.slice(from, from + limit);
    },
    close: async () => undefined,
  };
  return {
    port,
    /** What it was told, in order; forgotten when asked. */
    heard: (): Message[] => heard.splice(0),
    /** Where it was asked for news. */
    asked,
    says: (...items: readonly NewsItem[]) => {
      for (const item of items) news.push({ cursor: String(news.length + 1), ...item });
    },
    /** How it answers from now on. */
    answers: (how: (message: Message) => Reply) => {
      answer = how;
    },
    /** What happens on the way to it from now on, by operator; a throw = it is not reached. */
    reachedBy: (way: (operatorCode: string) => unknown) => {
      reach = way;
    },
  };
}

/** A store with an operator that settles at once, a played Netflix, and a courier between them. */
export async function openPlay({ file = ':memory:' }: { readonly file?: string } = {}) {
  const time = { now: START };
  const clock = () => time.now;
  const openStore = (): Store => {
    const store = openSqliteStore({ file, clock, netflixIsTold: () => true, pragmas: ['synchronous = OFF'] });
    onTestFinished(() => {
      store.close();
    });
    return store;
  };
  const store = openStore();
  const netflix = playedNetflix();
  const cytel = await telecom(store, 'cytel');
  const courier = (given: Partial<CourierOptions> = {}) =>
    courierOf({
      store,
      netflix: netflix.port,
      isSandbox: false,
      clock,
      wallClock: clock,
      logger: pino({ level: 'silent' }),
      ...given,
    });
  const read = async (identifier: string) => {
    const customer = existing(await cytel.store.customer({ billingSystemCustomerIdentifier: identifier }));
    return { customer, subscription: existing((await cytel.store.latestSubscriptions([customer.id]))[0]) };
  };

  return {
    store,
    openStore,
    netflix,
    cytel,
    courier,
    clock,
    wait: (milliseconds: number): Instant => (time.now += milliseconds),
    /** Registers a customer; answers what Netflix will say when it signs up now. */
    registers: async (identifier: string) => {
      const { customer, token } = await cytel.registers(identifier);
      const { netflixCustomerIdentifier } = existing(customer);
      const signedUp = (): NewsItem => ({
        kind: 'SIGNED_UP',
        tokenHash: hashOfSecret(existing(token).value),
        signedUpOn: clock(),
        prices: [{ amount: '9.99', currency: 'EUR', effectiveFrom: '2026-05-10' }],
      });
      const charge = (n: number): NewsItem => ({
        kind: 'CHARGE',
        netflixChargeIdentifier: `nx-${identifier}-${String(n)}`,
        netflixCustomerIdentifier,
        amount: '9.99',
        currency: 'EUR',
        paidThroughDate: '2026-06-09',
        raisedOn: clock(),
      });
      return { netflixCustomerIdentifier, signedUp, charge };
    },
    customer: async (identifier: string) => (await read(identifier)).customer,
    subscription: async (identifier: string) => (await read(identifier)).subscription,
    /** The charges of the operator, oldest first. */
    charges: async () => (await cytel.store.chargePages({ of: 'operator' }, PAGE, {}))[0]?.rows ?? [],
    parked: async () => (await cytel.store.netflix.parkedMessages(PAGE)).rows,
    refused: async () => (await cytel.store.netflix.refusedNews(PAGE)).rows,
    /** How often something of this type has happened. */
    count: async (type: string) =>
      (await cytel.store.eventPage(PAGE)).rows.filter((event) => event.type === type).length,
  };
}

export const PAGE = { size: 1_000, after: null, before: null, fromEnd: false, newestFirst: false, offset: 0 };

export function kindsOf(messages: readonly Message[]): MessageKind[] {
  return messages.map(({ kind }) => kind);
}
