import { writeFileSync } from 'node:fs';

import { printedSchema, SCHEMA_FILE } from './schema/printed.ts';

// `npm run schema`: writes schema.graphql at the top level; test/schema.test.ts fails while the two differ.
writeFileSync(SCHEMA_FILE, printedSchema());
