import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import { MOST_RESPONSES, type ProvisioningErrorCode } from '../provisioning.ts';
import type { FailedResponse, ProvisioningResponse, ResponseOutcome } from '../rules/facts.ts';
import { takeResponses } from '../rules/response.ts';
import { providerBy, ProviderByInput } from './providers.ts';
import { RequestType } from './types.ts';

const ProvisioningResponseStatus = builder.enumType('ProvisioningResponseStatus', {
  description: 'What a provider has made of a request.',
  values: {
    ACCEPTED: { description: 'Done: the request becomes `COMPLETED`.' },
    REJECTED: {
      description: 'It could not or would not: the request becomes `REJECTED`, and nothing else changes.',
    },
  } satisfies Record<ProvisioningResponse['status'], object>,
});

const ProvisioningErrorCodeType = builder.enumType('ProvisioningErrorCode', {
  description:
    'Why one answer of a call failed; the first that applies, in this order. The others of the call are not affected.',
  values: {
    DUPLICATE_ITEM: { description: 'The same number stands earlier in this call, whatever became of it.' },
    PROVISIONING_REQUEST_NOT_FOUND: {
      description: 'The provider has no request with that number, or your operator has no such provider.',
    },
    ALREADY_ANSWERED: {
      description:
        'The request was answered, and not with the very same status, error code, error description and account number.',
    },
    NOT_APPLICABLE: {
      description:
        'An error code or description with `ACCEPTED`, or an account number with `REJECTED` or with another type than `BECOME_SUBSCRIBER`.',
    },
  } satisfies Record<ProvisioningErrorCode, object>,
});

const FailedProvisioningRequestType = builder
  .objectRef<FailedResponse>('FailedProvisioningRequest')
  .implement({
    description: 'An answer of the call that failed: nothing about the request has changed.',
    fields: (t) => ({
      number: t.exposeString('number', { description: 'The number, as the call gave it.' }),
      errorCode: t.expose('errorCode', {
        type: ProvisioningErrorCodeType,
        description: 'Why, for programs.',
      }),
      errorDescription: t.exposeString('errorDescription', {
        description: 'Why, in English, and what to do about it.',
      }),
    }),
  });

const ProvisioningResponseInput = builder.inputType('ProvisioningResponseInput', {
  description: 'The answer to one request.',
  fields: (t) => ({
    number: t.string({
      required: true,
      description: 'The number of the request, such as `P00000012`.',
      validate: { schema: check.identifier },
    }),
    status: t.field({
      type: ProvisioningResponseStatus,
      required: true,
      description: 'What became of it. An answer is final.',
    }),
    errorCode: t.string({
      description:
        "The provider's own code for why it rejected it: 1–128 characters, only with `REJECTED`. Null = none.",
      validate: { schema: check.identifier },
    }),
    errorDescription: t.string({
      description: 'Why it rejected it, for people: 1–1,000 characters, only with `REJECTED`. Null = none.',
      validate: { schema: check.note },
    }),
    accountNumber: t.string({
      description:
        'What the provider calls the subscriber from now on: 1–128 characters, only with an accepted `BECOME_SUBSCRIBER`. Null keeps what it said before, if anything.',
      validate: { schema: check.identifier },
    }),
  }),
});

const RespondToProvisioningRequestsInput = builder.inputType('RespondToProvisioningRequestsInput', {
  description: 'What a provider has made of its requests.',
  fields: (t) => ({
    provider: t.field({ type: ProviderByInput, required: true, description: 'Who answers.' }),
    responses: t.field({
      type: [ProvisioningResponseInput],
      required: true,
      description: `1–${MOST_RESPONSES} answers, each judged on its own, in this order.`,
      validate: check.holding(1, MOST_RESPONSES, 'responses'),
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const RespondToProvisioningRequestsPayload = builder
  .objectRef<ResponseOutcome>('RespondToProvisioningRequestsPayload')
  .implement({
    description: 'What became of the answers.',
    fields: (t) => ({
      provisioningRequests: t.expose('requests', {
        type: [RequestType],
        description:
          'The requests whose answers were taken, now or before, in the order of the call, as they now stand.',
      }),
      failedProvisioningRequests: t.expose('failed', {
        type: [FailedProvisioningRequestType],
        description: 'Those whose answers failed, in the order of the call. Empty when all went well.',
      }),
      replayed: replayed(t),
    }),
  });

builder.mutationField('respondToProvisioningRequests', (t) =>
  t.field({
    type: RespondToProvisioningRequestsPayload,
    description:
      'Reports what a provider has made of its requests, however old they are: they become `COMPLETED` or `REJECTED`, which is final, and leave its list of work. The very same answer again is a success that changes nothing. Scope: PROVISIONING.',
    extensions: { scope: 'PROVISIONING' satisfies Scope },
    args: {
      input: t.arg({
        type: RespondToProvisioningRequestsInput,
        required: true,
        description: 'Who answers, and what.',
      }),
    },
    resolve: async (_root, { input }, context, info) => {
      const responses = input.responses.map(given);
      const about = { provider: providerBy(input.provider), numbers: responses.map(({ number }) => number) };
      const outcome = await context.store.provisioning.respond(
        about,
        (facts) => takeResponses(responses, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { provisioningRequests: outcome.requests });
      return outcome;
    },
  }),
);

function given({
  number,
  status,
  errorCode,
  errorDescription,
  accountNumber,
}: typeof ProvisioningResponseInput.$inferInput): ProvisioningResponse {
  return {
    number,
    status,
    errorCode: errorCode ?? null,
    errorDescription: errorDescription ?? null,
    accountNumber: accountNumber ?? null,
  };
}
