import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

import type { Draw } from '../simulation/draw.ts';
import { drawValue, written, type Known } from './values.ts';

/** A request as a client would send it. */
export interface Drawn {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type Kind = 'query' | 'mutation' | 'subscription';

/** How deep its fields go. */
const MOST_DEPTH = 7;

/** Draws an operation of the schema with arguments that mostly mean something. It is valid, but for a value here and there. */
export function drawOperation(draw: Draw, schema: GraphQLSchema, known: Known, kind: Kind): Drawn {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: string[] = [];
  let aliases = 0;

  const argument = ({ name, type, defaultValue }: GraphQLArgument): string => {
    const value = drawValue(draw, type, known, name);
    if (!draw.chance(0.4)) return `${name}: ${written(value, type)}`;
    const variable = `v${declared.length}`;
    const mayBeMissing = !isNonNullType(type) || defaultValue !== undefined;
    const preset = mayBeMissing && draw.chance(0.15) ? ` = ${written(value, type)}` : '';
    declared.push(`$${variable}: ${String(type)}${preset}`);
    if (!(mayBeMissing && draw.chance(0.1))) variables[variable] = value;
    return `${name}: $${variable}`;
  };
  const argumentsOf = ({ args }: GraphQLField<unknown, unknown>): string => {
    const pages = new Set(
      draw.chance(0.9)
        ? draw.chance(0.5)
          ? ['last', 'before', 'offset']
          : ['first', 'after', 'offset']
        : [],
    );
    const chosen = args.filter(
      (arg) => isNonNullType(arg.type) || (!pages.has(arg.name) && draw.chance(0.4)),
    );
    return chosen.length === 0 ? '' : `(${chosen.map(argument).join(', ')})`;
  };
  const condition = (): string => {
    if (!draw.chance(0.03)) return '';
    if (draw.chance(0.5)) return ` @${draw.pick(['skip', 'include'])}(if: ${String(draw.chance(0.5))})`;
    const variable = `v${declared.length}`;
    declared.push(`$${variable}: Boolean!`);
    variables[variable] = draw.chance(0.5);
    return ` @${draw.pick(['skip', 'include'])}(if: $${variable})`;
  };
  const fieldText = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(field.type);
    const needsAlias = field.args.length > 0 ? draw.chance(0.2) : draw.chance(0.02);
    const alias = needsAlias && aliases < 25 ? `a${(aliases += 1)}: ` : '';
    const below = isCompositeType(type) ? ` ${selection(type, depth + 1)}` : '';
    return `${alias}${field.name}${argumentsOf(field)}${condition()}${below}`;
  };
  const selection = (type: GraphQLCompositeType, depth: number): string => {
    if (isAbstractType(type)) {
      const possible = draw.any(schema.getPossibleTypes(type));
      const id = isObjectType(type) || !('getFields' in type) ? '' : 'id ';
      return possible
        ? `{ __typename ${id}... on ${possible.name} ${selection(possible, depth)} }`
        : '{ __typename }';
    }
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const branches = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    const chosen = new Set<GraphQLField<unknown, unknown>>();
    for (let n = draw.between(1, 4); n > 0; n -= 1) {
      const isLeaf = depth >= MOST_DEPTH || branches.length === 0 || (leaves.length > 0 && draw.chance(0.55));
      const field = draw.any(isLeaf ? leaves : branches);
      if (field) chosen.add(field);
    }
    const texts = [...chosen].map((field) => fieldText(field, depth));
    if (texts.length === 0 || draw.chance(0.1)) texts.push('__typename');
    if (depth > 0 && draw.chance(0.04)) {
      const name = `f${fragments.length}`;
      fragments.push(`fragment ${name} on ${type.name} { ${texts.join(' ')} }`);
      return `{ ...${name}${condition()} __typename }`;
    }
    return `{ ${texts.join(' ')} }`;
  };

  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  if (!root) throw new Error(`Expected a ${kind} type, found none.`);
  const fields = Object.values(root.getFields());
  const chosen = new Set(
    Array.from({ length: kind === 'subscription' ? 1 : draw.between(1, 2) }, () => draw.any(fields)),
  );
  const texts = [...chosen].flatMap((field) => (field ? [fieldText(field, 1)] : []));
  const head = declared.length === 0 ? `${kind} ` : `${kind} Drawn(${declared.join(', ')}) `;
  return { query: [`${head}{ ${texts.join(' ')} }`, ...fragments].join('\n'), variables };
}

/** The same with something wrong in it, or right after all: what a hand or a wire would make of it. */
export function damaged(draw: Draw, { query, variables }: Drawn): Drawn {
  const at = draw.between(0, query.length - 1);
  const words = query.match(/\w+/g) ?? ['x'];
  const texts = [
    () => query.slice(0, at) + query.slice(at + 1),
    () =>
      query.slice(0, at) +
      draw.pick(['{', '}', '(', ')', '"', '$', '@', '...', '#', '\u0000', 'é', '!', '\\']) +
      query.slice(at),
    () => query.slice(0, at),
    () => query + query,
    () => query.replace(draw.any(words) ?? 'x', draw.any(words) ?? 'x'),
    () => query.replace(draw.any(words) ?? 'x', (word) => `${word}x`),
    () => query.replace('{', '{ __schema { types { name } } '),
    () => query.replace('{', `{ ${'__typename '.repeat(draw.between(1, 40))}`),
    () => query.replace(/\d+/, '99999999999999999999'),
    () => query.replace(/"[^"]*"/, '"""block \\""" text"""'),
  ] as const;
  const names = Object.keys(variables);
  const wrong =
    names.length > 0 && draw.chance(0.3)
      ? { [draw.any(names) ?? '']: draw.any([[], {}, null, 'x', -1, { a: [{}] }]) }
      : {};
  return { query: draw.pick(texts)(), variables: { ...variables, ...wrong } };
}
