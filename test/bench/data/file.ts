import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { generate } from './generate.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
/** Beside the installed packages: on the same disk, and no business of git or any other tool. */
const FOLDER = join(PROJECT, 'node_modules', '.cache', 'netflix-billing-bench');

/**
 * The generated database with so many charges, made at the first call for its size and kept. The data ends with last month, so that tokens and
 * promotions are as fresh as they would be; another month, migration or generator makes another file.
 */
export async function databaseOf(charges: number, say: (text: string) => void): Promise<string> {
  const today = new Date();
  const until = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const version = createHash('sha256')
    .update(sources('drizzle/sqlite', '.sql'))
    .update(sources('test/bench/data', '.ts'))
    .update(String(until));
  const file = join(FOLDER, `${charges}-${version.digest('hex').slice(0, 12)}.sqlite`);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  say(`Generating ${charges.toLocaleString('en')} charges …`);
  const unfinished = `${file}.unfinished`;
  remove(unfinished);
  await generate(unfinished, charges, until);
  renameSync(unfinished, file);
  const outdated = readdirSync(FOLDER).filter(
    (name) => name.startsWith(`${charges}-`) && name.endsWith('.sqlite'),
  );
  for (const name of outdated) if (join(FOLDER, name) !== file) remove(join(FOLDER, name));
  return file;
}

/** A copy that may be written to; remove it with `remove`. What an interrupted bench has left behind goes too. */
export function copyOf(file: string, name: string): string {
  const folder = join(FOLDER, 'copies');
  mkdirSync(folder, { recursive: true });
  for (const left of readdirSync(folder)) if (!isRunning(Number.parseInt(left))) rmSync(join(folder, left));
  const copy = join(folder, `${process.pid}-${name}.sqlite`);
  remove(copy);
  copyFileSync(file, copy, constants.COPYFILE_FICLONE);
  return copy;
}

/** Removes a database file with what SQLite keeps beside it. */
export function remove(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function sources(folder: string, extension: string): string {
  const names = readdirSync(join(PROJECT, folder))
    .filter((name) => name.endsWith(extension))
    .sort();
  return names.map((name) => readFileSync(join(PROJECT, folder, name), 'utf8')).join('');
}
