import { GraphQLScalarType } from 'graphql';

import { formatInstant } from '../../../src/time.ts';

const text = (name) => new GraphQLScalarType({ name, serialize: (value) => value });

/** The API's own scalars, as far as answers need them. */
export const scalars = {
  Date: text('Date'),
  Decimal: text('Decimal'),
  CurrencyCode: text('CurrencyCode'),
  DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: formatInstant }),
};
