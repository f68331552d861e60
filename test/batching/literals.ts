import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

/** A value of each scalar, as a query writes it. None has to mean anything: what is not found takes the same statements. */
const SAMPLES: Readonly<Record<string, string>> = {
  ID: '"1"',
  String: '"1"',
  Int: '5',
  Boolean: 'true',
  Date: '"2026-03-01"',
  DateTime: '"2026-03-01T12:00:00Z"',
  Decimal: '"1"',
  CurrencyCode: '"EUR"',
};

/** Some value of an input type, as a query writes it. */
export function literal(type: GraphQLInputType): string {
  const given = getNullableType(type);
  if (isListType(given)) return `[${literal(given.ofType)}]`;
  if (isEnumType(given)) return given.getValues().at(-1)?.name ?? '';
  if (isInputObjectType(given)) {
    const fields = Object.values(given.getFields());
    const needed = given.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return `{ ${needed.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')} }`;
  }
  const sample = isScalarType(given) ? SAMPLES[given.name] : undefined;
  if (sample === undefined)
    throw new Error(`Expected a sample of ${given.toString()} in ${import.meta.filename}.`);
  return sample;
}

/** A field as a query calls it, with whatever has to be told, and an option if there is one. */
export function callOf({ name, args }: GraphQLField<unknown, unknown>, option?: string): string {
  const needed = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${literal(arg.type)}`);
  const told = option === undefined ? needed : [...needed, option];
  return told.length > 0 ? `${name}(${told.join(', ')})` : name;
}

/**
 * The options of a field as a call writes them, those of its filters one by one. Words of its own (cursors, locales) are left out: they decide
 * on nothing but themselves.
 */
export function optionsOf({ args }: GraphQLField<unknown, unknown>): string[] {
  return args.flatMap(({ name, type }) => {
    if (isNonNullType(type) || (isScalarType(type) && type.name === 'String')) return [];
    if (isEnumType(type)) return type.getValues().map((value) => `${name}: ${value.name}`);
    if (!isInputObjectType(type) || type.isOneOf) return [`${name}: ${literal(type)}`];
    return Object.values(type.getFields()).map(
      (field) => `${name}: { ${field.name}: ${literal(field.type)} }`,
    );
  });
}
