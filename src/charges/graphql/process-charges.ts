import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import { MOST_SETTLED } from '../charge.ts';
import type { SettlementOutcome } from '../rules/facts.ts';
import { settleCharges } from '../rules/settlement.ts';

const ProcessChargesInput = builder.inputType('ProcessChargesInput', {
  description: 'How far to go.',
  fields: (t) => ({
    limit: t.int({
      description: 'Settle at most that many: 1 to 1,000. Null = 1,000.',
      validate: { schema: check.between(1, MOST_SETTLED) },
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const ProcessChargesPayload = builder.objectRef<SettlementOutcome>('ProcessChargesPayload').implement({
  description: 'How far this run came.',
  fields: (t) => ({
    processed: t.exposeInt('processed', { description: 'How many charges it settled.' }),
    remaining: t.exposeInt('remaining', {
      description: 'How many are due and not settled yet: run again until it is 0.',
    }),
    replayed: replayed(t),
  }),
});

builder.mutationField('processCharges', (t) =>
  t.field({
    type: ProcessChargesPayload,
    description:
      "Settles the charges of your operator that are due, in order of number: by your decision, or by the policy on silence where there is none. Whatever is declined cancels its subscription. For Netflix's side; run it regularly. Scope: NETFLIX.",
    extensions: { scope: 'NETFLIX' satisfies Scope },
    args: {
      input: t.arg({ type: ProcessChargesInput, description: 'How far to go. Null = 1,000 charges.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const outcome = await context.store.settleCharges(
        input?.limit ?? MOST_SETTLED,
        settleCharges,
        doing(context, input ?? {}, info),
      );
      remember(context.loaders, {});
      return outcome;
    },
  }),
);
