import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { dryRun, idempotencyKey, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import type { Instant } from '../../time.ts';
import { MOST_RECEIPTS, type ReceiptErrorCode } from '../charge.ts';
import { ChargeType } from './types.ts';
import { MOST_FUTURE, receiveCharges } from '../rules/receipt.ts';
import type { FailedReceipt, Receipt, ReceiptOutcome } from '../rules/facts.ts';

const ReceiptErrorCodeType = builder.enumType('ReceiptErrorCode', {
  description:
    'Why one charge was not received; nothing of it is stored, and it may be sent again later. The others of the call are not affected.',
  values: {
    DUPLICATE_ITEM: { description: 'The same Netflix charge identifier stands earlier in this call.' },
    CUSTOMER_NOT_FOUND: {
      description: 'Your operator has no customer with that Netflix customer identifier.',
    },
    NO_SUBSCRIPTION: {
      description:
        'The customer had not signed up when the charge was raised, as far as is known yet; the news of the sign-up may still be on its way.',
    },
    CURRENCY_NOT_CONFIGURED: {
      description:
        'ISO 4217 does not know the currency, or your operator had no exchange rate for it when the charge was raised.',
    },
    AMOUNT_NOT_REPRESENTABLE: {
      description:
        'The amount has more decimals than its currency, or is more than 2^53 − 1 minor units in its or the local currency.',
    },
    AMOUNT_NEGATIVE: { description: 'The amount is negative: credits and refunds are not billed here.' },
    CONFLICTING_CHARGE: {
      description: 'That Netflix charge identifier was received before, with other data.',
    },
  } satisfies Record<ReceiptErrorCode, object>,
});

const FailedReceiptType = builder.objectRef<FailedReceipt>('FailedReceipt').implement({
  description: 'A charge that was not received.',
  fields: (t) => ({
    netflixChargeIdentifier: t.exposeString('netflixChargeIdentifier', {
      description: "Netflix's own key for it, as the call gave it.",
    }),
    errorCode: t.expose('errorCode', { type: ReceiptErrorCodeType, description: 'Why, for programs.' }),
    errorDescription: t.exposeString('errorDescription', {
      description: 'Why, in English, and what to do about it.',
    }),
  }),
});

const ReceivedChargeInput = builder.inputType('ReceivedChargeInput', {
  description: 'A charge as Netflix delivers it.',
  fields: (t) => ({
    netflixChargeIdentifier: t.string({
      required: true,
      description:
        "Netflix's own key for it: 1–128 characters. The same key with the same data again is a success that changes nothing.",
      validate: { schema: check.identifier },
    }),
    netflixCustomerIdentifier: t.string({
      required: true,
      description:
        'The key by which Netflix knows the customer (the PAI, partner account identifier): 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: 'Units of the currency, with at most as many decimals as it has; 0 is a free month.',
    }),
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description:
        'The currency of the amount; your operator needs an exchange rate for it, unless it is the local one.',
    }),
    paidThroughDate: t.field({
      type: 'Date',
      required: true,
      description:
        'The last day of service that it pays for. A day before the one on which it was raised makes it a `BAD_REQUEST`, which cancels the subscription.',
    }),
    raisedOn: t.field({
      type: 'DateTime',
      required: true,
      description: 'When Netflix raised it: at most five minutes in the future.',
    }),
  }),
});

const ReceiveChargesInput = builder.inputType('ReceiveChargesInput', {
  description: 'Which charges to receive.',
  fields: (t) => ({
    charges: t.field({
      type: [ReceivedChargeInput],
      required: true,
      description: `1–${MOST_RECEIPTS} charges, each judged on its own, in this order.`,
      validate: check.holding(1, MOST_RECEIPTS, 'charges'),
    }),
    dryRun: dryRun(t, 'numbers and ids of new charges are placeholders that nothing accepts'),
    idempotencyKey: idempotencyKey(t),
  }),
});

const ReceiveChargesPayload = builder.objectRef<ReceiptOutcome>('ReceiveChargesPayload').implement({
  description: 'What became of the charges to receive.',
  fields: (t) => ({
    charges: t.expose('charges', {
      type: [ChargeType],
      description: 'Those that were received, now or before, in the order of the call, as they now stand.',
    }),
    failedReceipts: t.expose('failed', {
      type: [FailedReceiptType],
      description: 'Those that were not, in the order of the call. Empty when all went well.',
    }),
    replayed: replayed(t),
  }),
});

builder.mutationField('receiveCharges', (t) =>
  t.field({
    type: ReceiveChargesPayload,
    description:
      "Takes in charges that Netflix asks your operator to bill. Some are processed at once: paid through a day before they were raised (`BAD_REQUEST`: it cancels a paying customer for a mistake of Netflix's, so try `dryRun` first), or raised after a cancellation (`REJECTED`). The others wait for your decision, or first for a suspension to end. For Netflix's side. Scope: NETFLIX.",
    extensions: { scope: 'NETFLIX' satisfies Scope },
    args: { input: t.arg({ type: ReceiveChargesInput, required: true, description: 'Which charges.' }) },
    resolve: async (_root, { input }, context, info) => {
      refuseFuture(input.charges, context.now);
      const about = {
        netflixChargeIdentifiers: input.charges.map((charge) => charge.netflixChargeIdentifier),
        netflixCustomerIdentifiers: input.charges.map((charge) => charge.netflixCustomerIdentifier),
      };
      const outcome = await context.store.receiveCharges(
        about,
        (facts) => receiveCharges(input.charges, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { ...outcome, charges: [...outcome.rejected, ...outcome.charges] });
      return outcome;
    },
  }),
);

function refuseFuture(receipts: readonly Receipt[], now: Instant): void {
  const issues = receipts.flatMap(({ raisedOn }, index) =>
    raisedOn > now + MOST_FUTURE
      ? [
          {
            path: ['input', 'charges', index, 'raisedOn'],
            message: '`raisedOn` must be at most five minutes in the future.',
          },
        ]
      : [],
  );
  if (issues.length > 0) throw badUserInput(issues);
}
