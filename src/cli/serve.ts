import { once } from 'node:events';

import type { Command } from 'commander';

import type { Gateway } from '../app.ts';
import { loadConfig, type Config } from '../config.ts';
import { DEMO } from '../demo/demo.ts';
import { SANDBOX_SIGN_UP_PATH } from '../netflix/sandbox/sign-up-page.ts';
import { BASE } from '../rest/methods.ts';
import { say, type Terminal } from './terminal.ts';

export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .summary('start the gateway')
    .description(
      'Starts the gateway; it stops, once running requests are answered, with SIGINT (Ctrl-C) or SIGTERM.',
    )
    .action(() => serve(terminal));
}

async function serve(terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env);
  // Whoever works on the database does not wait for GraphQL.
  const { openGateway } = await import('../app.ts');
  const gateway = await openGateway(config, { clock: terminal.clock });
  try {
    const origin = await gateway.listen();
    if (config.production)
      gateway.logger.info({ address: `${origin}/graphql`, database: config.databaseFile }, 'listening');
    else say(terminal, ...welcome(config, gateway, origin));
    if (!terminal.stopping.aborted) await once(terminal.stopping, 'abort');
  } finally {
    await gateway.close();
  }
}

function welcome(config: Config, { hasDemo }: Gateway, origin: string): string[] {
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
