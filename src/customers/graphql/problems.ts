import { builder } from '../../graphql/builder.ts';
import type { SubscriptionProblem, SubscriptionProblemCode } from '../problem.ts';

const SubscriptionProblemCodeType = builder.enumType('SubscriptionProblemCode', {
  description: 'Why a call about a customer or its subscription was refused.',
  values: {
    CUSTOMER_NOT_FOUND: { description: 'Your operator has no customer with that identifier.' },
    NO_SUBSCRIPTION: { description: 'The customer was never registered for Netflix.' },
    ALREADY_REGISTERED: {
      description: 'The customer has a subscription that is active or suspended; a customer has at most one.',
    },
    NOT_SIGNED_UP: {
      description:
        'The customer has not signed up at Netflix yet, so there is nothing to suspend or unsuspend.',
    },
    SUBSCRIPTION_CANCELLED: {
      description: 'The subscription was cancelled, which is final. Register the customer again.',
    },
    PROMOTION_NOT_FOUND: { description: 'Your operator has no promotion with that code.' },
    PROMOTION_NOT_IN_EFFECT: { description: 'The promotion cannot be taken yet, or not any more.' },
    TOKEN_UNKNOWN: {
      description:
        'Nobody was given that Netflix token, or it had been replaced by a newer one before the sign-up.',
    },
    TOKEN_EXPIRED: { description: 'The Netflix token had expired before the sign-up.' },
    SIGN_UP_NOT_POSSIBLE: {
      description:
        "The sign-up cannot have happened then: it lies in the future or before the end of the customer's previous subscription, or another token did it already.",
    },
    IDENTIFIER_TAKEN: {
      description: 'Another customer of your operator has that billing-system identifier.',
    },
  } satisfies Record<SubscriptionProblemCode, object>,
});

/** Why a call about a customer or its subscription was refused; part of every such payload. */
export const SubscriptionProblemType = builder
  .objectRef<SubscriptionProblem>('SubscriptionProblem')
  .implement({
    description:
      'One reason why a call about a customer or its subscription was refused. A refused call changes nothing.',
    fields: (t) => ({
      code: t.expose('code', { type: SubscriptionProblemCodeType, description: 'The reason, for programs.' }),
      message: t.exposeString('message', {
        description: 'The reason in English and what to do about it, for people.',
      }),
      path: t.exposeStringList('path', {
        description: 'The input field it is about, from `input` down, such as `["promotionCode"]`.',
      }),
    }),
  });
