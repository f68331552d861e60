import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing, type Context, type Mutation } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, replayed } from '../../graphql/mutation-fields.ts';
import type { Ruling } from '../../ruling.ts';
import { remember } from '../../store/loaders.ts';
import { acknowledgeCharges } from '../rules/acknowledgement.ts';
import { MOST_ITEMS, type ChargeErrorCode } from '../charge.ts';
import { decideCharges } from '../rules/decision.ts';
import { ChargeType } from './types.ts';
import { named } from '../rules/items.ts';
import type { ChargeItem, DecisionFacts, DecisionOutcome, FailedCharge } from '../rules/facts.ts';

const ChargeErrorCodeType = builder.enumType('ChargeErrorCode', {
  description:
    'Why one charge of a call failed; the first that applies, in this order. The others of the call are not affected.',
  values: {
    DUPLICATE_ITEM: { description: 'The same number stands earlier in this call, whatever became of it.' },
    CHARGE_NOT_FOUND: { description: 'Your operator has no charge with that number.' },
    CUSTOMER_MISMATCH: { description: 'The charge belongs to another customer.' },
    ALREADY_PROCESSED: {
      description:
        'On accepting and declining: the charge has its final status, and not by this very decision.',
    },
    NOT_PROCESSED: { description: 'On acknowledging: the charge is still `PENDING`.' },
    ALREADY_ACKNOWLEDGED: {
      description:
        'On acknowledging: the charge was acknowledged with another reference, or the reference is missing now.',
    },
    REFERENCE_NUMBER_DIFFERS: {
      description: 'On acknowledging: the charge has another reference, which is final.',
    },
    REFERENCE_NUMBER_TAKEN: {
      description: 'Another charge of your operator has that reference, or takes it earlier in this call.',
    },
  } satisfies Record<ChargeErrorCode, object>,
});

const FailedChargeType = builder.objectRef<FailedCharge>('FailedCharge').implement({
  description: 'A charge of the call that failed: nothing about it has changed.',
  fields: (t) => ({
    number: t.exposeString('number', { description: 'The number, as the call gave it.' }),
    referenceNumber: t.exposeString('referenceNumber', {
      nullable: true,
      description: 'The reference, as the call gave it. Null when it gave none.',
    }),
    errorCode: t.expose('errorCode', { type: ChargeErrorCodeType, description: 'Why, for programs.' }),
    errorDescription: t.exposeString('errorDescription', {
      description: 'Why, in English, and what to do about it.',
    }),
  }),
});

/** The three verbs say different things about the same shape. */
function itemInput(name: string, description: string, reference: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      number: t.string({
        required: true,
        description: 'The number of the charge, such as `I00002706`.',
        validate: { schema: check.identifier },
      }),
      billingSystemCustomerIdentifier: t.string({
        required: true,
        description: 'The key that your billing system has for the customer: the charge must belong to it.',
        validate: { schema: check.identifier },
      }),
      referenceNumber: t.string({ description: reference, validate: { schema: check.identifier } }),
    }),
  });
}

function batchInput(name: string, description: string, item: ReturnType<typeof itemInput>) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      charges: t.field({
        type: [item],
        required: true,
        description: `1–${MOST_ITEMS} charges, each judged on its own, in this order.`,
        validate: check.holding(1, MOST_ITEMS, 'charges'),
      }),
      dryRun: dryRun(t),
      idempotencyKey: idempotencyKey(t),
    }),
  });
}

function payload(name: string, description: string) {
  return builder.objectRef<DecisionOutcome>(name).implement({
    description,
    fields: (t) => ({
      charges: t.expose('charges', {
        type: [ChargeType],
        description: 'Those that succeeded, in the order of the call, as they now stand.',
      }),
      failedCharges: t.expose('failed', {
        type: [FailedChargeType],
        description: 'Those that failed, in the order of the call. Empty when all went well.',
      }),
      replayed: replayed(t),
    }),
  });
}

const replacing =
  'Your own key for reconciliation: 1–128 characters, unique within your operator. Replaces the one that the charge has; null keeps that one.';
const AcceptInput = batchInput(
  'AcceptChargesInput',
  'Which charges to accept.',
  itemInput('AcceptedChargeInput', 'A charge to accept.', replacing),
);
const DeclineInput = batchInput(
  'DeclineChargesInput',
  'Which charges to decline.',
  itemInput('DeclinedChargeInput', 'A charge to decline.', replacing),
);
const AcknowledgeInput = batchInput(
  'AcknowledgeChargesInput',
  'Which charges to acknowledge.',
  itemInput(
    'AcknowledgedChargeInput',
    'A charge to acknowledge.',
    'Your own key for reconciliation: 1–128 characters, unique within your operator. Must be the one that the charge has, if it has one. Null = the one it has, or none.',
  ),
);
const AcceptPayload = payload('AcceptChargesPayload', 'What became of the charges to accept.');
const DeclinePayload = payload('DeclineChargesPayload', 'What became of the charges to decline.');
const AcknowledgePayload = payload('AcknowledgeChargesPayload', 'What became of the charges to acknowledge.');

type Verb = (items: readonly ChargeItem[], facts: DecisionFacts) => Ruling<DecisionOutcome>;

async function judge(
  verb: Verb,
  input: typeof AcceptInput.$inferInput,
  context: Context,
  mutation: Mutation,
): Promise<DecisionOutcome> {
  const items = input.charges.map((item) => ({ ...item, referenceNumber: item.referenceNumber ?? null }));
  const outcome = await context.store.decideCharges(
    named(items),
    (facts) => verb(items, facts),
    doing(context, input, mutation),
  );
  remember(context.loaders, outcome);
  return outcome;
}

builder.mutationFields((t) => ({
  acceptCharges: t.field({
    type: AcceptPayload,
    description:
      'Decides that charges shall be billed, as long as they are `PENDING`; they become `APPROVED` when their window ends. Until then you can change your mind. Accepting again is a success. Scope: WRITE.',
    extensions: { scope: 'WRITE' satisfies Scope },
    args: { input: t.arg({ type: AcceptInput, required: true, description: 'Which charges.' }) },
    resolve: (_root, { input }, context, info) =>
      judge((items, facts) => decideCharges('ACCEPTED', items, facts), input, context, info),
  }),
  declineCharges: t.field({
    type: DeclinePayload,
    description:
      'Decides that charges shall not be billed, as long as they are `PENDING`; they become `DECLINED` when their window ends, which cancels their subscriptions. Until then you can change your mind. Declining again is a success. Scope: WRITE.',
    extensions: { scope: 'WRITE' satisfies Scope },
    args: { input: t.arg({ type: DeclineInput, required: true, description: 'Which charges.' }) },
    resolve: (_root, { input }, context, info) =>
      judge((items, facts) => decideCharges('DECLINED', items, facts), input, context, info),
  }),
  acknowledgeCharges: t.field({
    type: AcknowledgePayload,
    description:
      'Tells that you have taken processed charges over, whatever their status: they leave your list of work. Acknowledging again with the same reference is a success. Scope: WRITE.',
    extensions: { scope: 'WRITE' satisfies Scope },
    args: { input: t.arg({ type: AcknowledgeInput, required: true, description: 'Which charges.' }) },
    resolve: (_root, { input }, context, info) => judge(acknowledgeCharges, input, context, info),
  }),
}));
