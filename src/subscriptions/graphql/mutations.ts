import type { Scope } from '../../auth/credential.ts';
import { customerBy, CustomerByInput } from '../../customers/graphql/types.ts';
import { SubscriptionProblemType } from '../../customers/graphql/problems.ts';
import { builder } from '../../graphql/builder.ts';
import { doing, type Context, type Mutation } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import type { Ruling } from '../../ruling.ts';
import { remember } from '../../store/loaders.ts';
import type { CustomerBy } from '../../customers/customer.ts';
import { NetflixSubscriptionType } from './types.ts';
import { suspend, terminate, unsuspend } from '../rules/life-cycle.ts';
import type { SubscriptionFacts, SubscriptionOutcome } from '../rules/facts.ts';

/** The input of a verb that only needs to know whose subscription it is about. */
function input(verb: 'Suspend' | 'Unsuspend' | 'Terminate') {
  return builder.inputType(`${verb}SubscriptionInput`, {
    description: `Whose subscription to ${verb.toLowerCase()}.`,
    fields: (t) => ({
      by: t.field({
        type: CustomerByInput,
        required: true,
        description: 'Which customer. Its latest subscription is meant: the only one that may still run.',
      }),
      dryRun: dryRun(t),
      idempotencyKey: idempotencyKey(t),
    }),
  });
}

/** What each of these verbs answers. */
export function subscriptionPayload(name: string, description: string) {
  return builder.objectRef<Pick<SubscriptionOutcome, 'subscription' | 'problems'>>(name).implement({
    description,
    fields: (t) => ({
      subscription: t.expose('subscription', {
        type: NetflixSubscriptionType,
        nullable: true,
        description: 'As it now stands. Null when the call was refused.',
      }),
      problems: problems(t, SubscriptionProblemType),
      replayed: replayed(t),
    }),
  });
}

const SuspendInput = input('Suspend');
const UnsuspendInput = input('Unsuspend');
const TerminateInput = input('Terminate');
const SuspendPayload = subscriptionPayload('SuspendSubscriptionPayload', 'What became of the suspension.');
const UnsuspendPayload = subscriptionPayload(
  'UnsuspendSubscriptionPayload',
  'What became of the end of the suspension.',
);
const TerminatePayload = subscriptionPayload(
  'TerminateSubscriptionPayload',
  'What became of the termination.',
);

type Verb = (by: CustomerBy, facts: SubscriptionFacts) => Ruling<SubscriptionOutcome>;

async function change(
  verb: Verb,
  given: typeof SuspendInput.$inferInput,
  context: Context,
  mutation: Mutation,
): Promise<SubscriptionOutcome> {
  const by = customerBy(given.by);
  const outcome = await context.store.changeSubscription(
    by,
    (facts) => verb(by, facts),
    doing(context, given, mutation),
  );
  remember(context.loaders, { subscriptions: [outcome.subscription], charges: outcome.charges });
  return outcome;
}

builder.mutationFields((t) => ({
  suspendSubscription: t.field({
    type: SuspendPayload,
    description:
      "Suspends a customer's subscription: charges that Netflix raises meanwhile wait until it ends. Suspended already is a success. Scope: WRITE.",
    extensions: { scope: 'WRITE' satisfies Scope },
    args: { input: t.arg({ type: SuspendInput, required: true, description: 'Whose subscription.' }) },
    resolve: (_root, { input }, context, info) => change(suspend, input, context, info),
  }),
  unsuspendSubscription: t.field({
    type: UnsuspendPayload,
    description:
      "Ends the suspension of a customer's subscription and releases the charges that waited for it. Active already is a success. Scope: WRITE.",
    extensions: { scope: 'WRITE' satisfies Scope },
    args: { input: t.arg({ type: UnsuspendInput, required: true, description: 'Whose subscription.' }) },
    resolve: (_root, { input }, context, info) => change(unsuspend, input, context, info),
  }),
  terminateSubscription: t.field({
    type: TerminatePayload,
    description:
      "Cancels a customer's subscription for good, signed up or not; charges that waited for a suspension to end are rejected, charges raised before stay due. Cancelled already is a success. Scope: WRITE.",
    extensions: { scope: 'WRITE' satisfies Scope },
    args: { input: t.arg({ type: TerminateInput, required: true, description: 'Whose subscription.' }) },
    resolve: (_root, { input }, context, info) => change(terminate, input, context, info),
  }),
}));
