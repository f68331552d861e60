import {
  isInterfaceType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
  type GraphQLNamedType,
} from 'graphql';

import { schema } from '../../src/graphql/schema.ts';
import { listSizeOf, ownWeight, publishedWeight } from '../../src/graphql/weights.ts';

/** Where the printed schema is. */
export const SCHEMA_FILE = new URL('../../schema.graphql', import.meta.url);

/** The whole API as SDL, sorted, so that two versions of it can be compared line by line, with what everything costs. */
export function printedSchema(): string {
  const text = printSchema(lexicographicSortSchema(schema));
  let priced = '';
  let done = 0;
  for (const [end, directives] of directivesIn(text)) {
    priced += text.slice(done, end) + directives;
    done = end;
  }
  return `${priced}${text.slice(done)}\n`;
}

/** The directives that printSchema() leaves out, each with the place behind which it stands, in order. */
function directivesIn(text: string): [number, string][] {
  return parse(text).definitions.flatMap((node): [number, string][] => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const type = schema.getType(node.name.value);
    if (!type) throw new Error(`Expected the type ${node.name.value}, found none.`);
    return [
      [(node.interfaces?.at(-1) ?? node.name).loc?.end ?? 0, costText(ownWeight(type))],
      ...(node.fields ?? []).map((field): [number, string] => [
        field.loc?.end ?? 0,
        fieldText(type, field.name.value),
      ]),
    ];
  });
}

function fieldText(parent: GraphQLNamedType, name: string): string {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  if (!field) throw new Error(`Expected the field ${parent.name}.${name}, found none.`);
  return costText(publishedWeight(field, parent)) + listSizeText(listSizeOf(field));
}

function costText(weight: number | null): string {
  return weight === null ? '' : ` @cost(weight: "${String(weight)}")`;
}

function listSizeText(listSize: ReturnType<typeof listSizeOf>): string {
  if (!listSize) return '';
  const { assumedSize, slicingArguments, sizedFields } = listSize;
  const args = [
    `assumedSize: ${String(assumedSize)}`,
    ...(slicingArguments.length > 0
      ? [`slicingArguments: ${written(slicingArguments)}`, 'requireOneSlicingArgument: false']
      : []),
    ...(sizedFields.length > 0 ? [`sizedFields: ${written(sizedFields)}`] : []),
  ];
  return ` @listSize(${args.join(', ')})`;
}

function written(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}
