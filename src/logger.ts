import { pino, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';

import type { Config } from './config.ts';

/** The log on standard output: lines of JSON, or lines for people. */
export function loggerOf({ logLevel: level, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Logger {
  if (logFormat === 'json') return pino({ level });
  return pino({ level }, PinoPretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }));
}
