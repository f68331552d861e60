import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openGateway } from '../../src/app.ts';
import { ConfigError, loadConfig, loadStorageConfig, type Environment } from '../../src/config.ts';
import { ownFolder } from '../own-folder.ts';

const SECRET = 'a-secret-that-only-this-test-knows';
const PRODUCTION = {
  NODE_ENV: 'production',
  TOKEN_SECRET: SECRET,
  SIGN_UP_ADDRESS: 'https://signup.example.com/telecom',
};

const OVER_HTTP = {
  NETFLIX: 'http',
  NETFLIX_ADDRESS: 'https://partners.example.com/billing',
  NETFLIX_TOKEN: 'what-netflix-knows-us-by',
};

function pemFile(): string {
  const file = join(ownFolder(), 'netflix.pem');
  writeFileSync(file, '-----BEGIN CERTIFICATE-----');
  return file;
}

describe('the settings', () => {
  it('need nothing at all outside production', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      databaseFile: './gateway.sqlite',
      databaseCache: 256,
      host: '127.0.0.1',
      port: 4000,
      trustedProxies: 0,
      tokenSecret: null,
      previousTokenSecret: null,
      graphiql: true,
      introspection: true,
      demoData: true,
      netflix: 'sandbox',
      netflixOverHttp: null,
      sandboxSeed: null,
      signUpAddress: null,
      suggestions: true,
      corsOrigins: [],
      trustedDocuments: null,
      mostBytes: 262_144,
      limits: { jsonDepth: 32, tokens: 1_000, depth: 12, aliases: 30, directives: 10, cost: 5_000 },
      restStatus200: false,
      rate: { capacity: 50_000, refill: 5_000 },
      logLevel: 'info',
      logFormat: 'pretty',
      metrics: null,
      collector: null,
      readTimeout: 10_000,
      stopDelay: 0,
    });
  });

  it('switch off in production whatever was not asked for', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      production: true,
      tokenSecret: SECRET,
      graphiql: false,
      introspection: false,
      suggestions: false,
      demoData: false,
      netflix: 'none',
      netflixOverHttp: null,
      signUpAddress: 'https://signup.example.com/telecom',
      logFormat: 'json',
      stopDelay: 2_000,
    });
    expect(loadConfig({ ...PRODUCTION, GRAPHIQL: 'on' })).toMatchObject({ graphiql: true });
  });

  it('count as not set when they are empty', () => {
    expect(loadConfig({ PORT: '', HOST: ' ', NODE_ENV: '' })).toEqual(loadConfig({}));
  });

  it.each<[Environment, string[]]>([
    [{ NODE_ENV: 'prod' }, ['NODE_ENV: expected production, development or test, found "prod"']],
    [{ SANDBOX_SEED: '-7' }, ['SANDBOX_SEED: expected a whole number of at most 15 digits, found "-7"']],
    [{ METRICS_PORT: 'no' }, ['METRICS_PORT: expected a whole number from 0 to 65535, found "no"']],
    [
      { METRICS_OPERATIONS: 'Mine,not a name' },
      [
        'METRICS_OPERATIONS: expected at most 200 names of operations, separated by commas, found "Mine,not a name"',
      ],
    ],
    [{ READ_TIMEOUT: '0' }, ['READ_TIMEOUT: expected seconds from 1 to 60, found "0"']],
    [{ DATABASE_CACHE: '0' }, ['DATABASE_CACHE: expected a whole number from 1 to 65536, found "0"']],
    [{ STOP_DELAY: '5' }, ['STOP_DELAY: expected seconds from 0 to 4, found "5"']],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      [
        'OTEL_EXPORTER_OTLP_ENDPOINT: expected the address of an OpenTelemetry collector, without /v1/traces, found "collector:4318"',
      ],
    ],
    [{ PORT: 'http' }, ['PORT: expected a whole number from 0 to 65535, found "http"']],
    [{ PORT: '65536' }, ['PORT: expected a whole number from 0 to 65535, found "65536"']],
    [{ PORT: '-1' }, ['PORT: expected a whole number from 0 to 65535, found "-1"']],
    [
      { HOST: 'http://here' },
      ['HOST: expected a host name or an IP address to listen on, found "http://here"'],
    ],
    [{ GRAPHIQL: 'maybe' }, ['GRAPHIQL: expected on or off, found "maybe"']],
    [{ INTROSPECTION: 'constructor' }, ['INTROSPECTION: expected on or off, found "constructor"']],
    [{ LIMIT_DEPTH: '0' }, ['LIMIT_DEPTH: expected a whole number from 1 to 100, found "0"']],
    [{ LIMIT_COST: '1e3' }, ['LIMIT_COST: expected a whole number from 1 to 1000000, found "1e3"']],
    [
      { CORS_ORIGINS: '*' },
      ['CORS_ORIGINS: expected origins such as https://billing.example.com, separated by commas, found "*"'],
    ],
    [{ DEMO_DATA: '2' }, ['DEMO_DATA: expected on or off, found "2"']],
    [
      { LOG_LEVEL: 'loud' },
      ['LOG_LEVEL: expected fatal, error, warn, info, debug, trace, silent, found "loud"'],
    ],
    [{ LOG_FORMAT: 'xml' }, ['LOG_FORMAT: expected pretty, json, found "xml"']],
    [
      { ...PRODUCTION, DEMO_DATA: 'on' },
      ['DEMO_DATA: expected off in production: the demo credentials are public, found "on"'],
    ],
    [
      { ...PRODUCTION, SIGN_UP_ADDRESS: 'http://signup.example.com' },
      [
        'SIGN_UP_ADDRESS: expected the https address of the sign-up page, without a query, found "http://signup.example.com"',
      ],
    ],
    [
      { SIGN_UP_ADDRESS: 'https://signup.example.com/?from=us' },
      [
        'SIGN_UP_ADDRESS: expected the address of the sign-up page, without a query, found "https://signup.example.com/?from=us"',
      ],
    ],
    [
      { NODE_ENV: 'production' },
      [
        'TOKEN_SECRET: expected at least 32 characters, such as "openssl rand -base64 48" prints, found nothing',
        'SIGN_UP_ADDRESS: expected the https address of the sign-up page, without a query, found nothing',
      ],
    ],
  ])('name every mistake of %o', (env, mistakes) => {
    expect(complaints(env)).toEqual(mistakes);
  });

  it('reach Netflix over HTTP with a token, or with a certificate', () => {
    const pem = pemFile();
    expect(loadConfig(OVER_HTTP)).toMatchObject({
      netflix: 'http',
      netflixOverHttp: {
        address: 'https://partners.example.com/billing',
        credential: { kind: 'BEARER', token: 'what-netflix-knows-us-by' },
        authorityFile: null,
      },
    });
    const certificate = { NETFLIX_CLIENT_CERT: pem, NETFLIX_CLIENT_KEY: pem, NETFLIX_CA: pem };
    expect(loadConfig({ ...OVER_HTTP, ...certificate, NETFLIX_TOKEN: '' })).toMatchObject({
      netflixOverHttp: {
        credential: { kind: 'CERTIFICATE', certificateFile: pem, keyFile: pem },
        authorityFile: pem,
      },
    });
    expect(
      loadConfig({ NETFLIX: 'http', NETFLIX_ADDRESS: 'http://localhost:8080', NETFLIX_TOKEN: 'x' }),
    ).toMatchObject({ netflixOverHttp: { address: 'http://localhost:8080/' } });
  });

  it('ask for nothing of Netflix where it is not reached over HTTP', () => {
    expect(loadConfig({ ...PRODUCTION, NETFLIX_CLIENT_CERT: '' })).toMatchObject({ netflixOverHttp: null });
    expect(loadConfig({ NETFLIX: 'none', NETFLIX_TOKEN: 'x', NETFLIX_CLIENT_KEY: pemFile() })).toMatchObject({
      netflix: 'none',
      netflixOverHttp: null,
    });
  });

  it.each<[Environment, string[]]>([
    [{ NETFLIX: 'real' }, ['NETFLIX: expected sandbox, http, none, found "real"']],
    [
      { ...PRODUCTION, NETFLIX: 'sandbox' },
      ['NETFLIX: expected http or none: whoever has a link would sign up at the sandbox, found "sandbox"'],
    ],
    [
      { ...PRODUCTION, NETFLIX: 'http' },
      [
        "NETFLIX_ADDRESS: expected the https address of Netflix's side, without a query, found nothing",
        'NETFLIX_TOKEN: expected the token that Netflix knows the gateway by, or NETFLIX_CLIENT_CERT and NETFLIX_CLIENT_KEY, found nothing',
      ],
    ],
    [
      { NETFLIX: 'http' },
      [
        "NETFLIX_ADDRESS: expected the address of Netflix's side, without a query, found nothing",
        'NETFLIX_TOKEN: expected the token that Netflix knows the gateway by, or NETFLIX_CLIENT_CERT and NETFLIX_CLIENT_KEY, found nothing',
      ],
    ],
    [
      { ...PRODUCTION, ...OVER_HTTP, NETFLIX_ADDRESS: 'http://partners.example.com' },
      [
        'NETFLIX_ADDRESS: expected the https address of Netflix\'s side, without a query, found "http://partners.example.com"',
      ],
    ],
    [
      { ...OVER_HTTP, NETFLIX_CLIENT_CERT: '/no/such/file.pem', NETFLIX_CA: '/no/such/authority.pem' },
      [
        'NETFLIX_CLIENT_CERT: expected a PEM file that can be read, found "/no/such/file.pem"',
        'NETFLIX_CLIENT_KEY: expected a PEM file that can be read, found nothing',
        'NETFLIX_CA: expected a PEM file that can be read, found "/no/such/authority.pem"',
      ],
    ],
  ])('name every mistake of the exchange with Netflix in %o', (env, mistakes) => {
    expect(complaints(env)).toEqual(mistakes);
  });

  it('report all mistakes at once', () => {
    const env = {
      NODE_ENV: 'production',
      PORT: 'http',
      DATABASE_URL: 'mysql://x',
      TOKEN_SECRET: 'short',
      LOG_LEVEL: 'loud',
    };
    expect(complaints(env).map((line) => line.split(':')[0])).toEqual([
      'DATABASE_URL',
      'PORT',
      'TOKEN_SECRET',
      'SIGN_UP_ADDRESS',
      'LOG_LEVEL',
    ]);
  });

  it('decide how much memory SQLite takes for pages', async () => {
    const statements: string[] = [];
    const config = loadConfig({ DATABASE_URL: ':memory:', DEMO_DATA: 'off', DATABASE_CACHE: '8' });
    const gateway = await openGateway(config, { onStatement: (sql) => statements.push(sql) });
    await gateway.close();
    expect(statements).toContain('PRAGMA cache_size = -8192');
  });

  it('never repeat a secret or a password', () => {
    const text = complaints({
      TOKEN_SECRET: 'hunter2',
      DATABASE_URL: 'postgres://anna:hunter2@db/gateway',
    }).join('\n');
    expect(text).not.toContain('hunter2');
    expect(text).toContain('TOKEN_SECRET: expected at least 32 characters');
    expect(text).toContain('found "postgres:…"');
  });

  it.each([
    ['file:./gateway.sqlite', './gateway.sqlite'],
    ['file:gateway.sqlite', 'gateway.sqlite'],
    ['file:/var/lib/gateway.sqlite', '/var/lib/gateway.sqlite'],
    ['file:///var/lib/my%20gateway.sqlite', '/var/lib/my gateway.sqlite'],
    ['/var/lib/gateway.sqlite', '/var/lib/gateway.sqlite'],
    ['C:/gateway.sqlite', 'C:/gateway.sqlite'],
    [':memory:', ':memory:'],
  ])('read the database %s as the file %s', (url, file) => {
    expect(loadStorageConfig({ DATABASE_URL: url }).databaseFile).toBe(file);
  });

  it.each([
    'postgres://db/gateway',
    'mysql:gateway',
    'sqlite:gateway.sqlite',
    'file:',
    'file:x.sqlite?mode=ro',
    'file://host/x',
  ])('refuse the database %s', (url) => {
    expect(complaints({ DATABASE_URL: url })).toEqual([
      expect.stringContaining('DATABASE_URL: expected a file of SQLite'),
    ]);
  });

  it('ask for no secret where nobody is served', () => {
    expect(loadStorageConfig({ NODE_ENV: 'production' })).toEqual({
      production: true,
      databaseFile: './gateway.sqlite',
      netflix: 'none',
    });
  });
});

/** The mistakes that are reported, a line each. */
function complaints(env: Environment): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}
