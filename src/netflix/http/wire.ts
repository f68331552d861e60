import { z } from 'zod';

import { CHARGE_STATUSES, type FinalStatus } from '../../charges/charge.ts';
import { isDecimal } from '../../money/money.ts';
import { formatInstant, parseDate, parseInstant } from '../../time.ts';

// What goes over the wire, for both ends: `decode` reads it, `encode` writes it. What is not named here is ignored, so that more may be added.

/** News that one call may ask for. */
export const MOST_NEWS = 1000;

const instant = z
  .codec(z.string(), z.int(), {
    decode: (text, context) => {
      const read = parseInstant(text);
      if (read !== null) return read;
      context.issues.push({
        code: 'custom',
        input: text,
        message: 'expected an RFC 3339 date-time such as 2026-11-21T18:30:00.000Z',
      });
      return z.NEVER;
    },
    encode: formatInstant,
  })
  .meta({ format: 'date-time', description: 'RFC 3339 with `Z` or an offset; milliseconds count.' });

const date = z
  .string()
  .refine((text) => parseDate(text) !== null, 'expected a day such as 2026-11-21')
  .meta({ format: 'date' });

const amount = z
  .string()
  .refine(isDecimal, 'expected a decimal such as 9.99')
  .meta({ description: "Exact, in the currency's units, such as `9.99`." });

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ description: 'ISO 4217.' });

// Characters are code points, as everywhere in the gateway; Zod's own lengths count UTF-16 units.
const identifier = z
  .string()
  .regex(/^\P{Cc}{1,128}$/u, 'expected 1 to 128 characters, none of them a control character');
const tokenHash = identifier.meta({ description: 'SHA-256 of the sign-up token, base64url.' });
const pai = identifier.meta({ description: 'The PAI, by which Netflix knows the customer.' });

const about = {
  netflixCustomerIdentifier: pai,
  subscriptionNumber: identifier.meta({
    description: "The gateway's number of the subscription, such as `S00000001`.",
  }),
  at: instant.meta({ description: 'When it became so with the gateway.' }),
};

const FINAL_STATUSES = CHARGE_STATUSES.filter((status): status is FinalStatus => status !== 'PENDING');

const handOverToken = z
  .object({
    kind: z.literal('HAND_OVER_TOKEN'),
    ...about,
    tokenHash,
    expiresOn: instant.meta({ description: 'The last instant at which the token is good.' }),
    currency: currency.meta({ description: 'What the operator bills in, by ISO 4217.' }),
    promotionCode: z.string().nullable().meta({ description: 'The offer that the customer took.' }),
    sandboxScenario: z
      .string()
      .nullable()
      .meta({ description: 'How a sandbox shall behave; null towards the real Netflix.' }),
  })
  .meta({ description: 'A customer may sign up with a token. Earlier tokens of the subscription are void.' });

const tellState = z
  .object({ kind: z.enum(['SUSPEND', 'UNSUSPEND', 'TERMINATE']), ...about })
  .meta({ description: 'The operator suspended the subscription, resumed it, or it ended.' });

const tellOutcome = z
  .object({
    kind: z.literal('TELL_OUTCOME'),
    ...about,
    netflixChargeIdentifier: identifier,
    outcome: z.enum(FINAL_STATUSES),
  })
  .meta({ description: 'A charge was settled. One that was not approved ended the subscription.' });

/** The body of a message; its number is in the address. */
export const wireMessage = z
  .discriminatedUnion('kind', [handOverToken, tellState, tellOutcome])
  .meta({ id: 'Message' });

/** The answer to a message that was taken in. */
export const wireAcceptance = z.object({ accepted: z.literal(true) }).meta({ id: 'Acceptance' });

/** The answer to a message that is refused for good. */
export const wireRefusal = z
  .object({
    accepted: z.literal(false),
    reason: z.string().min(1).max(1000).meta({ description: 'Why, for people.' }),
  })
  .meta({ id: 'Refusal' });

const price = z.object({ amount, currency, effectiveFrom: date }).meta({ id: 'Price' });
const prices = z.array(price).readonly();
const cursor = z
  .string()
  .min(1)
  .max(256)
  .meta({ description: 'Asks for what is behind this piece of news.' });

const signedUp = z
  .object({ kind: z.literal('SIGNED_UP'), cursor, tokenHash, signedUpOn: instant, prices })
  .meta({ description: 'A customer signed up with a token.' });

const charge = z
  .object({
    kind: z.literal('CHARGE'),
    cursor,
    netflixChargeIdentifier: identifier.meta({ description: "Netflix's own key, unique per operator." }),
    netflixCustomerIdentifier: pai,
    amount,
    currency,
    paidThroughDate: date.meta({ description: 'The last day of service that it pays for.' }),
    raisedOn: instant,
  })
  .meta({ description: 'Netflix asks the operator to bill a customer. Delivering it again does no harm.' });

const newPrices = z
  .object({ kind: z.literal('PRICES'), cursor, netflixCustomerIdentifier: pai, prices })
  .meta({ description: 'What the plan costs from some day on.' });

const ended = z
  .object({ kind: z.literal('ENDED'), cursor, netflixCustomerIdentifier: pai, endedOn: instant })
  .meta({ description: 'Netflix ended the membership.' });

/** A page of news, oldest first. */
export const wireNews = z
  .object({
    news: z
      .array(z.discriminatedUnion('kind', [signedUp, charge, newPrices, ended]).meta({ id: 'News' }))
      .max(MOST_NEWS)
      .readonly(),
  })
  .meta({ id: 'NewsPage' });

/** Where a message is put. */
export function messagePath(operatorCode: string, number: string): string {
  return `/v1/operators/${encodeURIComponent(operatorCode)}/messages/${encodeURIComponent(number)}`;
}

/** Where news are fetched. */
export function newsPath(operatorCode: string, after: string | null, limit: number): string {
  const query = new URLSearchParams({ ...(after !== null && { after }), limit: String(limit) });
  return `/v1/operators/${encodeURIComponent(operatorCode)}/news?${query.toString()}`;
}
