import type { Server } from 'node:http';

import type { Logger } from 'pino';

import type { Config } from '../config.ts';
import { routerTo } from '../http/router.ts';
import type { Handler } from '../http/request.ts';
import { serverOf } from '../http/serving.ts';

/** A server of its own where Prometheus finds `/metrics`; it does not listen yet. */
export function scrapedServer(
  figures: Handler,
  logger: Logger,
  { production }: Pick<Config, 'production'>,
): Server {
  return serverOf(routerTo(new Map([['/metrics', figures]]), logger, production), { mostBytes: 0 });
}
