import { CustomerType } from '../customers/graphql/types.ts';
import { builder } from '../graphql/builder.ts';
import { MessageKindType } from '../netflix/graphql/exchange.ts';
import { PENDING_DAYS } from '../provisioning/provisioning.ts';
import { referred } from '../store/loaders.ts';
import { NetflixSubscriptionType } from '../subscriptions/graphql/types.ts';
import type { NetflixSubscription } from '../subscriptions/subscription.ts';
import { hintsOf, tokenHasExpired } from './hints.ts';
import type { PendingCharges, Standing, UntoldMessage, WaitingProvisioning } from './standing.ts';

/** Where a customer stands, with its latest subscription. */
interface Found {
  readonly subscription: NetflixSubscription | null;
  readonly standing: Standing;
}

const FunnelType = builder.objectRef<Found>('SignUpFunnel').implement({
  description:
    "How far a customer's latest subscription has come, step by step. The first step that is null is where it stopped.",
  fields: (t) => ({
    registeredOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When you registered it. Null when the customer was never registered.',
      resolve: ({ subscription }) => subscription?.registeredOn,
    }),
    tokenHandedOverOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When Netflix came to know its newest Netflix token. Null while it does not.',
      resolve: ({ standing }) => standing.tokenHandedOverOn,
    }),
    tokenExpiresOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The last instant at which that token is good. Null when there is none.',
      resolve: ({ standing }) => standing.tokenExpiresOn,
    }),
    tokenExpired: t.boolean({
      description: 'Whether it expired before the customer signed up: only a new registration helps.',
      resolve: ({ subscription, standing }, _args, { now }) => tokenHasExpired(subscription, standing, now),
    }),
    signedUpOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the customer signed up at Netflix. Null before that.',
      resolve: ({ subscription }) => subscription?.signedUpOn,
    }),
    firstChargeOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its first charge was received. Null before that.',
      resolve: ({ standing }) => standing.firstChargeOn,
    }),
    firstApprovalOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a charge of it was approved for the first time. Null before that.',
      resolve: ({ standing }) => standing.firstApprovalOn,
    }),
  }),
});

const UntoldType = builder.objectRef<UntoldMessage>('UntoldNetflixMessage').implement({
  description: 'Something about a customer that Netflix has not confirmed: on its way, or refused for good.',
  fields: (t) => ({
    kind: t.expose('kind', { type: MessageKindType, description: 'What Netflix is to be told.' }),
    subscription: t.field({
      type: NetflixSubscriptionType,
      description: 'What it is about.',
      resolve: ({ subscriptionId }, _args, { loaders }) => referred(loaders.subscriptions, subscriptionId),
    }),
    since: t.expose('since', { type: 'DateTime', description: 'When it happened, in domain time.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried in vain.' }),
    parkedOn: t.expose('parkedOn', {
      type: 'DateTime',
      nullable: true,
      description:
        'When Netflix refused it for good, by the wall clock: it waits for `retryNetflix`. Null while it is on its way.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'What went wrong the last time. Null when nothing did.',
    }),
  }),
});

const PendingChargesType = builder.objectRef<PendingCharges>('PendingCharges').implement({
  description:
    'The charges of a customer that are `PENDING`, counted. `Customer.charges(filter: { processing: NOT_PROCESSED })` lists them.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many.' }),
    undecided: t.exposeInt('undecided', { description: 'How many of them have no decision.' }),
    held: t.exposeInt('held', { description: 'How many of them wait for a suspension to end.' }),
    decidableUntil: t.expose('decidableUntil', {
      type: 'DateTime',
      nullable: true,
      description:
        'The earliest of their deadlines: from then on one may be settled at any moment. Null when none has a deadline.',
    }),
  }),
});

const ProvisioningType = builder.objectRef<WaitingProvisioning>('WaitingProvisioning').implement({
  description: 'The provisioning requests about a customer that no provider has answered, counted.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many.' }),
    oldestOn: t.expose('oldestOn', {
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest of them was created. Null when none waits.',
    }),
    unlisted: t.exposeInt('unlisted', {
      description: `How many of them are older than ${PENDING_DAYS} days and so have left their provider's list of work; they can still be answered.`,
    }),
  }),
});

const StandingType = builder.objectRef<Found>('CustomerStanding').implement({
  description: 'Why is this customer stuck? How far it came, and everything that it still waits for.',
  fields: (t) => ({
    hints: t.stringList({
      description:
        'What it waits for and what can be done about it, in English, for whoever has the customer on the phone. Empty when all is well. Programs had better look at the other fields.',
      resolve: ({ subscription, standing }, _args, { now }) => hintsOf(subscription, standing, now),
    }),
    subscription: t.field({
      type: NetflixSubscriptionType,
      nullable: true,
      description: "The customer's latest subscription. Null when it was never registered.",
      resolve: ({ subscription }) => subscription,
    }),
    signUpFunnel: t.field({
      type: FunnelType,
      description: 'How far that subscription has come.',
      resolve: (found) => found,
    }),
    untold: t.field({
      type: [UntoldType],
      description:
        'What Netflix has not confirmed of any of its subscriptions, oldest first, at most 50. Empty when Netflix knows everything.',
      resolve: ({ standing }) => standing.untold,
    }),
    pendingCharges: t.field({
      type: PendingChargesType,
      description: 'Its charges that are not processed.',
      resolve: ({ standing }) => standing.pendingCharges,
    }),
    provisioning: t.field({
      type: ProvisioningType,
      description: "What the operator's platforms have still to do about it.",
      resolve: ({ standing }) => standing.provisioning,
    }),
  }),
});

builder.objectField(CustomerType, 'standing', (t) =>
  t.field({
    extensions: { reads: [] },
    type: StandingType,
    description:
      'Why is this customer stuck? How far its latest subscription has come, what Netflix has not confirmed, which charges are pending, which provisioning waits.',
    resolve: async ({ id }, _args, { loaders }) => {
      const [subscription, standing] = await Promise.all([
        loaders.latestSubscriptions.load(id),
        referred(loaders.standings, id),
      ]);
      return { subscription, standing };
    },
  }),
);
