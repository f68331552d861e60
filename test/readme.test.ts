import { existsSync, readFileSync } from 'node:fs';

import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type GraphQLNamedType,
} from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway, type Gateway } from '../src/app.ts';
import { ConfigError, loadConfig } from '../src/config.ts';
import { DEMO } from '../src/demo/demo.ts';
import type { ErrorCode } from '../src/graphql/errors.ts';
import { schema } from '../src/graphql/schema.ts';
import { clientOf } from './api/gateway.ts';
import { commandLine } from './cli/command-line.ts';
import { blocksOf, codeIn, commandsIn, rowsOf, sectionOf } from './readme/markdown.ts';

const README = read('README.md');
const BLOCKS = blocksOf(README);
const COMMANDS = codeOf('sh').flatMap(commandsIn);

describe('The README', () => {
  it('asks only what the API understands', () => {
    const queries = codeOf('graphql');
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.flatMap((query) => validate(schema, parse(query)))).toEqual([]);
  });

  it.each(['2026-03-01T12:00:00Z', '2027-12-31T23:59:59Z', '2028-02-29T00:00:00Z'])(
    'shows the answers that a fresh demo gives, such as at %s',
    async (now) => {
      const asked = BLOCKS.filter(
        ({ language }, place) => language === 'graphql' && BLOCKS[place + 1]?.language === 'json',
      );
      expect(asked.length).toBeGreaterThan(0);
      for (const block of asked) {
        const gateway = await freshDemo(Date.parse(now));
        const { ask } = clientOf(gateway, DEMO.apiKey);
        const shown: unknown = JSON.parse(BLOCKS[BLOCKS.indexOf(block) + 1]?.code ?? '');
        expect({ data: await ask(block.code) }).toEqual(shown);
      }
    },
  );

  it('asks with curl as the gateway wants it', async () => {
    const [, url, ...options] = COMMANDS.find(([program]) => program === 'curl') ?? [];
    const valuesOf = (name: string) =>
      options.flatMap((option, place) => (options[place - 1] === name ? [option] : []));
    const headers = valuesOf('--header').map((header): [string, string] => {
      const [name = '', value = ''] = header.split(': ');
      return [name, value];
    });
    const [body = ''] = valuesOf('--data');
    const gateway = await freshDemo(Date.now());
    const answer = await gateway.fetch(new Request(url ?? '', { method: 'POST', headers, body }));
    expect(await answer.json()).toMatchObject({
      data: { viewer: { operator: { name: DEMO.operator.name } } },
    });
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...COMMANDS, ...codeIn(README).map((code) => code.split(' '))]
      .filter(([program, verb]) => program === 'npm' && verb !== 'ci')
      .map(([, verb = '', ...words]) =>
        verb === 'run' ? (words.find((word) => !word.startsWith('-')) ?? '') : verb,
      );
    expect(named).toContain('start');
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('calls the command line through npm with commands that work', async () => {
    const ours = COMMANDS.flatMap(([program, ...words]) =>
      program === 'npm' && words.includes('gateway') ? [words.slice(words.indexOf('--') + 1)] : [],
    );
    expect(ours.length).toBeGreaterThan(0);
    const { run } = commandLine();
    for (const args of ours) expect(await run(args)).toMatchObject({ exitCode: 0 });
  });

  it('names every code that an error can have', () => {
    const codes = Object.keys({
      BAD_USER_INPUT: true,
      UNAUTHENTICATED: true,
      FORBIDDEN: true,
      RATE_LIMITED: true,
      DOCUMENT_TOO_LARGE: true,
      JSON_DEPTH_LIMIT: true,
      TOKEN_LIMIT: true,
      DEPTH_LIMIT: true,
      ALIAS_LIMIT: true,
      DIRECTIVE_LIMIT: true,
      COST_LIMIT: true,
      TRUSTED_DOCUMENT_REQUIRED: true,
      PERSISTED_QUERY_NOT_SUPPORTED: true,
      GRAPHQL_PARSE_FAILED: true,
      GRAPHQL_VALIDATION_FAILED: true,
      IDEMPOTENCY_KEY_REUSED: true,
      IDEMPOTENCY_KEY_IN_PROGRESS: true,
      BUSY: true,
      TIMEOUT: true,
      SERVER_STOPPING: true,
      STORAGE_FULL: true,
      READ_ONLY: true,
      INTERNAL_SERVER_ERROR: true,
    } satisfies Record<ErrorCode, true>);
    const named = rowsOf(sectionOf(README, 'What errors look like')).flatMap(([, answer = '']) =>
      codeIn(answer),
    );
    expect(named).toEqual(expect.arrayContaining(codes));
  });

  it('goes into production with commands that work, one after the other', async () => {
    const set = COMMANDS.flatMap(([program, setting = '']) =>
      program === 'export' ? [setting.split('=')] : [],
    );
    const env = Object.fromEntries(
      set.map(([name = '', value = '']) => [
        name,
        value.startsWith('$(') ? 'what openssl would have drawn, once' : value,
      ]),
    );
    const { DATABASE_URL: _, ...settings } = env; // a file of this test's own instead
    const { run, stop } = commandLine({ env: { ...settings, PORT: '0', LOG_LEVEL: 'silent' } });
    const ours = COMMANDS.flatMap(([program, main, ...args]) =>
      program === 'node' && main === 'src/start.mjs' ? [args] : [],
    );
    expect(ours.length).toBeGreaterThan(5);
    const failed: unknown[] = [];
    const goThrough = async (commands: readonly string[][]) => {
      for (const args of commands) {
        const ended = await run(args);
        if (ended.exitCode !== 0) failed.push({ args, ...ended });
      }
    };
    await goThrough(ours.filter(([command]) => command !== 'serve'));
    stop(); // the gateway starts all the same, and then ends
    await goThrough(ours.filter(([command]) => command === 'serve'));
    expect(failed).toEqual([]);
  });

  it('knows no other programs than a newcomer has', () => {
    const programs = new Set(COMMANDS.map(([program]) => program));
    expect([...programs].sort()).toEqual(['curl', 'export', 'node', 'npm']);
  });

  it('lists every command of the command line, and no other', async () => {
    const { gateway } = commandLine();
    const commandsOf = async (words: string) => {
      const [, list = ''] = (await gateway(`${words} --help`.trim())).stdout.split('\nCommands:\n');
      return [...(list.split('\n\n', 1)[0]?.matchAll(/^ {2}([a-z-]+)/gm) ?? [])].flatMap(
        ([, name]) => name ?? [],
      );
    };
    const all: string[] = [];
    for (const command of await commandsOf('')) {
      const verbs = (await commandsOf(command)).filter((verb) => verb !== 'help');
      all.push(...(verbs.length > 0 ? verbs.map((verb) => `${command} ${verb}`) : [command]));
    }
    const listed = rowsOf(sectionOf(README, 'Command line')).flatMap(([commands = '']) => {
      const [first = '', ...others] = codeIn(commands);
      return [first, ...others.map((verb) => `${first.split(' ')[0] ?? ''} ${verb}`)];
    });
    expect(listed.sort()).toEqual(all.sort());
  });

  describe('on configuration', () => {
    const rows = rowsOf(sectionOf(README, 'Configuration')).map(
      ([name = '', meaning, usual = '', production = '']) => ({
        name: codeIn(name)[0] ?? '',
        meaning,
        usual,
        production,
      }),
    );

    it('lists every variable that is read, and no other', () => {
      const wanted = new Set<string>();
      for (const NODE_ENV of ['development', 'production']) {
        const env = new Proxy<Record<string, string>>(
          { NODE_ENV },
          { get: (known, name) => (wanted.add(String(name)), known[String(name)]) },
        );
        try {
          loadConfig(env);
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error; // what production needs was not there
        }
      }
      expect(rows.map(({ name }) => name).sort()).toEqual([...wanted].sort());
    });

    it('tells the defaults as they are', () => {
      const needed = {
        TOKEN_SECRET: 'a secret that only this test knows',
        SIGN_UP_ADDRESS: 'https://example.com',
      };
      const usual = Object.fromEntries(rows.flatMap((row) => defaultIn(row.name, row.usual)));
      const production = Object.fromEntries(rows.flatMap((row) => defaultIn(row.name, row.production)));
      expect(loadConfig(usual)).toEqual(loadConfig({}));
      expect(loadConfig({ ...production, ...needed })).toEqual(
        loadConfig({ NODE_ENV: 'production', ...needed }),
      );
    });

    it('sets nothing else on the way into production', () => {
      const set = COMMANDS.flatMap(([program, setting]) =>
        program === 'export' ? setting?.split('=')[0] : [],
      );
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(set));
      expect(set).toEqual(expect.arrayContaining(['NODE_ENV', 'TOKEN_SECRET', 'SIGN_UP_ADDRESS']));
    });
  });

  it('names files and folders that are there', () => {
    const tree = sectionOf(README, 'Where things are')
      .split('\n')
      .flatMap((line) => /^[\w./]+(, [\w./]+)*(?= {2,})/.exec(line)?.[0].split(', ') ?? []);
    expect(tree.length).toBeGreaterThanOrEqual(10);
    const named = codeIn(README).filter((code) => /^(src|test|drizzle)\/[\w./-]*$/.test(code));
    expect([...tree, ...named].filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual(
      [],
    );
  });

  it('translates the words of the old system into words of the schema', () => {
    const coordinates = codeIn(README).filter((code) => /^[A-Z]\w+\.\w+$/.test(code));
    expect(coordinates.length).toBeGreaterThan(30);
    const unknown = coordinates.filter((coordinate) => {
      const [type = '', member = ''] = coordinate.split('.');
      return !membersOf(schema.getType(type)).includes(member);
    });
    expect(unknown).toEqual([]);
  });

  it('quotes the code as it is', () => {
    const quotes = codeOf('ts');
    expect(quotes.length).toBeGreaterThan(0);
    for (const quote of quotes) {
      const [, file = '', code = ''] = /^\/\/ (\S+)\n(.*)$/s.exec(quote) ?? [];
      expect(squeezed(read(file))).toContain(squeezed(code));
    }
  });
});

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

function codeOf(language: string): string[] {
  return BLOCKS.filter((block) => block.language === language).map(({ code }) => code);
}

async function freshDemo(now: number): Promise<Gateway> {
  const clock = () => now;
  const config = loadConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent' });
  const gateway = await openGateway(config, { clock, wallClock: clock });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A default that is written out, such as `4000`; nothing where it is described in words. */
function defaultIn(name: string, cell: string): [string, string][] {
  const [, value] = /^`([^`]+)`/.exec(cell) ?? [];
  return value === undefined ? [] : [[name, value]];
}

function membersOf(type: GraphQLNamedType | undefined): string[] {
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
    return Object.keys(type.getFields());
  return isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
}

function squeezed(code: string): string {
  return code.replace(/\s+/g, '');
}
