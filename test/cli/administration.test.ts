import { describe, expect, it } from 'vitest';

import { isApiKey } from '../../src/auth/api-keys.ts';
import { isPassword } from '../../src/auth/passwords.ts';
import { commandsIn } from '../readme/markdown.ts';
import { commandLine, NOW, seededCommandLine } from './command-line.ts';

async function withOperator() {
  const line = commandLine();
  await line.run(['operator', 'create', '--code', 'cytel', '--name', 'Cyprus Telecom', '--currency', 'EUR']);
  return line;
}

describe('gateway operator', () => {
  it('starts a new database with an operator', async () => {
    const { gateway, run } = commandLine();
    const create = ['operator', 'create', '--code', 'cytel', '--name', 'Cyprus Telecom', '--currency', 'EUR'];
    expect(await run(create)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await run(create)).toMatchObject({
      exitCode: 1,
      stderr: 'Operator cytel already exists. Choose another code.\n',
    });
    expect((await gateway('operator list')).stdout).toBe(
      'CODE   NAME            CURRENCY  WINDOW  ON SILENCE\ncytel  Cyprus Telecom  EUR       24 h    APPROVE\n',
    );
  });

  it.each([
    [{}, 'node src/start.mjs '],
    [{ npm_lifecycle_event: 'gateway' }, 'npm run -s gateway -- '],
  ])('tells next steps that work, with %j around it', async (env, program) => {
    const { run } = commandLine({ env });
    const create = ['operator', 'create', '--code', 'cy_tel-1', '--name', 'Cyprus', '--currency', 'EUR'];
    const { stderr } = await run(create);
    const next = stderr.split('\n').flatMap((line) => line.split(`  ${program}`)[1] ?? []);
    const commands = commandsIn(next.join('\n'));
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(await run(command)).toMatchObject({ exitCode: 0 });
  });

  it.each(['a b', '', 'caf\u00e9', "it's", 'x'.repeat(65)])('refuses the code %j', async (code) => {
    const create = ['operator', 'create', '--code', code, '--name', 'Cyprus Telecom', '--currency', 'EUR'];
    expect(await commandLine().run(create)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        'It must be 1 to 64 letters of a to z, digits, hyphens and underscores',
      ),
    });
  });

  it('changes its policy', async () => {
    const { gateway, look } = await withOperator();
    expect(await gateway('operator update cytel --decision-window-hours 0 --on-silence WAIT')).toMatchObject({
      exitCode: 0,
    });
    expect(await look('cytel', (store) => store.operator())).toMatchObject({
      decisionWindowHours: 0,
      onSilence: 'WAIT',
    });
  });

  it.each([
    ['operator create --code x --name X --currency XXX', 'It must be a currency of ISO 4217'],
    ['operator create --code x --name X', "required option '--currency <code>' not specified"],
    ['operator update cytel --decision-window-hours -1', 'It must be a whole number from 0 to 8760.'],
    ['operator update cytel --on-silence MAYBE', 'It must be one of APPROVE, WAIT.'],
    ['operator update nobody --name X', 'There is no operator nobody. There are: cytel.'],
  ])('refuses %s', async (words, why) => {
    const { gateway } = await withOperator();
    expect(await gateway(words)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) });
  });
});

