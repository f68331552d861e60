import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';

import type { Command } from 'commander';
import type { Logger } from 'pino';

import type { Overrides } from '../app.ts';
import { loadConfig, type Config } from '../config.ts';
import { DEMO } from '../demo/demo.ts';
import { loggerOf } from '../monitoring/logger.ts';
import { SANDBOX_SIGN_UP_PATH } from '../netflix/sandbox/sign-up-page.ts';
import { BASE } from '../rest/methods.ts';
import type { Begun } from '../workers/messages.ts';
import { watchWorkers, type End } from '../workers/watching.ts';
import { fellowsOf, tellBegun } from '../workers/worker.ts';
import { between } from './arguments.ts';
import { CommandEnded, EXIT, say, type ExitCode, type Terminal } from './terminal.ts';

export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .summary('start the gateway')
    .description(
      'Starts the gateway; it stops, once running requests are answered, with SIGINT (Ctrl-C) or SIGTERM.',
    )
    .option('--workers <number>', 'processes that answer behind the port, up to 64', between(1, 64), 1)
    .addHelpText('after', '\nExample:\n  gateway serve --workers 4')
    .action(({ workers }: { readonly workers: number }) => serve(workers, terminal));
}

async function serve(workers: number, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env);
  const announce = (begun: Begun, logger: Logger) => {
    const line = { address: `${begun.origin}/graphql`, database: config.databaseFile };
    if (!config.production) say(terminal, ...welcome(config, begun));
    else logger.info(workers === 1 ? line : { ...line, workers }, 'listening');
  };
  if (cluster.worker) await work(cluster.worker, config, terminal);
  else if (workers === 1) await answer(config, terminal, announce);
  else await watch(workers, config, terminal, announce);
}

/** Answers until it is asked to stop. */
async function answer(
  config: Config,
  terminal: Terminal,
  announce: (begun: Begun, logger: Logger) => void,
  overrides: Overrides = {},
): Promise<void> {
  // Whoever works on the database does not wait for GraphQL.
  const { openGateway } = await import('../app.ts');
  const gateway = await openGateway(config, { clock: terminal.clock, ...overrides });
  try {
    if (terminal.stopping.aborted) return;
    const origin = await gateway.listen();
    announce({ origin, hasDemo: gateway.hasDemo }, gateway.logger);
    await aborted(terminal.stopping);
  } finally {
    await gateway.close();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Answers as one of several, which `watch` has started. */
async function work(self: Worker, config: Config, terminal: Terminal): Promise<void> {
  try {
    const logger = loggerOf(config, {});
    await answer(config, terminal, (begun) => tellBegun(self, begun), { logger, fellows: fellowsOf(self) });
  } finally {
    self.disconnect();
  }
}

async function watch(
  count: number,
  config: Config,
  { stopping }: Terminal,
  announce: (begun: Begun, logger: Logger) => void,
): Promise<void> {
  if (config.databaseFile === ':memory:') {
    const why = 'Each worker would have a database of its own in memory; set DATABASE_URL to a file.';
    throw new CommandEnded(EXIT.unusable, why);
  }
  const end = await watchWorkers({ count, config, stopping, announce });
  if (end === null) return;
  // Unless it was killed, it has said why itself, in the words of a gateway that is alone.
  const why = end.signal === null ? '' : `The first worker was ended by ${end.signal} before it answered.`;
  throw new CommandEnded(exitCodeOf(end), why);
}

function exitCodeOf({ exitCode }: End): ExitCode {
  return Object.values(EXIT).find((code) => code === exitCode) ?? EXIT.fault;
}

function welcome(config: Config, { origin, hasDemo }: Begun): string[] {
  const lines = [
    '',
    `  The gateway is at   ${origin}/graphql`,
    ...(config.graphiql ? ['  GraphiQL            at the same address, in a browser'] : []),
    `  The old REST API    ${origin}${BASE}`,
    `  Database            ${config.databaseFile}`,
    ...(config.signUpAddress === null && config.netflix === 'sandbox'
      ? [`  Sign-up page        ${origin}${SANDBOX_SIGN_UP_PATH} (a sandbox)`]
      : []),
  ];
  if (hasDemo) {
    lines.push(
      `  Demo log-in         organisation ${DEMO.operator.code}, user name ${DEMO.username}, password ${DEMO.password}`,
      `  or send the header  Authorization: Bearer ${DEMO.apiKey}`,
    );
    if (!isLoopback(config.host))
      lines.push(
        `  Beware              ${config.host} can be reached by others, and the demo credentials are public`,
      );
  }
  return [...lines, ''];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
