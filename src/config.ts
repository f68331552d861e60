import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import type { Rate } from './auth/rate-limit.ts';
import type { Limits } from './graphql/limits.ts';

/** Where the data is; all that a command needs which serves nobody. */
export interface StorageConfig {
  readonly production: boolean;
  /** A path, or `:memory:`. */
  readonly databaseFile: string;
  /** Who plays Netflix; whether it is told is decided as things happen, by whichever command makes them happen. */
  readonly netflix: 'sandbox' | 'http' | 'none';
}

/** Everything that the environment decides about a gateway that serves. */
export interface Config extends StorageConfig {
  /** Where Netflix is and what it knows us by; null unless Netflix is reached over HTTP. */
  readonly netflixOverHttp: NetflixOverHttp | null;
  /** What the sandbox draws chance from; null = one that it draws once and keeps. */
  readonly sandboxSeed: number | null;
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  /** How many proxies of ours stand before the gateway; 0 = clients connect to it themselves. */
  readonly trustedProxies: number;
  /** Signs tokens; null = the random one that the database keeps, never in production. */
  readonly tokenSecret: string | null;
  /** Tokens signed with it still work, so that a secret can be replaced without logging everyone out. */
  readonly previousTokenSecret: string | null;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Whether errors say which name was perhaps meant. */
  readonly suggestions: boolean;
  /** The sites whose pages may ask, such as `https://billing.example.com`. */
  readonly corsOrigins: readonly string[];
  /** The only documents that may be asked, by id and by hash; null = any. */
  readonly trustedDocuments: ReadonlyMap<string, string> | null;
  /** The longest body of a request, in bytes. */
  readonly mostBytes: number;
  readonly limits: Limits;
  /** Whether the old REST API answers everything with the HTTP status 200, and tells what is wrong in the body alone. */
  readonly restStatus200: boolean;
  readonly rate: Rate;
  readonly demoData: boolean;
  /** Where a customer's browser goes to sign up; null = the gateway's own sandbox page, never in production. */
  readonly signUpAddress: string | null;
  readonly logLevel: LogLevel;
  readonly logFormat: 'pretty' | 'json';
  /** Where figures are told to Prometheus; null = nowhere. */
  readonly metrics: {
    readonly host: string;
    /** 0 = any that is free. */
    readonly port: number;
    /** The names of operations that are told apart. */
    readonly operations: ReadonlySet<string>;
  } | null;
  /** Where an OpenTelemetry collector takes traces; null = nothing is traced. */
  readonly collector: string | null;
  /** Milliseconds in which a list has to be found. */
  readonly readTimeout: number;
  /** Milliseconds for which a gateway that was asked to stop says so, before it takes no more requests. */
  readonly stopDelay: number;
}

