import { MOST_RESPONSES, PROVISIONING_ERRORS } from '../../provisioning/provisioning.ts';
import type { FailedResponse, ProvisioningResponse } from '../../provisioning/rules/facts.ts';
import { takeResponses } from '../../provisioning/rules/response.ts';
import { schemaOfFields, text, word, writer, type Fields } from '../fields.ts';
import { identifier, note, objectWith, setOf, wordOf } from '../kinds.ts';
import { method } from '../method.ts';
import { mandatory, optional, type Kind } from '../parameters.ts';
import { providerInBody } from '../providers.ts';

const FAILED: Fields<FailedResponse> = {
  number: text('The number, as the call gave it.', ({ number }) => number),
  error_code: word('Why, for programs.', PROVISIONING_ERRORS, ({ errorCode }) => errorCode),
  error_description: text('Why, and what to do about it.', ({ errorDescription }) => errorDescription),
};

const RESPONSE = objectWith({
  number: mandatory(identifier, 'The number of the request.'),
  response_status: mandatory(wordOf(['ACCEPTED', 'REJECTED']), 'What became of it. An answer is final.'),
  error_code: optional(identifier, "The provider's own code, only with REJECTED."),
  error_description: optional(note, 'Why it was rejected, only with REJECTED.'),
  account_number: optional(
    identifier,
    'What the provider calls the subscriber, only with an accepted BECOME_SUBSCRIBER.',
  ),
});
const response: Kind<ProvisioningResponse> = {
  schema: RESPONSE.schema,
  read: (given, parameter) => {
    const parts = RESPONSE.read(given, parameter);
    return {
      number: parts.number,
      status: parts.response_status,
      errorCode: parts.error_code,
      errorDescription: parts.error_description,
      accountNumber: parts.account_number,
    };
  },
};

export const sendResponse = method('PROVISIONING', {
  verb: 'POST',
  path: 'provisioning/generic_provisioning_requests/send_response',
  summary: 'Reports what a provider made of its requests',
  description: 'However old they are. The very same answer again is a success that changes nothing.',
  parameters: {
    provisioning_provider_identifier: mandatory(providerInBody, 'Who answers.'),
    responses_set: mandatory(
      setOf(response, 1, MOST_RESPONSES),
      'The answers, each judged on its own, in this order.',
    ),
  },
  data: {
    type: 'object',
    properties: {
      failed_provisioning_requests_set: {
        type: 'array',
        items: schemaOfFields(FAILED),
        minItems: 1,
        description: 'Those that failed. Missing when all went well.',
      },
    },
    additionalProperties: false,
  },
  cost: ({ responses_set: { length } }) => length,
  answer: async ({ provisioning_provider_identifier: provider, responses_set }, { store, doing }) => {
    const about = { provider, numbers: responses_set.map(({ number }) => number) };
    const { failed } = await store.provisioning.respond(
      about,
      (facts) => takeResponses(responses_set, facts),
      doing,
    );
    return failed.length === 0 ? {} : { failed_provisioning_requests_set: failed.map(writer(FAILED)) };
  },
});
