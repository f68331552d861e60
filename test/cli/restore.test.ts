import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import Database from 'better-sqlite3';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { openStore } from '../../src/storage.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { seededCommandLine } from './command-line.ts';

describe('gateway restore', () => {
  it('puts a backup where no database is', async () => {
    const { gateway, file, look } = await backedUp();
    rmSync(file('gateway.sqlite'));
    expect(await gateway(`restore ${file('backup.sqlite')}`)).toEqual({
      exitCode: 0,
      stdout: `${file('gateway.sqlite')} is as ${file('backup.sqlite')} was.\n`,
      stderr: '',
    });
    expect([...examine(file('gateway.sqlite'))]).toEqual([]);
    expect(await look('demo', (store) => store.operator())).toMatchObject({ name: 'Demo Telecom' });
  });

  it('leaves the database that is there alone, unless it is to be replaced', async () => {
    const { gateway, file, look } = await backedUp();
    await gateway('operator update demo --name Later');
    expect(await gateway(`restore ${file('backup.sqlite')}`)).toMatchObject({
      exitCode: 1,
      stderr: `${file('gateway.sqlite')} is there already; add --replace if the backup is to take its place.\n`,
    });
    expect(await look('demo', (store) => store.operator())).toMatchObject({ name: 'Later' });

    expect((await gateway(`restore ${file('backup.sqlite')} --replace`)).exitCode).toBe(0);
    expect(await look('demo', (store) => store.operator())).toMatchObject({ name: 'Demo Telecom' });
    expect(readdirSync(file('.')).toSorted()).toEqual(['backup.sqlite', 'gateway.sqlite']);
  });

  it('leaves a database alone that somebody uses, busy or not', async () => {
    const { gateway, file } = await backedUp();
    const config = { production: false, databaseFile: file('gateway.sqlite'), netflix: 'none' } as const;
    const store = openStore(config, { clock: Date.now });
    onTestFinished(() => store.close());
    await store.operators();
    const refused = await gateway(`restore ${file('backup.sqlite')} --replace`);
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: `${file('gateway.sqlite')} is in use; stop the gateway and every command on it first.\n`,
    });
    expect(await store.setting('still', 'writing')).toBe('writing');
  });

  it('replaces a damaged database, and what its log would have done to the backup', async () => {
    const { gateway, file } = await backedUp();
    writeFileSync(file('gateway.sqlite'), 'Dear diary, '.repeat(500));
    writeFileSync(file('gateway.sqlite-wal'), Buffer.alloc(8192, 1));
    expect((await gateway(`restore ${file('backup.sqlite')} --replace`)).exitCode).toBe(0);
    expect([...examine(file('gateway.sqlite'))]).toEqual([]);
  });

  it.each<[string, (backup: string) => void, RegExp]>([
    ['is not there', (backup) => rmSync(backup), /There is no database .*backup\.sqlite\.\n$/],
    ['is none', (backup) => writeFileSync(backup, 'Dear diary, '.repeat(500)), /is not a SQLite database/],
    [
      'is half of one',
      (backup) => writeFileSync(backup, readFileSync(backup).subarray(0, 40_960)),
      /damaged/,
    ],
    ['is empty', (backup) => writeFileSync(backup, ''), /is empty; the command migrate fills it/],
    [
      'is not sound',
      (backup) => edit(backup, 'PRAGMA foreign_keys = OFF; UPDATE charges SET customer_id = 1'),
      /is not sound/,
    ],
    [
      'is of another program',
      (backup) => {
        rmSync(backup);
        edit(backup, 'CREATE TABLE songs (title TEXT)');
      },
      /is the database of another program/,
    ],
  ])('does not take a backup that %s', async (_what, change, sentence) => {
    const { gateway, file } = await backedUp();
    change(file('backup.sqlite'));
    const before = readFileSync(file('gateway.sqlite'));
    const { exitCode, stdout, stderr } = await gateway(`restore ${file('backup.sqlite')} --replace`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(readFileSync(file('gateway.sqlite')).equals(before)).toBe(true);
    expect(existsSync(file('gateway.sqlite.unfinished'))).toBe(false);
  });

  it('takes what was copied beside its log, with what is in the log', async () => {
    const { gateway, file, look } = await backedUp();
    const connection = new Database(file('gateway.sqlite'));
    onTestFinished(() => void connection.close());
    connection.pragma('journal_mode = WAL');
    connection.exec("UPDATE operators SET name = 'In the log'");
    for (const end of ['', '-wal']) copyFileSync(file(`gateway.sqlite${end}`), file(`copy.sqlite${end}`));
    connection.close();
    expect((await gateway(`restore ${file('copy.sqlite')} --replace`)).exitCode).toBe(0);
    expect(await look('demo', (store) => store.operator())).toMatchObject({ name: 'In the log' });
  });

  it('lets the sandbox begin anew, which would take new messages for old ones', async () => {
    const { gateway, file } = await seededCommandLine();
    const config = loadConfig({ DATABASE_URL: file('gateway.sqlite'), NETFLIX: 'sandbox', PORT: '0' });
    await (await openGateway(config, { logger: pino({ level: 'silent' }) })).close();
    await gateway(`backup ${file('backup.sqlite')}`);
    expect(settingsOf(file('backup.sqlite'))).toEqual([
      'sandbox-adopted-demo',
      'sandbox-owner',
      'token-secret',
    ]);
    await gateway(`restore ${file('backup.sqlite')} --replace`);
    expect(settingsOf(file('gateway.sqlite'))).toEqual(['token-secret']);
  });
});

async function backedUp() {
  const line = await seededCommandLine();
  const { exitCode } = await line.gateway(`backup ${line.file('backup.sqlite')}`);
  expect(exitCode).toBe(0);
  return line;
}

function settingsOf(file: string): unknown[] {
  const connection = new Database(file, { readonly: true });
  try {
    return connection.prepare('SELECT name FROM settings ORDER BY name').pluck().all();
  } finally {
    connection.close();
  }
}

function edit(file: string, sql: string): void {
  const connection = new Database(file);
  connection.exec(sql);
  connection.close();
}
