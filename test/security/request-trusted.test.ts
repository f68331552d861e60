import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ownFolder } from '../own-folder.ts';
import { answered, openOnWay, posted, presenting, WAYS } from './ways.ts';

const CHARGE = 'query Charge($number: String!) { charge(number: $number) { number } }';
const NAME = '{ __typename }';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

function fileOf(documents: unknown): string {
  const file = join(ownFolder(), 'documents.json');
  writeFileSync(file, JSON.stringify(documents));
  return file;
}

const LISTED = { 'charge-1': CHARGE, [`sha256:${hash(NAME)}`]: NAME };
const NUMBER = { number: 'I00000001' };

describe.each(WAYS)('Where documents are agreed on, on the %s way', (_way, hasShortWay) => {
  const open = () => openOnWay(hasShortWay, { TRUSTED_DOCUMENTS: fileOf(LISTED) });

  it.each([
    ['the document itself', { query: CHARGE, variables: NUMBER }],
    ['its id', { documentId: 'charge-1', variables: NUMBER }],
    ['its hash as an id', { documentId: `sha256:${hash(CHARGE)}`, variables: NUMBER }],
    [
      'its hash as Apollo sends it',
      { extensions: { persistedQuery: { version: 1, sha256Hash: hash(CHARGE) } }, variables: NUMBER },
    ],
  ])('one that is listed is answered, asked by %s', async (_what, body) => {
    const { gateway, operator } = await open();
    expect(await posted({ gateway }, JSON.stringify(body), presenting(operator))).toMatchObject({
      status: 200,
      data: { charge: null },
      codes: [],
    });
  });

  it.each([
    ['another document', { query: '{ viewer { username } }' }],
    ['nearly the same document', { query: `${NAME} ` }],
    ['what is no document', { query: '{' }],
    ['an unknown id', { documentId: 'charge-2' }],
    ['an id of the wrong kind', { documentId: 7 }],
    ['an unknown hash', { extensions: { persistedQuery: { version: 1, sha256Hash: hash('{ viewer }') } } }],
    [
      'another document under a known hash',
      {
        query: '{ viewer { username } }',
        extensions: { persistedQuery: { version: 1, sha256Hash: hash(CHARGE) } },
      },
    ],
  ])('nothing else is: %s', async (_what, body) => {
    const { gateway, operator, statements } = await open();
    statements();
    expect(await posted({ gateway }, JSON.stringify(body), presenting(operator))).toMatchObject({
      status: 400,
      codes: ['TRUSTED_DOCUMENT_REQUIRED'],
    });
    expect(statements()).toEqual([]);
  });

  it('a GET may name one too', async () => {
    const { gateway } = await open();
    const ask = async (id: string) =>
      answered(
        await gateway.fetch(new Request(`http://gateway/graphql?documentId=${encodeURIComponent(id)}`)),
      );
    expect(await ask(`sha256:${hash(NAME)}`)).toMatchObject({ status: 200, data: { __typename: 'Query' } });
    expect(await ask('another')).toMatchObject({ status: 400, codes: ['TRUSTED_DOCUMENT_REQUIRED'] });
  });

  it('no id means anything where none are', async () => {
    const opened = await openOnWay(hasShortWay);
    expect(await posted(opened, JSON.stringify({ documentId: 'charge-1' }))).toMatchObject({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    });
  });

  it('a hash is refused where none are, in the words that have a client send the document', async () => {
    const opened = await openOnWay(hasShortWay);
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash(CHARGE) } };
    const answer = await posted(opened, JSON.stringify({ extensions }));
    expect(answer).toMatchObject({ status: 400, codes: ['PERSISTED_QUERY_NOT_SUPPORTED'] });
  });
});

it.each([
  ['no list', []],
  ['a document that is no text', { one: 1 }],
  ['a hash of another document', { [`sha256:${hash('other')}`]: NAME }],
])('does not start with a file that cannot be right: %s', async (_what, documents) => {
  await expect(openOnWay(true, { TRUSTED_DOCUMENTS: fileOf(documents) })).rejects.toThrow(
    'TRUSTED_DOCUMENTS: expected',
  );
});

it('does not start with a document that cannot be asked', async () => {
  await expect(openOnWay(true, { TRUSTED_DOCUMENTS: fileOf({ wrong: '{ nothing }' }) })).rejects.toThrow(
    'wrong',
  );
});