describe('gateway user', () => {
  it('makes up a password and prints it alone', async () => {
    const { gateway, look } = await withOperator();
    const { exitCode, stdout, stderr } = await gateway(
      'user create anna --operator cytel --scopes read,WRITE',
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'User anna was added.\nThe password, which is shown only now:\n',
    });
    const [anna] = await look('cytel', (store) => store.users());
    expect(anna).toMatchObject({ username: 'anna', scopes: ['READ', 'WRITE'], disabledOn: null });
    expect(await isPassword(stdout.trim(), anna?.passwordHash ?? null)).toBe(true);
    expect((await gateway('user list --operator cytel')).stdout).toContain(
      'anna      READ,WRITE  2026-06-15T12:00:00.000Z',
    );
  });

  it('takes a password from standard input, never prints it, and replaces it', async () => {
    const { gateway, look } = await withOperator();
    const hash = async () => (await look('cytel', (store) => store.users()))[0]?.passwordHash ?? null;
    expect(
      await gateway(
        'user create anna --operator cytel --scopes READ --password-stdin',
        'correct horse battery\n',
      ),
    ).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'User anna was added.\n',
    });
    expect(await isPassword('correct horse battery', await hash())).toBe(true);
    await gateway('user password anna --operator cytel --password-stdin', 'another horse battery');
    expect(await isPassword('another horse battery', await hash())).toBe(true);
  });

  it('disables, enables and changes the scopes of somebody', async () => {
    const { gateway, look } = await withOperator();
    const anna = async () => (await look('cytel', (store) => store.users()))[0];
    await gateway('user create anna --operator cytel --scopes READ');
    await gateway('user disable anna --operator cytel');
    expect(await anna()).toMatchObject({ disabledOn: NOW });
    await gateway('user enable anna --operator cytel');
    await gateway('user scopes anna --operator cytel --scopes NETFLIX,READ');
    expect(await anna()).toMatchObject({ disabledOn: null, scopes: ['READ', 'NETFLIX'] });
  });

  it.each([
    ['user create anna --operator cytel --scopes EVERYTHING', '', 2, 'They must be among READ, WRITE'],
    [
      'user create anna --operator cytel --scopes READ --password-stdin',
      'short',
      2,
      'A password must have 12 to 256 characters',
    ],
    ['user disable ben --operator cytel', '', 1, 'There is no user ben.'],
    ['user password ben --operator cytel', '', 1, 'There is no user ben.'],
  ])('refuses %s', async (words, input, exitCode, why) => {
    const { gateway } = await withOperator();
    expect(await gateway(words, input)).toMatchObject({
      exitCode,
      stdout: '',
      stderr: expect.stringContaining(why),
    });
  });
});

describe('gateway api-key', () => {
  it('prints a new key alone, and keeps only what proves it', async () => {
    const { gateway, run, look } = await withOperator();
    const create = [
      'api-key',
      'create',
      '--operator',
      'cytel',
      '--name',
      'billing run',
      '--scopes',
      'READ',
      '--expires',
      '2027-01-01',
    ];
    const { exitCode, stdout } = await run(create);
    expect(exitCode).toBe(0);
    const [key] = await look('cytel', (store) => store.apiKeys());
    expect(key).toMatchObject({ name: 'billing run', scopes: ['READ'], expiresOn: Date.parse('2027-01-01') });
    expect(isApiKey(stdout.trim(), key?.hash ?? '')).toBe(true);
    expect((await gateway('api-key list --operator cytel')).stdout).not.toContain(stdout.trim());
  });

  it('replaces a key by one like it', async () => {
    const { gateway, look } = await withOperator();
    await gateway('api-key create --operator cytel --name billing --scopes READ,WRITE');
    const [old] = await look('cytel', (store) => store.apiKeys());
    const { exitCode, stdout } = await gateway(`api-key rotate ${old?.prefix} --operator cytel`);
    expect(exitCode).toBe(0);
    const [before, after] = await look('cytel', (store) => store.apiKeys());
    expect(before).toMatchObject({ prefix: old?.prefix, revokedOn: NOW });
    expect(after).toMatchObject({
      name: 'billing',
      scopes: ['READ', 'WRITE'],
      expiresOn: null,
      revokedOn: null,
    });
    expect(isApiKey(stdout.trim(), after?.hash ?? '')).toBe(true);
    expect(await gateway(`api-key rotate ${old?.prefix} --operator cytel`)).toMatchObject({
      exitCode: 1,
      stdout: '',
    });
  });

  it('revokes a key, and says when there is none', async () => {
    const { gateway, look } = await withOperator();
    await gateway('api-key create --operator cytel --name billing --scopes READ');
    const [key] = await look('cytel', (store) => store.apiKeys());
    expect(await gateway(`api-key revoke ${key?.prefix} --operator cytel`)).toMatchObject({ exitCode: 0 });
    expect(await look('cytel', (store) => store.apiKeys())).toMatchObject([{ revokedOn: NOW }]);
    expect(await gateway('api-key revoke nbk_nothing --operator cytel')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('nbk_nothing'),
    });
  });

  it('refuses a key that would have expired', async () => {
    const { gateway } = await withOperator();
    expect(
      await gateway('api-key create --operator cytel --name old --scopes READ --expires 2026-01-01'),
    ).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('API key old would have expired already'),
    });
  });
});

