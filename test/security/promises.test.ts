import { existsSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

it('are told in SECURITY.md with the files that keep and prove them', () => {
  const page = readFileSync('SECURITY.md', 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| **'));
  const filesIn = (text = '') =>
    [...text.matchAll(/`((?:src|test)\/[^`]+\.ts)`/g)].map(([, file]) => file ?? '');
  expect(rows.length).toBeGreaterThanOrEqual(15);
  for (const row of rows) {
    const [, promise, where, proof] = row.split(/(?<!\\)\|/);
    expect(filesIn(where), promise).not.toEqual([]);
    expect(filesIn(proof), promise).not.toEqual([]);
  }
  expect(filesIn(page).filter((file) => !existsSync(file))).toEqual([]);
});
