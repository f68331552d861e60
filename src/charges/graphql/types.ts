import { CustomerType } from '../../customers/graphql/types.ts';
import { builder } from '../../graphql/builder.ts';
import { numberOf } from '../../ids.ts';
import { MoneyType } from '../../money/graphql.ts';
import { referred } from '../../store/loaders.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import { decidableUntil, settledAs, type Charge, type ChargeStatus, type ChargeVerdict } from '../charge.ts';

export const ChargeStatusType = builder.enumType('ChargeStatus', {
  description:
    'What became of a charge. It starts as `PENDING` and gets one of the other four once; a final status never changes. Whatever is not approved ends the subscription.',
  values: {
    PENDING: { description: 'Not processed yet: you can still accept or decline it.' },
    APPROVED: { description: 'Bill the customer. You accepted it, or your policy on silence did.' },
    DECLINED: { description: 'Do not bill the customer: you declined it. The subscription is cancelled.' },
    BAD_REQUEST: {
      description:
        'Do not bill the customer: its data is erroneous, such as a paid-through date before the day it was raised. The subscription is cancelled.',
    },
    REJECTED: {
      description:
        'Do not bill the customer: its subscription was cancelled when the charge was raised, or while the charge waited for a suspension to end.',
    },
  } satisfies Record<ChargeStatus, object>,
});

export const ChargeVerdictType = builder.enumType('ChargeVerdict', {
  description: 'What you want to become of a charge.',
  values: {
    ACCEPTED: { description: 'It shall be approved.' },
    DECLINED: { description: 'It shall be declined, which ends the subscription.' },
  } satisfies Record<ChargeVerdict, object>,
});

const ChargeDecisionType = builder
  .objectRef<{ readonly verdict: ChargeVerdict; readonly decidedOn: number }>('ChargeDecision')
  .implement({
    description: 'What you decided about a charge. Until it is processed the last decision wins.',
    fields: (t) => ({
      verdict: t.expose('verdict', { type: ChargeVerdictType, description: 'What shall become of it.' }),
      decidedOn: t.expose('decidedOn', { type: 'DateTime', description: 'When you decided so.' }),
    }),
  });

/** A charge as operators see it. */
export const ChargeType = builder.objectRef<Charge>('Charge');

builder.node(ChargeType, {
  description:
    'An amount that Netflix asks you to bill to a customer for service up to a date. Status, decision and acknowledgement move independently.',
  extensions: { columns: 'charges' },
  id: { resolve: ({ id }) => String(id), parse: Number, extensions: { reads: [] } },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.charges.load(id))),
  fields: (t) => ({
    number: t.string({
      extensions: { reads: [] },
      description:
        'What people call it: `I` and at least 8 digits, such as `I00002706`. Unique within your operator, in order of receipt.',
      resolve: ({ id }) => numberOf('I', id),
    }),
    netflixChargeIdentifier: t.exposeString('netflixChargeIdentifier', {
      description: "Netflix's own key for it, unique within your operator.",
    }),
    customer: t.field({
      extensions: { reads: ['customerId'] },
      type: CustomerType,
      description: 'Whom it is to be billed to.',
      resolve: ({ customerId }, _args, { loaders }) => referred(loaders.customers, customerId),
    }),
    subscription: t.field({
      extensions: { reads: ['subscriptionId'] },
      type: NetflixSubscriptionType,
      description:
        'The subscription that it is for: the one that ran when Netflix raised the charge, else the latest one signed up by then.',
      resolve: ({ subscriptionId }, _args, { loaders }) => referred(loaders.subscriptions, subscriptionId),
    }),
    amount: t.field({
      extensions: { reads: ['amount', 'currency'] },
      type: MoneyType,
      description:
        'What Netflix asks for, in the currency of its choice. 0 is a free month, billable all the same.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    localAmount: t.field({
      extensions: { reads: ['localAmount', 'localCurrency'] },
      type: MoneyType,
      description:
        'The same in your local currency, by the rate in force when Netflix raised it, rounded half up. Fixed at receipt.',
      resolve: ({ localAmount, localCurrency }) => ({ amount: localAmount, currency: localCurrency }),
    }),
    paidThroughDate: t.expose('paidThroughDate', {
      type: 'Date',
      description: 'The last day of service that it pays for.',
    }),
    raisedOn: t.expose('raisedOn', { type: 'DateTime', description: 'When Netflix raised it.' }),
    receivedOn: t.expose('receivedOn', {
      type: 'DateTime',
      description: 'When the gateway received it; the decision window starts here.',
    }),
    status: t.expose('status', { type: ChargeStatusType, description: 'What became of it.' }),
    statusReason: t.exposeString('statusReason', {
      nullable: true,
      description: 'Why it has its final status, in English. Null while it is `PENDING`.',
    }),
    billable: t.boolean({
      extensions: { reads: [] },
      description:
        'Whether to bill the customer for it: true once it is `APPROVED`, false in any other status.',
      resolve: ({ status }) => status === 'APPROVED',
    }),
    decision: t.field({
      extensions: { reads: ['verdict', 'decidedOn'] },
      type: ChargeDecisionType,
      nullable: true,
      description:
        'What you decided about it. Null while you have not; one that was processed without a decision never has one.',
      resolve: ({ verdict, decidedOn }) =>
        verdict === null || decidedOn === null ? null : { verdict, decidedOn },
    }),
    decidableUntil: t.field({
      extensions: { reads: ['heldOn', 'onSilence', 'dueOn'] },
      type: 'DateTime',
      nullable: true,
      description:
        'Until then you can decide and change your mind; from then on it may be settled at any moment. Null once it is processed, while it waits for a suspension to end, and under the policy `WAIT`.',
      resolve: decidableUntil,
    }),
    referenceNumber: t.exposeString('referenceNumber', {
      nullable: true,
      description: 'Your own key for reconciliation, unique within your operator. Null when you gave none.',
    }),
    setAsApprovedOn: t.field({
      extensions: { reads: ['settledOn'] },
      type: 'DateTime',
      nullable: true,
      description: 'When it was processed as `APPROVED`. Null in any other status.',
      resolve: (charge) => settledAs('APPROVED', charge),
    }),
    setAsDeclinedOn: t.field({
      extensions: { reads: ['settledOn'] },
      type: 'DateTime',
      nullable: true,
      description: 'When it was processed as `DECLINED`. Null in any other status.',
      resolve: (charge) => settledAs('DECLINED', charge),
    }),
    setAsBadRequestOn: t.field({
      extensions: { reads: ['settledOn'] },
      type: 'DateTime',
      nullable: true,
      description: 'When it was processed as `BAD_REQUEST`. Null in any other status.',
      resolve: (charge) => settledAs('BAD_REQUEST', charge),
    }),
    setAsRejectedOn: t.field({
      extensions: { reads: ['settledOn'] },
      type: 'DateTime',
      nullable: true,
      description: 'When it was processed as `REJECTED`. Null in any other status.',
      resolve: (charge) => settledAs('REJECTED', charge),
    }),
    acknowledgedOn: t.expose('acknowledgedOn', {
      type: 'DateTime',
      nullable: true,
      description:
        'When you acknowledged that you have taken it over. Null while you have not; then it is on your list of work.',
    }),
  }),
});
