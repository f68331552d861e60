import type { FinalStatus } from '../../src/charges/charge.ts';
import type { Message, MessageKind, Netflix, NewsItem } from '../../src/netflix/port.ts';
import type { Sandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { hashOfSecret } from '../../src/secrets.ts';
import { DAY, type Instant } from '../../src/time.ts';

/** When every story begins: on the last day of a long month, from which calendar months are hardest. */
export const START = Date.parse('2026-01-31T10:00:00.000Z');

export const OPERATOR = 'demo';

/** Domain time that a test moves. */
export interface Time {
  now: Instant;
}

/** What a test says of a message; the rest is as it usually is. */
interface Told {
  readonly number: string;
  readonly netflixCustomerIdentifier?: string;
  readonly subscriptionNumber?: string;
  readonly at?: Instant;
  readonly tokenHash?: string;
  readonly expiresOn?: Instant;
  readonly currency?: string;
  readonly promotionCode?: string | null;
  readonly sandboxScenario?: string | null;
  readonly netflixChargeIdentifier?: string;
  readonly outcome?: FinalStatus;
}

/** Something that Netflix is told of subscription S00000001. */
export function message(kind: MessageKind, told: Told): Message {
  const all = { netflixCustomerIdentifier: 'PAI-1', subscriptionNumber: 'S00000001', at: START, ...told };
  switch (kind) {
    case 'HAND_OVER_TOKEN':
      return {
        kind,
        tokenHash: hashOfSecret('token'),
        expiresOn: all.at + DAY,
        currency: 'EUR',
        promotionCode: null,
        sandboxScenario: null,
        ...all,
      };
    case 'TELL_OUTCOME':
      return { kind, netflixChargeIdentifier: 'NFX-1', outcome: 'APPROVED', ...all };
    default:
      return { kind, ...all };
  }
}

interface Joining {
  readonly n?: number;
  readonly operatorCode?: string;
  readonly at?: Instant;
  readonly currency?: string;
  readonly promotionCode?: string | null;
  readonly sandboxScenario?: string | null;
}

/** A customer who is registered with the sandbox and signs up at once. */
export async function joins(netflix: Netflix, sandbox: Sandbox, joining: Joining = {}) {
  const { n = 1, operatorCode = OPERATOR, at = START, ...told } = joining;
  const customer = {
    netflixCustomerIdentifier: `PAI-${operatorCode}-${String(n)}`,
    subscriptionNumber: `S${String(n).padStart(8, '0')}`,
  };
  const token = `token-${operatorCode}-${String(n)}`;
  const tokenHash = hashOfSecret(token);
  const number = `join-${String(n)}`;
  await eventually(() =>
    netflix.tell(operatorCode, message('HAND_OVER_TOKEN', { ...customer, number, at, tokenHash, ...told })),
  );
  await sandbox.signUp(token, at);
  return { ...customer, token, tokenHash };
}

/** Tells it again until somebody answers, as whoever calls Netflix has to. */
export async function eventually<T>(tell: () => Promise<T>, tries = 4): Promise<T> {
  try {
    return await tell();
  } catch (error) {
    if (tries === 1) throw error;
    return eventually(tell, tries - 1);
  }
}

/** All that there is to hear behind a cursor, fetched three at a time. */
export async function newsOf(
  netflix: Netflix,
  operatorCode = OPERATOR,
  after: string | null = null,
): Promise<NewsItem[]> {
  const page = await netflix.news(operatorCode, after, 3);
  const items = page.map(({ cursor: _, ...item }) => item);
  const last = page.at(-1);
  return last ? [...items, ...(await newsOf(netflix, operatorCode, last.cursor))] : items;
}

/** The charges among the news, in the order in which they arrived. */
export async function chargesOf(netflix: Netflix, operatorCode = OPERATOR) {
  const news = await newsOf(netflix, operatorCode);
  return news.flatMap((item) => (item.kind === 'CHARGE' ? [item] : []));
}
