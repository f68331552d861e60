import { lexicographicSortSchema, printSchema } from 'graphql';

import { schema } from '../../src/graphql/schema.ts';

/** Where the printed schema is. */
export const SCHEMA_FILE = new URL('../../schema.graphql', import.meta.url);

/** The whole API as SDL, sorted, so that two versions of it can be compared line by line. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
