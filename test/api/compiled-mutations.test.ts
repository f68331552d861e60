import type { GraphQLResolveInfo } from 'graphql';
import { expect, it } from 'vitest';

import { Done } from '../../src/graphql/done-once.ts';
import { schema } from '../../src/graphql/schema.ts';
import { openInhabited, said } from '../grammar/asking.ts';
import { drawOperation } from '../grammar/operations.ts';
import { drawFrom } from '../simulation/draw.ts';
import { openGateway, type Answer } from './gateway.ts';

/** A mutation is compiled the third time that it is asked. */
const TIMES = 4;

/** What an answer says, without what is drawn by chance. */
function inWords(answer: Answer): string {
  return JSON.stringify(said(answer)).replaceAll(/nbk_\w+|[\w.-]{26,}/g, '(drawn)');
}

it('answers mutations that come again as those that never came before, and does each as often', async () => {
  const [again, anew] = await Promise.all([openInhabited(), openInhabited()]);
  let comments = 0;
  let answered = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const [repeated, different] = [again, anew].map(({ known }) =>
      drawOperation(drawFrom(seed), schema, known, 'mutation'),
    );
    if (!repeated || !different) throw new Error('Expected both to be drawn.');
    for (let n = 0; n < TIMES; n += 1) {
      const found = await again.opened.operator.answer(repeated.query, repeated.variables);
      const text = `${different.query} # ${(comments += 1)}`;
      const expected = await anew.opened.operator.answer(text, different.variables);
      expect([repeated, n, inWords(found)]).toEqual([repeated, n, inWords(expected)]);
      if (n === TIMES - 1 && !found.errors) answered += 1;
    }
  }
  expect(answered).toBeGreaterThan(60);
  const happened = [again, anew].map(({ opened }) =>
    opened.operator.ask('{ events(last: 50) { totalCount nodes { id type occurredOn } } }'),
  );
  const [found, expected] = await Promise.all(happened);
  expect(found).toEqual(expected);
}, 60_000);

const REGISTER = `mutation ($input: RegisterSubscriptionInput!) {
  registerSubscription(input: $input) { problems { code } subscription { customer { charges(first: 0) { totalCount } } } }
}`;

it('does none of the mutations again for the same root value and key', async () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  expect(mutations.length).toBeGreaterThan(20);
  const done = new Done();
  await done.once('known', () => 'done');
  const info: unknown = { path: { key: 'known' } };
  for (const { resolve } of mutations) {
    // It has all that is looked at.
    expect(await resolve?.(done, {}, {}, info as GraphQLResolveInfo)).toBe('done');
  }
});

it('does once what it has to answer twice', async () => {
  const { operator } = await openGateway();
  const happened = async () => {
    const { events } = await operator.ask('{ events { totalCount } }');
    return events.totalCount as number;
  };
  const each: number[] = [];
  for (let n = 1; n <= TIMES; n += 1) {
    const before = await happened();
    const { data, errors } = await operator.answer(REGISTER, {
      input: { billingSystemCustomerIdentifier: `B-${n}` },
    });
    expect(data).toEqual({ registerSubscription: { problems: [], subscription: null } });
    expect(errors).toHaveLength(1);
    each.push((await happened()) - before);
  }
  expect(new Set(each).size).toBe(1);
});
