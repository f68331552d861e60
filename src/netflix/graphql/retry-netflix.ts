import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { holding } from '../../graphql/checks.ts';
import { doing, type Context } from '../../graphql/context.ts';
import { idempotencyKey, replayed } from '../../graphql/mutation-fields.ts';
import { decodeGlobalId, encodeGlobalId } from '../../ids.ts';
import { AdministrationProblemType } from '../../operators/graphql/types.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import type { Progress } from '../../store/store.ts';
import { retryNews } from '../intake.ts';
import { PARKED, REFUSED } from './exchange.ts';

const RetryNetflixInput = builder.inputType('RetryNetflixInput', {
  description: 'What to try once more.',
  fields: (t) => ({
    ids: t.idList({
      required: true,
      description: '1–50 ids of parked messages and refused news.',
      validate: holding(1, 50, 'ids'),
    }),
    idempotencyKey: idempotencyKey(t),
  }),
});

interface Retried {
  readonly retried: number;
  readonly problems: readonly AdministrationProblem[];
}

const RetryNetflixPayload = builder.objectRef<Retried>('RetryNetflixPayload').implement({
  description: 'What became of a retry.',
  fields: (t) => ({
    retried: t.exposeInt('retried', {
      description:
        'How many were tried once more: messages are on their way again, news was taken in or refused again.',
    }),
    problems: t.expose('problems', {
      type: [AdministrationProblemType],
      description:
        'One for each id that is not parked, or not any more. The others are retried all the same.',
    }),
    replayed: replayed(t),
  }),
});

builder.mutationField('retryNetflix', (t) =>
  t.field({
    type: RetryNetflixPayload,
    extensions: { scope: 'ADMIN' satisfies Scope },
    description: 'Tries once more what was refused on either side. Scope: ADMIN.',
    args: {
      input: t.arg({ type: RetryNetflixInput, required: true, description: 'What to try once more.' }),
    },
    resolve: (_root, { input }, context, info) =>
      context.store.doInSteps(
        (tried: Progress<readonly string[]>) => retry(input.ids.map(String), tried, context),
        doing(context, input, info),
      ),
  }),
);

async function retry(
  ids: readonly string[],
  { before, keep }: Progress<readonly string[]>,
  { store, now, authentication }: Pick<Context, 'store' | 'now' | 'authentication'>,
): Promise<Retried> {
  const tried = new Set(before);
  const note = (type: string, places: readonly number[]) => {
    for (const place of places) tried.add(encodeGlobalId(type, place));
    keep([...tried]);
  };
  const left = ids.filter((id) => !tried.has(id));
  const messages = left.flatMap((id) => placeIn(PARKED, id));
  const news = new Set(left.flatMap((id) => placeIn(REFUSED, id)));
  await store.netflix.retryMessages(messages, authentication.wallClock(), (retried) => {
    note(PARKED, retried);
  });
  const wanted = ({ id }: { readonly id: number }) => news.has(id);
  // A sign-up brings in what came before it, which may be asked for as well.
  const along = (id: number) => {
    if (news.has(id)) note(REFUSED, [id]);
  };
  if (news.size > 0) await retryNews(store, now, wanted, along);
  const missing = ids.filter((id) => !tried.has(id));
  return {
    retried: tried.size,
    problems: missing.map((id) => ({
      code: 'NOT_FOUND',
      message: `Nothing with the id ${id} is parked.`,
      path: ['ids'],
    })),
  };
}

function placeIn(type: string, globalId: string): number[] {
  const named = decodeGlobalId(globalId);
  return named?.typename === type ? [Number(named.id)] : [];
}
