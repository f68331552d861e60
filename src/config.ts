import { z } from 'zod';

import type { Rate } from './auth/rate-limit.ts';
import type { Limits } from './graphql/limits.ts';
import {
  databaseFile,
  documentsIn,
  expecting,
  holdsPem,
  host,
  isOn,
  oneOf,
  onOrOff,
  origins,
  pageAddress,
  port,
  schemeOf,
  seconds,
  secret,
  wholeNumber,
} from './settings.ts';

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
  /** The most memory, in MiB, in which pages of the database are kept. */
  readonly databaseCache: number;
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
interface NetflixOverHttp {
  readonly address: string;
  readonly credential:
    | { readonly kind: 'BEARER'; readonly token: string }
    | { readonly kind: 'CERTIFICATE'; readonly certificateFile: string; readonly keyFile: string };
  /** Whom to trust instead of the usual authorities, a PEM file. */
  readonly authorityFile: string | null;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

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
    databaseCache: given.DATABASE_CACHE,
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
    DATABASE_CACHE: wholeNumber(1, 65_536).default(256),
    TOKEN_SECRET: production ? secret : secret.optional(),
    TOKEN_SECRET_PREVIOUS: secret.optional(),
    GRAPHIQL: onOrOff.default(!production),
    INTROSPECTION: onOrOff.default(!production),
    DEMO_DATA: production
      ? expecting('off in production: the demo credentials are public', (text) =>
          isOn(text) === false ? false : null,
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

function read<Shape extends z.ZodRawShape>(shape: Shape, env: Environment) {
  const given = Object.fromEntries(
    Object.keys(shape).map((name) => [name, env[name]?.trim() === '' ? undefined : env[name]]),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(['These settings cannot be used:', ...mistakes].join('\n'));
}
