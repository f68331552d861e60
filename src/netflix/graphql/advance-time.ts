import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { between } from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { idempotencyKey, replayed } from '../../graphql/mutation-fields.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import { AdministrationProblemType } from '../../operators/graphql/types.ts';
import type { Progress } from '../../store/store.ts';
import type { Instant } from '../../time.ts';
import { MOST_DAYS } from '../sandbox/time.ts';

const AdvanceTimeInput = builder.inputType('AdvanceTimeInput', {
  description: 'How far to move domain time.',
  fields: (t) => ({
    days: t.int({
      required: true,
      description: `1–${MOST_DAYS} days.`,
      validate: { schema: between(1, MOST_DAYS) },
    }),
    idempotencyKey: idempotencyKey(t),
  }),
});

interface Advanced {
  readonly now: Instant;
  readonly problems: readonly AdministrationProblem[];
}

const AdvanceTimePayload = builder.objectRef<Advanced>('AdvanceTimePayload').implement({
  description: 'What time it is now.',
  fields: (t) => ({
    now: t.expose('now', { type: 'DateTime', description: 'Domain time, after the call.' }),
    problems: t.expose('problems', {
      type: [AdministrationProblemType],
      description: '`NOT_ALLOWED` where Netflix is not played by the sandbox. Empty when time has moved.',
    }),
    replayed: replayed(t),
  }),
});

builder.mutationField('advanceTime', (t) =>
  t.field({
    type: AdvanceTimePayload,
    extensions: { scope: 'ADMIN' satisfies Scope },
    description:
      'Lets days pass, for trying months of billing in a minute: the sandbox raises what is due each day, charges are settled, tokens expire. Moves domain time alone, for every operator on this database, and never back; credentials live by the wall clock. Only where the sandbox plays Netflix, never in production. Scope: ADMIN.',
    args: {
      input: t.arg({ type: AdvanceTimeInput, required: true, description: 'How far to move domain time.' }),
    },
    resolve: (_root, { input }, context, info) =>
      context.store.doInSteps(
        async ({ before, keep }: Progress<number>): Promise<Advanced> => {
          const { advanceTime, now } = context;
          if (advanceTime !== null) {
            const passed = before ?? 0;
            const then = await advanceTime(input.days - passed, (more) => {
              keep(passed + more);
            });
            return { now: then, problems: [] };
          }
          const message =
            'Time moves only where the sandbox plays Netflix. Start the gateway with NETFLIX=sandbox.';
          return { now, problems: [{ code: 'NOT_ALLOWED', message, path: ['days'] }] };
        },
        doing(context, input, info),
      ),
  }),
);
