import { readFileSync } from 'node:fs';

import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLField,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { schema } from '../src/graphql/schema.ts';
import { ACCEPTED_CHANGES } from './schema/accepted-changes.ts';
import { changesThatBreak, faultsOfAcceptance } from './schema/changes.ts';
import { fieldsOf, inputsOf, partsOf, typesOf } from './schema/parts.ts';
import { printedSchema, SCHEMA_FILE } from './schema/printed.ts';

const RELEASED = readFileSync(new URL('./schema/released.graphql', import.meta.url), 'utf8');

// What every test here hands to `expect` is the list of parts that break its promise, so that a failure names them all.
describe('The schema', () => {
  it('is the one in schema.graphql (npm run schema writes it)', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(printedSchema());
  });

  it('explains every type, field, argument, input field, enum value and directive', () => {
    const unexplained = partsOf(schema).filter(({ part }) => !/^\S.*[.:…?]$/s.test(part.description ?? ''));
    expect(coordinates(unexplained)).toEqual([]);
  });

  it('says what null means wherever an answer can be null', () => {
    const unexplained = fieldsOf(schema).filter(
      ({ part }) => !isNonNullType(part.type) && !/\bnull\b/i.test(part.description ?? ''),
    );
    expect(coordinates(unexplained)).toEqual([]);
  });

  it('says on every root field which scope it needs, and needs that one', () => {
    const wrong = rootFields().filter(
      ({ description, extensions: { scope } }) => !saysScope(scope, description ?? ''),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('takes one <Mutation>Input and gives one <Mutation>Payload', () => {
    const shapes = mutations().map(({ name, args, type }) => ({
      name,
      input: args.map((arg) => `${arg.name}: ${getNullableType(arg.type).toString()}`),
      payload: type.toString(),
    }));
    expect(shapes).toEqual(
      mutations().map(({ name }) => {
        const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
        return {
          name,
          // Whose token it is says the credential.
          input: name === 'logOut' ? [] : [`input: ${capital}Input`],
          // A token is a token, however it was got.
          payload: name === 'logInWithApiKey' ? 'LogInPayload!' : `${capital}Payload!`,
        };
      }),
    );
  });

  it('has no defaults on what is handed in: null is the default, and its description says what that means', () => {
    expect(coordinates(inputsOf(schema).filter(({ part }) => part.defaultValue !== undefined))).toEqual([]);
  });

  it('names types Like This, fields likeThis and values LIKE_THIS, enums in the singular', () => {
    const types = typesOf(schema).filter(({ name }) => !/^([A-Z][a-z]+)+$/.test(name));
    const members = [...fieldsOf(schema), ...inputsOf(schema)].filter(
      ({ part }) => !/^[a-z]+([A-Z][a-z]*)*\d?$/.test(part.name),
    );
    const enums = typesOf(schema).filter(isEnumType);
    const values = enums
      .flatMap((type) => type.getValues())
      .filter(({ name }) => !/^[A-Z]+(_[A-Z]+)*\d?$/.test(name));
    const plural = enums.filter(({ name }) => /[^su]s$/.test(name));
    expect([...types, ...values, ...plural].map(({ name }) => name)).toEqual([]);
    expect(coordinates(members)).toEqual([]);
  });

  it('lists whatever has an id as pages, all of one shape', () => {
    const connections = fieldsOf(schema).filter(({ part }) =>
      getNamedType(part.type).name.endsWith('Connection'),
    );
    expect(connections.length).toBeGreaterThan(0);
    for (const { coordinate, part } of connections) {
      const connection = getNamedType(part.type);
      const item = connection.name.replace(/Connection$/, '');
      expect({ coordinate, type: part.type.toString(), args: typesByName(part.args) }).toMatchObject({
        coordinate,
        type: `${connection.name}!`,
        args: { first: 'Int', after: 'String', last: 'Int', before: 'String' },
      });
      if (!isObjectType(connection)) throw new Error(`Expected ${connection.name} to be an object.`);
      expect(typesByName(Object.values(connection.getFields()))).toMatchObject({
        edges: `[${item}Edge!]!`,
        nodes: `[${item}!]!`,
        pageInfo: 'PageInfo!',
        totalCount: 'Int!',
      });
    }
    // A payload lists what one call named, `nodes` what was asked for by id, a group what is on one page: none of them can grow.
    const unpaged = fieldsOf(schema).filter(
      ({ coordinate, part }) =>
        isListType(getNullableType(part.type)) &&
        hasId(part) &&
        !/^Query\.nodes$|(Connection\.nodes)$|Payload\.|Group\.requests$/.test(coordinate),
    );
    expect(coordinates(unpaged)).toEqual([]);
  });

  it('writes money and time with its own scalars, each with its specification', () => {
    const scalars = typesOf(schema).filter(isScalarType);
    expect(scalars.filter(({ specifiedByURL }) => specifiedByURL == null).map(({ name }) => name)).toEqual(
      [],
    );
    const wrong = [...fieldsOf(schema), ...inputsOf(schema)].filter(
      ({ part }) => !isWellTyped(part.name, part.type.toString().replace(/[[\]!]/g, '')),
    );
    expect(coordinates(wrong)).toEqual([]);
  });

  it('calls an input that wants exactly one of its fields …By, and no other', () => {
    const inputs = typesOf(schema).filter(isInputObjectType);
    expect(inputs.filter(({ name, isOneOf }) => name.endsWith('By') !== isOneOf)).toEqual([]);
    expect(inputs.filter(({ isOneOf }) => isOneOf)).not.toEqual([]);
  });

  it('deprecates with a reason and a date', () => {
    const vague = partsOf(schema).filter(
      ({ part: { deprecationReason: reason } }) => reason != null && !/\d{4}-\d{2}-\d{2}/.test(reason),
    );
    expect(coordinates(vague)).toEqual([]);
  });
});

describe('The released schema', () => {
  it('is kept: whatever may break a client is accepted, with its reason', async () => {
    const breaking = await changesThatBreak(RELEASED, printedSchema());
    expect(faultsOfAcceptance(breaking, ACCEPTED_CHANGES)).toEqual([]);
  });

  it.each([
    ['price: Decimal!', '', "Field 'price' was removed from object type 'Offer'"],
    ['price: Decimal!', 'price: Decimal', "Field 'Offer.price' changed type from 'Decimal!' to 'Decimal'"],
    ['name: String!', 'name: [String!]!', "Field 'Offer.name' changed type from 'String!' to '[String!]!'"],
    [
      'offers(in: Place)',
      'offers(in: Place, at: Date!)',
      "Argument 'at: Date!' added to field 'Query.offers'",
    ],
    ['offers(in: Place)', 'offers', "Argument 'in: Place' was removed from field 'Query.offers'"],
    ['  SHOP', '', "Enum value 'SHOP' was removed from enum 'Channel'"],
    ['  SHOP', '  SHOP\n  KIOSK', "Enum value 'KIOSK' was added to enum 'Channel'"],
    ['town: String', 'village: String', "Input field 'town' was removed from input object type 'Place'"],
    ['town: String', 'town: String!', "Input field 'Place.town' changed type from 'String' to 'String!'"],
    ['town: String', 'town: String = "Cork"', "Input field 'Place.town' default value changed"],
    ['town: String', 'town: String\n  area: String!', "Input field 'area' of type 'String!' was added"],
    ['input Place', 'input Place @oneOf', "Directive 'oneOf' was added to input object 'Place'"],
    ['type Offer implements Node', 'type Offer', "'Offer' object type no longer implements 'Node' interface"],
    ['scalar Decimal', 'enum Decimal {\n  ONE\n}', "'Decimal' kind changed from 'ScalarTypeDefinition'"],
  ])('notices when %j becomes %j', async (before, after, change) => {
    const breaking = await changesThatBreak(OFFERS, changed(before, after));
    expect(breaking).toContainEqual(expect.stringContaining(change));
    expect(faultsOfAcceptance(breaking, [])).toEqual(breaking.map((one) => `Not accepted: ${one}`));
  });

  it.each([
    ['price: Decimal!', 'price: Decimal!\n  wasPrice: Decimal'],
    ['price: Decimal!', '"In euros."\n  price: Decimal!'],
    ['price: Decimal!', 'price: Decimal! @deprecated(reason: "Gone on 2027-01-01: ask for `cost`.")'],
    ['offers(in: Place)', 'offers(in: Place, at: Date)'],
    ['town: String', 'town: String\n  area: String'],
    ['scalar Date', 'scalar Date\n\ntype Shop {\n  name: String!\n}'],
  ])('lets %j become %j', async (before, after) => {
    expect(await changesThatBreak(OFFERS, changed(before, after))).toEqual([]);
  });

  it('may change where that is listed with a reason, for as long as it is a change', () => {
    const change = "Field 'billable' was removed from object type 'Charge'";
    const accepted = { change, reason: 'Nobody asked for it; announced on 2026-01-31.' };
    expect(faultsOfAcceptance([change], [accepted])).toEqual([]);
    expect(faultsOfAcceptance([change], [{ ...accepted, reason: ' ' }])).toEqual([
      `Not accepted: ${change}`,
      `No reason: ${change}`,
    ]);
    expect(faultsOfAcceptance([], [accepted])).toEqual([`Not a change any more: ${change}`]);
  });
});

/** A schema as small as can be, for what the check has to notice. */
const OFFERS = `
type Query {
  offers(in: Place): [Offer!]!
}
interface Node {
  id: ID!
}
type Offer implements Node {
  id: ID!
  name: String!
  price: Decimal!
  channel: Channel!
  until: Date
}
enum Channel {
  WEB
  SHOP
}
input Place {
  town: String
}
scalar Decimal
scalar Date
`;

function changed(before: string, after: string): string {
  expect(OFFERS.split(before)).toHaveLength(2);
  return OFFERS.replace(before, after);
}

function coordinates(parts: readonly { readonly coordinate: string }[]): string[] {
  return parts.map(({ coordinate }) => coordinate);
}

function rootFields() {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
}

function mutations() {
  return Object.values(schema.getMutationType()?.getFields() ?? {});
}

function isWellTyped(name: string, type: string): boolean {
  if (type === 'Float') return false;
  if (/[a-z](On|At)$/.test(name)) return type === 'DateTime';
  // Two names of the old system, which are instants, are older than the rule for the others.
  if (/^(scheduled|executed)Date$/.test(name)) return type === 'DateTime';
  if (name.endsWith('Date')) return type === 'Date';
  if (/^currency$|Currency$/.test(name)) return type === 'CurrencyCode';
  return !/^amount$|Amount$/.test(name) || type === 'Money' || type === 'Decimal';
}

function saysScope(scope: unknown, description: string): boolean {
  if (scope === null) return description.includes('Needs no credential.');
  if (scope === 'ANY')
    return /Works with every credential, whatever its scopes\.|Needs no scope\./.test(description);
  return typeof scope === 'string' && description.endsWith(` Scope: ${scope}.`);
}

function typesByName(parts: readonly { readonly name: string; readonly type: { toString: () => string } }[]) {
  return Object.fromEntries(parts.map(({ name, type }) => [name, type.toString()]));
}

function hasId({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  return (
    named.name === 'Node' ||
    (isObjectType(named) && named.getInterfaces().some(({ name }) => name === 'Node'))
  );
}
