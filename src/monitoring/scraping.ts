import type { Server } from 'node:http';

import type { Logger } from 'pino';

import type { Config } from '../config.ts';
import { doorTo } from '../http/door.ts';
import type { Room } from '../http/inquiry.ts';
import { serverOf } from '../http/serving.ts';

/** A server of its own where Prometheus finds `/metrics`; it does not listen yet. */
export function scrapedServer(
  figures: Room,
  logger: Logger,
  { production }: Pick<Config, 'production'>,
): Server {
  return serverOf(doorTo(new Map([['/metrics', figures]]), logger, production), { mostBytes: 0 });
}
