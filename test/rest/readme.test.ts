import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { schema } from '../../src/graphql/schema.ts';
import { METHODS } from '../../src/rest/methods.ts';
import { REFUSALS } from '../../src/rest/refusals.ts';
import { codeIn, rowsOf, sectionOf } from '../readme/markdown.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const ROWS = rowsOf(sectionOf(README, 'Moving from the old API'));

it('tells movers of every method what it is in GraphQL', () => {
  const told = ROWS.flatMap(([old = '', ours = '']) => {
    const [call = ''] = codeIn(old);
    return call.includes('/') ? [{ call, operations: codeIn(ours) }] : [];
  });
  expect(told.map(({ call }) => call)).toEqual(
    METHODS.map(({ verb, path }) => `${verb} ${path}`).toSorted(inOrderOf(told.map(({ call }) => call))),
  );
  const roots = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
  for (const { operations } of told) {
    const [operation = ''] = operations;
    expect(Object.keys(roots)).toContain(operation.split('.')[1]);
  }
});

it('names every code that a call can be refused with, under its HTTP status', () => {
  const named = ROWS.flatMap(([http = '', codes = '']) =>
    /^\d{3}$/.test(http) ? codeIn(codes).map((code) => `${http} ${code}`) : [],
  );
  const all = Object.entries(REFUSALS).map(([code, { status }]) => `${status} ${code}`);
  expect(named.sort()).toEqual(all.sort());
});

function inOrderOf(all: readonly string[]) {
  return (one: string, other: string) => all.indexOf(one) - all.indexOf(other);
}