describe('gateway promotion', () => {
  it('adds, changes and lists promotions', async () => {
    const { gateway } = await withOperator();
    const create =
      'promotion create SPRING --operator cytel --name Spring --from 2026-03-01 --expires 2026-06-01';
    expect(await gateway(create)).toMatchObject({ exitCode: 0 });
    expect(await gateway(create)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Promotion SPRING already exists.'),
    });
    expect((await gateway('promotion list --operator cytel')).stdout).toContain(
      'SPRING  Spring  2026-03-01T00:00:00.000Z  2026-06-01T00:00:00.000Z  no',
    );
    await gateway('promotion update SPRING --operator cytel --no-expires');
    expect((await gateway('promotion list --operator cytel')).stdout).toMatch(
      /SPRING +Spring +2026-03-01T00:00:00.000Z +yes/,
    );
    await gateway('promotion update SPRING --operator cytel --name Renamed');
    expect((await gateway('promotion list --operator cytel')).stdout).toMatch(
      /SPRING +Renamed +2026-03-01T00:00:00.000Z +yes/,
    );
  });

  it('takes effect now when nothing is said', async () => {
    const { gateway } = await withOperator();
    await gateway('promotion create NOW --operator cytel --name Now');
    expect((await gateway('promotion list --operator cytel')).stdout).toMatch(
      /NOW +Now +2026-06-15T12:00:00.000Z +yes/,
    );
  });

  it.each([
    [
      'promotion create X --operator cytel --name X --from 2026-03-01 --expires 2026-02-01',
      1,
      'cannot expire on',
    ],
    ['promotion update NONE --operator cytel --name X', 1, 'There is no promotion NONE.'],
    ['promotion create X --operator cytel --name X --from tomorrow', 2, 'It must be an instant such as'],
  ])('refuses %s', async (words, exitCode, why) => {
    const { gateway } = await withOperator();
    expect(await gateway(words)).toMatchObject({ exitCode, stderr: expect.stringContaining(why) });
  });
});

describe('gateway rate', () => {
  it('adds rates with an instant from which they hold', async () => {
    const { gateway } = await withOperator();
    await gateway('rate add --operator cytel --currency USD --rate 0.920 --from 2026-03-01');
    await gateway('rate add --operator cytel --currency USD --rate 0.95');
    expect((await gateway('rate list --operator cytel')).stdout).toBe(
      [
        'CURRENCY  RATE  EFFECTIVE FROM',
        'USD       0.92  2026-03-01T00:00:00.000Z',
        'USD       0.95  2026-06-15T12:00:00.000Z',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['rate add --operator cytel --currency EUR --rate 1', 1, 'EUR is the local currency'],
    ['rate add --operator cytel --currency USD --rate 0', 2, 'It must be more than 0'],
    ['rate add --operator cytel --currency usd --rate 1', 2, 'It must be a currency of ISO 4217'],
  ])('refuses %s', async (words, exitCode, why) => {
    const { gateway } = await withOperator();
    expect(await gateway(words)).toMatchObject({ exitCode, stderr: expect.stringContaining(why) });
  });
});

describe('gateway provider', () => {
  it('adds and lists platforms', async () => {
    const { gateway, run } = await withOperator();
    const create = [
      'provider',
      'create',
      'Set-top boxes',
      '--operator',
      'cytel',
      '--alternative-code',
      'STB',
    ];
    expect(await run(create)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'Provider Set-top boxes was added.\n',
    });
    expect(await run(create)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Alternative code STB already belongs to provider Set-top boxes.'),
    });
    await gateway('provider create Phones --operator cytel');
    expect((await gateway('provider list --operator cytel')).stdout).toBe(
      'NAME           ALTERNATIVE CODE\nSet-top boxes  STB\nPhones\n',
    );
  });

  it.each([
    ['provider create Phones', "required option '--operator <code>' not specified"],
    ['provider create Phones --operator nobody', 'There is no operator nobody.'],
    [
      `provider create ${'x'.repeat(129)} --operator cytel`,
      '`name` must have 1 to 128 characters, but has 129.',
    ],
  ])('refuses %s', async (words, why) => {
    const { gateway } = await withOperator();
    expect(await gateway(words)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) });
  });
});

describe('gateway process', () => {
  it('settles what is due, up to the limit', async () => {
    const later = Date.parse('2026-06-20T00:00:00Z');
    let now = NOW;
    const { gateway } = await seededCommandLine({ clock: () => now });
    expect(await gateway('process')).toMatchObject({ exitCode: 0, stdout: 'demo: 0 settled, 0 still due\n' });
    now = later;
    expect(await gateway('process --operator demo --limit 1')).toMatchObject({
      stdout: 'demo: 1 settled, 2 still due\n',
    });
    expect(await gateway('process')).toMatchObject({ stdout: 'demo: 2 settled, 0 still due\n' });
  });
});