/** What Netflix knows us by: a token, or a certificate with its key (PEM files). */
export interface NetflixOverHttp {
  readonly address: string;
  readonly credential:
    | { readonly kind: 'BEARER'; readonly token: string }
    | { readonly kind: 'CERTIFICATE'; readonly certificateFile: string; readonly keyFile: string };
  /** Whom to trust instead of the usual authorities, a PEM file. */
  readonly authorityFile: string | null;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the process was started with. */
export const environment: Environment = process.env;

/** Settings that cannot be used; the message names each of them, what was expected and what was found. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The settings of a gateway. A variable that is empty counts as not set. Throws one `ConfigError` for all mistakes. */
export function loadConfig(env: Environment): Config {
  const production = env.NODE_ENV === 'production';
  const given = read(
    {
      ...storageSettings(production),
      ...servingSettings(production),
      ...requestSettings(production),
      ...exchangeSettings(env, production),
    },
    env,
  );
  return {
    production,
    databaseFile: given.DATABASE_URL,
    netflix: given.NETFLIX,
    netflixOverHttp: netflixOverHttp(given),
    sandboxSeed: given.SANDBOX_SEED ?? null,
    host: given.HOST,
    port: given.PORT,
    trustedProxies: given.TRUST_PROXY,
    tokenSecret: given.TOKEN_SECRET ?? null,
    previousTokenSecret: given.TOKEN_SECRET_PREVIOUS ?? null,
    graphiql: given.GRAPHIQL,
    introspection: given.INTROSPECTION,
    suggestions: given.SUGGESTIONS,
    corsOrigins: given.CORS_ORIGINS,
    trustedDocuments: given.TRUSTED_DOCUMENTS ?? null,
    mostBytes: given.LIMIT_BODY,
    limits: {
      jsonDepth: given.LIMIT_JSON_DEPTH,
      tokens: given.LIMIT_TOKENS,
      depth: given.LIMIT_DEPTH,
      aliases: given.LIMIT_ALIASES,
      directives: given.LIMIT_DIRECTIVES,
      cost: given.LIMIT_COST,
    },
    restStatus200: given.REST_STATUS_200,
    rate: { capacity: given.RATE_CAPACITY, refill: given.RATE_REFILL },
    demoData: given.DEMO_DATA,
    signUpAddress: given.SIGN_UP_ADDRESS ?? null,
    logLevel: given.LOG_LEVEL,
    logFormat: given.LOG_FORMAT,
    metrics:
      given.METRICS_PORT === undefined
        ? null
        : { host: given.METRICS_HOST, port: given.METRICS_PORT, operations: given.METRICS_OPERATIONS },
    collector: given.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    readTimeout: given.READ_TIMEOUT * 1_000,
    stopDelay: given.STOP_DELAY * 1_000,
  };
}

/** The settings of a command that only works on the database. Throws `ConfigError`. */
export function loadStorageConfig(env: Environment): StorageConfig {
  const production = env.NODE_ENV === 'production';
  const { DATABASE_URL, NETFLIX } = read(storageSettings(production), env);
  return { production, databaseFile: DATABASE_URL, netflix: NETFLIX };
}

const ON_OR_OFF: ReadonlyMap<string, boolean> = new Map([
  ...['on', 'true', 'yes', '1'].map((word) => [word, true] as const),
  ...['off', 'false', 'no', '0'].map((word) => [word, false] as const),
]);

const NODE_ENV = expecting('production, development or test', (text) =>
  ['production', 'development', 'test'].includes(text) ? text : null,
).default('development');

const DATABASE_URL = expecting(
  'a file of SQLite, such as file:./gateway.sqlite, or :memory:',
  databaseFile,
  (text) => JSON.stringify(schemeOf(text) === null ? text : `${schemeOf(text) ?? ''}:…`), // the rest may hold a password
).default('./gateway.sqlite');

function storageSettings(production: boolean) {
  return {
    NODE_ENV,
    DATABASE_URL,
    NETFLIX: production
      ? expecting('http or none: whoever has a link would sign up at the sandbox', (text) =>
          text === 'http' || text === 'none' ? text : null,
        ).default('none')
      : oneOf(['sandbox', 'http', 'none'] as const).default('sandbox'),
  };
}

// One schema for each kind of environment, not a check across fields: those only run once every field is well formed, and then a missing
// secret would be reported after the next start.
function servingSettings(production: boolean) {
  return {
    HOST: host.default('127.0.0.1'),
    PORT: port.default(4000),
    TRUST_PROXY: expecting('the number of proxies before the gateway, 0 to 9', (text) =>
      /^\d$/.test(text) ? Number(text) : null,
    ).default(0),
    TOKEN_SECRET: production ? secret : secret.optional(),
    TOKEN_SECRET_PREVIOUS: secret.optional(),
    GRAPHIQL: onOrOff.default(!production),
    INTROSPECTION: onOrOff.default(!production),
    DEMO_DATA: production
      ? expecting('off in production: the demo credentials are public', (text) =>
          ON_OR_OFF.get(text.toLowerCase()) === false ? false : null,
        ).default(false)
      : onOrOff.default(true),
    SIGN_UP_ADDRESS: production
      ? expecting('the https address of the sign-up page, without a query', (text) =>
          pageAddress(text, ['https:']),
        )
      : expecting('the address of the sign-up page, without a query', (text) =>
          pageAddress(text, ['https:', 'http:']),
        ).optional(),
    SANDBOX_SEED: expecting('a whole number of at most 15 digits', (text) =>
      /^\d{1,15}$/.test(text) ? Number(text) : null,
    ).optional(),
    LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
    LOG_FORMAT: oneOf(['pretty', 'json'] as const).default(production ? 'json' : 'pretty'),
    METRICS_PORT: port.optional(),
    METRICS_HOST: host.default('127.0.0.1'),
    METRICS_OPERATIONS: expecting('at most 200 names of operations, separated by commas', (text) => {
      const names = text.split(',').map((name) => name.trim());
      return names.length <= 200 && names.every((name) => /^[_A-Za-z]\w{0,99}$/.test(name))
        ? new Set(names)
        : null;
    }).default(new Set()),
    OTEL_EXPORTER_OTLP_ENDPOINT: expecting(
      'the address of an OpenTelemetry collector, without /v1/traces',
      (text) => pageAddress(text, ['https:', 'http:']),
    ).optional(),
    READ_TIMEOUT: seconds(1, 60).default(10),
    STOP_DELAY: seconds(0, 4).default(production ? 2 : 0),
  };
}

// What one request may be, and what a browser or a credential may ask.
function requestSettings(production: boolean) {
  return {
    LIMIT_BODY: wholeNumber(1_000, 16_777_216).default(256 * 1024),
    LIMIT_JSON_DEPTH: wholeNumber(4, 256).default(32),
    LIMIT_TOKENS: wholeNumber(10, 100_000).default(1_000),
    LIMIT_DEPTH: wholeNumber(1, 100).default(12),
    LIMIT_ALIASES: wholeNumber(0, 1_000).default(30),
    LIMIT_DIRECTIVES: wholeNumber(0, 1_000).default(10),
    LIMIT_COST: wholeNumber(1, 1_000_000).default(5_000),
    REST_STATUS_200: onOrOff.default(false),
    RATE_CAPACITY: wholeNumber(1, 1_000_000_000).default(50_000),
    RATE_REFILL: wholeNumber(1, 1_000_000_000).default(5_000),
    SUGGESTIONS: onOrOff.default(!production),
    CORS_ORIGINS: expecting(
      'origins such as https://billing.example.com, separated by commas',
      origins,
    ).default([]),
    TRUSTED_DOCUMENTS: expecting(
      'a JSON file of documents by id, where an id sha256:… is the hash of its document',
      documentsIn,
    ).optional(),
  };
}

// What NETFLIX=http needs; nothing of it is asked for otherwise.
function exchangeSettings(
  { NETFLIX, NETFLIX_CLIENT_CERT, NETFLIX_CLIENT_KEY }: Environment,
  production: boolean,
) {
  const schemes = production ? ['https:'] : ['https:', 'http:'];
  const address = expecting(
    `the ${production ? 'https ' : ''}address of Netflix's side, without a query`,
    (text) => pageAddress(text, schemes),
  );
  const token = expecting(
    'the token that Netflix knows the gateway by, or NETFLIX_CLIENT_CERT and NETFLIX_CLIENT_KEY',
    (text) => text,
    (text) => `${text.length} characters`,
  );
  const file = expecting('a PEM file that can be read', (text) => (holdsPem(text) ? text : null));
  const isHttp = NETFLIX === 'http';
  const hasCertificate = isHttp && [NETFLIX_CLIENT_CERT, NETFLIX_CLIENT_KEY].some((file) => file?.trim());
  return {
    NETFLIX_ADDRESS: isHttp ? address : address.optional(),
    NETFLIX_TOKEN: isHttp && !hasCertificate ? token : token.optional(),
    NETFLIX_CLIENT_CERT: hasCertificate ? file : file.optional(),
    NETFLIX_CLIENT_KEY: hasCertificate ? file : file.optional(),
    NETFLIX_CA: file.optional(),
  };
}

function netflixOverHttp(given: {
  readonly NETFLIX: StorageConfig['netflix'];
  readonly NETFLIX_ADDRESS?: string | undefined;
  readonly NETFLIX_TOKEN?: string | undefined;
  readonly NETFLIX_CLIENT_CERT?: string | undefined;
  readonly NETFLIX_CLIENT_KEY?: string | undefined;
  readonly NETFLIX_CA?: string | undefined;
}): NetflixOverHttp | null {
  const { NETFLIX_ADDRESS: address, NETFLIX_TOKEN: token } = given;
  const { NETFLIX_CLIENT_CERT: certificateFile, NETFLIX_CLIENT_KEY: keyFile } = given;
  if (given.NETFLIX !== 'http' || address === undefined) return null;
  const authorityFile = given.NETFLIX_CA ?? null;
  if (certificateFile !== undefined && keyFile !== undefined)
    return { address, credential: { kind: 'CERTIFICATE', certificateFile, keyFile }, authorityFile };
  return token === undefined ? null : { address, credential: { kind: 'BEARER', token }, authorityFile };
}

const onOrOff = expecting('on or off', (text) => ON_OR_OFF.get(text.toLowerCase()) ?? null);

const host = expecting('a host name or an IP address to listen on', (text) => (isHost(text) ? text : null));

const port = expecting('a whole number from 0 to 65535', (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null,
);

function seconds(least: number, most: number) {
  return expecting(`seconds from ${least} to ${most}`, (text) =>
    /^\d{1,3}(\.\d{1,3})?$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null,
  );
}

const LEAST_SECRET = 32;
const secret = expecting(
  `at least ${LEAST_SECRET} characters, such as "openssl rand -base64 48" prints`,
  (text) => (text.length >= LEAST_SECRET ? text : null),
  (text) => `${text.length} of them`, // a secret must not reach a log
);

function wholeNumber(least: number, most: number) {
  return expecting(`a whole number from ${least} to ${most}`, (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most ? number : null;
  });
}

function oneOf<const T extends string>(words: readonly T[]) {
  return expecting(words.join(', '), (text) => words.find((word) => word === text) ?? null);
}

/** A setting that is read from its text, or explained: null from `read` is a mistake. */
function expecting<T>(
  expected: string,
  read: (text: string) => T | null,
  found = (text: string) => JSON.stringify(text),
) {
  return z.string({ error: `expected ${expected}, found nothing` }).transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.issues.push({
      code: 'custom',
      input: text,
      message: `expected ${expected}, found ${found(text)}`,
    });
    return z.NEVER;
  });
}

