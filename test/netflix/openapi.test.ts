import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { openApi } from '../../src/netflix/http/openapi.ts';

const FILE = new URL('../../src/netflix/openapi.json', import.meta.url).pathname;

it('documents in openapi.json what the adapter and the sandbox speak (npx vitest -u writes it)', async () => {
  const options = await resolveConfig(FILE);
  const printed = await format(JSON.stringify(openApi()), { ...options, filepath: FILE });
  await expect(printed).toMatchFileSnapshot(FILE);
});
