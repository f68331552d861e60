import { CHARGE_ERRORS, MOST_ITEMS } from '../../charges/charge.ts';
import { acknowledgeCharges } from '../../charges/rules/acknowledgement.ts';
import { decideCharges } from '../../charges/rules/decision.ts';
import type { ChargeItem, DecisionFacts, DecisionOutcome, FailedCharge } from '../../charges/rules/facts.ts';
import { named } from '../../charges/rules/items.ts';
import type { Ruling } from '../../ruling.ts';
import { schemaOfFields, text, textOrNull, word, writer, type Fields } from '../fields.ts';
import { identifier, objectWith, setOf } from '../kinds.ts';
import { method, type Call } from '../method.ts';
import { mandatory, optional, type Kind } from '../parameters.ts';

const FAILED: Fields<FailedCharge> = {
  number: text('The number, as the call gave it.', ({ number }) => number),
  reference_number: textOrNull(
    'The reference, as the call gave it.',
    ({ referenceNumber }) => referenceNumber,
  ),
  error_code: word('Why, for programs.', CHARGE_ERRORS, ({ errorCode }) => errorCode),
  error_description: text('Why, and what to do about it.', ({ errorDescription }) => errorDescription),
};

const ITEM = objectWith({
  number: mandatory(identifier, 'The number of the charge.'),
  billing_system_customer_identifier: mandatory(identifier, 'The customer that the charge must belong to.'),
  reference_number: optional(identifier, 'Your own key for reconciliation, unique within your operator.'),
});
const item: Kind<ChargeItem> = {
  schema: ITEM.schema,
  read: (given, parameter) => {
    const { number, billing_system_customer_identifier, reference_number } = ITEM.read(given, parameter);
    return {
      number,
      billingSystemCustomerIdentifier: billing_system_customer_identifier,
      referenceNumber: reference_number,
    };
  },
};
const items = mandatory(setOf(item, 1, MOST_ITEMS), 'The charges, each judged on its own, in this order.');

type Verb = (items: readonly ChargeItem[], facts: DecisionFacts) => Ruling<DecisionOutcome>;

async function judge(verb: Verb, given: readonly ChargeItem[], { store, doing }: Call) {
  const { failed } = await store.decideCharges(named(given), (facts) => verb(given, facts), doing);
  return failed.length === 0 ? {} : { failed_charges_set: failed.map(writer(FAILED)) };
}

const shape = {
  verb: 'POST',
  data: {
    type: 'object',
    properties: {
      failed_charges_set: {
        type: 'array',
        items: schemaOfFields(FAILED),
        minItems: 1,
        description: 'Those that failed. Missing when all went well.',
      },
    },
    additionalProperties: false,
  },
} as const;

export const acceptSomeCharges = method('WRITE', {
  ...shape,
  path: 'netflix/charges/accept',
  summary: 'Decides that charges shall be billed',
  description: 'As long as they were not processed; the last decision counts.',
  parameters: { accepted_charges_set: items },
  cost: ({ accepted_charges_set: { length } }) => length,
  answer: ({ accepted_charges_set }, call) =>
    judge((given, facts) => decideCharges('ACCEPTED', given, facts), accepted_charges_set, call),
});

export const declineSomeCharges = method('WRITE', {
  ...shape,
  path: 'netflix/charges/decline',
  summary: 'Decides that charges shall not be billed',
  description: 'As long as they were not processed; once they are, their subscriptions are cancelled.',
  parameters: { declined_charges_set: items },
  cost: ({ declined_charges_set: { length } }) => length,
  answer: ({ declined_charges_set }, call) =>
    judge((given, facts) => decideCharges('DECLINED', given, facts), declined_charges_set, call),
});

export const acknowledgeSomeCharges = method('WRITE', {
  ...shape,
  path: 'netflix/charges/acknowledge',
  summary: 'Tells that processed charges were taken over',
  description: 'They are never listed again.',
  parameters: { acknowledged_charges_set: items },
  cost: ({ acknowledged_charges_set: { length } }) => length,
  answer: ({ acknowledged_charges_set }, call) => judge(acknowledgeCharges, acknowledged_charges_set, call),
});