function read<Shape extends z.ZodRawShape>(shape: Shape, env: Environment) {
  const given = Object.fromEntries(
    Object.keys(shape).map((name) => [name, env[name]?.trim() === '' ? undefined : env[name]]),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(['These settings cannot be used:', ...mistakes].join('\n'));
}

/** The path in `file:./x.sqlite`, `file:///var/x.sqlite` or a plain path. */
function databaseFile(text: string): string | null {
  if (text === ':memory:') return text;
  const scheme = schemeOf(text);
  if (scheme === null) return text;
  if (scheme !== 'file' || text.includes('?') || text.length === 'file:'.length) return null;
  if (!/^file:\/\//i.test(text)) return text.slice('file:'.length);
  try {
    return fileURLToPath(text);
  } catch {
    return null;
  }
}

// One letter is a drive, not a scheme.
function schemeOf(text: string): string | null {
  return /^([a-z][a-z\d+.-]+):/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

function holdsPem(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('-----BEGIN ');
  } catch {
    return false;
  }
}

function origins(text: string): readonly string[] | null {
  const found = text.split(',').map((origin) => origin.trim());
  // URL takes an asterisk for a name.
  const isOrigin = (origin: string) =>
    /^https?:\/\/[^*]+$/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  return found.every(isOrigin) ? found : null;
}

/** The documents of a file by their ids, and by `sha256:` and their hash. */
function documentsIn(file: string): ReadonlyMap<string, string> | null {
  const found = z.record(z.string().min(1), z.string()).safeParse(jsonIn(file));
  if (!found.success) return null;
  const entries = Object.entries(found.data);
  const isTrue = entries.every(([id, text]) => !id.startsWith('sha256:') || id === hashOf(text));
  return isTrue
    ? new Map(entries.flatMap(([id, text]) => [[id, text] as const, [hashOf(text), text] as const]))
    : null;
}

function hashOf(document: string): string {
  return `sha256:${createHash('sha256').update(document).digest('hex')}`;
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]{0,252}[a-z\d])?$/i.test(text);
}

function pageAddress(text: string, schemes: readonly string[]): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const plain =
    url.search === '' && url.hash === '' && url.username === '' && url.password === '' && !text.endsWith('?');
  return plain && schemes.includes(url.protocol) ? url.href : null;
}
