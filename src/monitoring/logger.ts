import { destination, pino, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';

import type { Config } from '../config.ts';
import { DISCRETION } from './discretion.ts';
import { gathered } from './gathered.ts';

/** How long a line may wait for others that are written with it, in milliseconds. */
const MOST_DELAY = 250;
/** How many characters of lines are written without waiting. */
const ENOUGH = 64 * 1024;

/** The log on standard output: lines of JSON, written together a few times a second and when the program ends, or lines for people. */
export function loggerOf({ logLevel: level, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Logger {
  if (logFormat === 'pretty')
    return pino(
      { ...DISCRETION, level },
      PinoPretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }),
    );
  return pino(
    { ...DISCRETION, level },
    gathered(destination({ sync: false }), { enough: ENOUGH, mostDelay: MOST_DELAY }),
  );
}
