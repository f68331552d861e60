import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { commandLine } from './command-line.ts';

const COMMANDS = [
  'serve',
  'migrate',
  'seed',
  'operator',
  'operator create',
  'operator update',
  'operator list',
  'user',
  'user create',
  'user password',
  'user scopes',
  'user disable',
  'user enable',
  'user list',
  'api-key',
  'api-key create',
  'api-key rotate',
  'api-key revoke',
  'api-key list',
  'promotion',
  'promotion create',
  'promotion update',
  'promotion list',
  'rate',
  'rate add',
  'rate list',
  'provider',
  'provider create',
  'provider list',
  'receive',
  'export',
  'process',
  'reconcile',
  'advance-time',
  'backup',
  'restore',
  'doctor',
];

describe('the command line', () => {
  it.each(COMMANDS)('explains %s', async (command) => {
    const { gateway, file } = commandLine();
    const { exitCode, stdout, stderr } = await gateway(`${command} --help`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: gateway ${command}`);
    expect(existsSync(file('gateway.sqlite'))).toBe(false);
  });

  it('is called as its help says', async () => {
    const { stdout } = await commandLine().gateway('receive --help');
    expect(stdout).toContain('Here gateway stands for "npm run -s gateway --"');
    const { file } = commandLine();
    const env = { ...process.env, DATABASE_URL: file('gateway.sqlite') };
    const words = ['run', '-s', 'gateway', '--', 'operator', 'list'];
    expect((await promisify(execFile)('npm', words, { env })).stdout).toMatch(/^CODE +NAME/);
  });

  it('lists its commands and exit codes', async () => {
    const { stdout } = await commandLine().gateway('--help');
    for (const command of COMMANDS) expect(stdout).toContain(`\n  ${command.split(' ')[0]}`);
    expect(stdout).toContain('130  stopped halfway by a signal');
  });

  it.each([
    ['sevre', "unknown command 'sevre'"],
    ['export', "required option '--operator <code>' not specified"],
    ['export --operator demo --colour red', "unknown option '--colour'"],
    ['user create --operator demo --scopes READ', "missing required argument 'username'"],
    ['operator', 'Usage: gateway operator'],
  ])('says what is wrong with %j', async (words, why) => {
    const { exitCode, stdout, stderr } = await commandLine().gateway(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(why);
  });

  it('names every setting that cannot be used before it touches anything', async () => {
    const { gateway, file } = commandLine({ env: { PORT: 'http', LOG_LEVEL: 'loud' } });
    const { exitCode, stderr } = await gateway('serve');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/PORT: .*\n.*LOG_LEVEL: /);
    expect(existsSync(file('gateway.sqlite'))).toBe(false);
  });

  it('creates a database once', async () => {
    const { gateway } = commandLine();
    expect((await gateway('migrate')).stdout).toMatch(/gateway\.sqlite: \d+ migrations? applied\.\n$/);
    expect((await gateway('migrate')).stdout).toMatch(/gateway\.sqlite is up to date\.\n$/);
  });

  it.each<[string, (file: string) => void, RegExp]>([
    [
      'is not one',
      (file) => writeFileSync(file, 'Dear diary, this is not a database. '.repeat(100)),
      /is not a SQLite database; set DATABASE_URL to another file\.\n$/,
    ],
    ['is a folder', (file) => mkdirSync(file), /cannot be opened; check its path/],
    ['comes from a newer version', madeByNewerVersion, /comes from a newer version of the gateway/],
  ])('says in one sentence that a database %s', async (_what, make, sentence) => {
    const { gateway, file } = commandLine();
    make(file('gateway.sqlite'));
    const { exitCode, stdout, stderr } = await gateway('operator list');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says in one sentence that the folder of the database does not exist', async () => {
    const { gateway } = commandLine({ env: { DATABASE_URL: '/no/such/folder/gateway.sqlite' } });
    expect(await gateway('operator list')).toMatchObject({
      exitCode: 1,
      stderr:
        'The folder of /no/such/folder/gateway.sqlite does not exist; create it or set DATABASE_URL to another file.\n',
    });
  });
});

function madeByNewerVersion(file: string): void {
  const database = new Database(file);
  database.exec(
    'CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER NOT NULL)',
  );
  const insert = database.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)');
  for (let k = 0; k < 1_000; k += 1) insert.run(`hash ${k}`, k);
  database.close();
}
