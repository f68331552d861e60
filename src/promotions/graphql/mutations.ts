import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { AdministrationProblemType } from '../../operators/graphql/types.ts';
import { remember } from '../../store/loaders.ts';
import { PromotionType } from './types.ts';
import { createPromotion, updatePromotion, type PromotionOutcome } from '../rules.ts';

const CreatePromotionInput = builder.inputType('CreatePromotionInput', {
  description: 'A new promotion.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'What registrations will name: 1–128 characters, unique, never changed.',
      validate: { schema: check.identifier },
    }),
    name: t.string({
      required: true,
      description: 'What people call it: 1–255 characters.',
      validate: { schema: check.name },
    }),
    description: t.string({
      description: 'What it offers: 1–1,000 characters. Null = none.',
      validate: { schema: check.note },
    }),
    effectiveFrom: t.field({
      type: 'DateTime',
      required: true,
      description: 'The first instant at which it can be taken.',
    }),
    expiresOn: t.field({
      type: 'DateTime',
      description:
        'From this instant on it cannot be taken any more; later than `effectiveFrom`. Null = open end.',
    }),
    dryRun: dryRun(t, 'the id is a placeholder that nothing accepts'),
    idempotencyKey: idempotencyKey(t),
  }),
});

const UpdatePromotionInput = builder.inputType('UpdatePromotionInput', {
  description: 'What shall change about a promotion. Whatever is left out stays as it is.',
  fields: (t) => ({
    code: t.string({ required: true, description: 'Which one.', validate: { schema: check.identifier } }),
    name: t.string({
      description: 'What people call it: 1–255 characters. Null keeps it.',
      validate: { schema: check.name },
    }),
    description: t.string({
      description: 'What it offers: 1–1,000 characters. Null clears it.',
      validate: { schema: check.note },
    }),
    effectiveFrom: t.field({
      type: 'DateTime',
      description: 'The first instant at which it can be taken. Null keeps it.',
    }),
    expiresOn: t.field({
      type: 'DateTime',
      description:
        'From this instant on it cannot be taken any more; later than `effectiveFrom`. Null makes the end open.',
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

/** Both payloads say the same. */
function payload(name: string, description: string) {
  return builder.objectRef<PromotionOutcome>(name).implement({
    description,
    fields: (t) => ({
      promotion: t.expose('promotion', {
        type: PromotionType,
        nullable: true,
        description: 'As it now stands. Null when the call was refused.',
      }),
      problems: problems(t, AdministrationProblemType),
      replayed: replayed(t),
    }),
  });
}

const CreatePromotionPayload = payload('CreatePromotionPayload', 'What became of a new promotion.');
const UpdatePromotionPayload = payload('UpdatePromotionPayload', 'What became of a changed promotion.');

builder.mutationFields((t) => ({
  createPromotion: t.field({
    type: CreatePromotionPayload,
    description:
      'Adds a promotion that customers can take at registration. A code that is in use is `ALREADY_EXISTS`. Scope: ADMIN.',
    extensions: { scope: 'ADMIN' satisfies Scope },
    args: { input: t.arg({ type: CreatePromotionInput, required: true, description: 'The promotion.' }) },
    resolve: async (_root, { input }, context, info) => {
      const creation = {
        ...input,
        description: input.description ?? null,
        expiresOn: input.expiresOn ?? null,
      };
      const outcome = await context.store.changePromotion(
        input.code,
        (facts) => createPromotion(creation, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { promotions: [outcome.promotion] });
      return outcome;
    },
  }),
  updatePromotion: t.field({
    type: UpdatePromotionPayload,
    description: 'Changes a promotion from now on; whoever took it keeps it. Scope: ADMIN.',
    extensions: { scope: 'ADMIN' satisfies Scope },
    args: {
      input: t.arg({
        type: UpdatePromotionInput,
        required: true,
        description: 'Which one, and what shall change.',
      }),
    },
    resolve: async (_root, { input }, context, info) => {
      const outcome = await context.store.changePromotion(
        input.code,
        (facts) => updatePromotion(input, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { promotions: [outcome.promotion] });
      return outcome;
    },
  }),
}));
