import { destination, pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';

import type { Config } from '../config.ts';
import { DISCRETION } from './discretion.ts';
import { gathered } from './gathered.ts';

/** How long a line may wait for others that are written with it, in milliseconds. */
const MOST_DELAY = 250;
/** How many characters of lines are written without waiting. */
const ENOUGH = 64 * 1024;

/** What differs for one of several processes that log together. */
export interface Together {
  /** Where its lines go instead; left out = standard output. */
  readonly outlet?: DestinationStream;
}

/**
 * The log on standard output: lines of JSON, written together a few times a second and when the program ends, or lines for people, which tell
 * the process only where there are several.
 */
export function loggerOf(
  { logLevel: level, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
  together: Together | null = null,
): Logger {
  const { outlet } = together ?? {};
  if (logFormat === 'pretty') {
    const ignore = together ? 'hostname' : 'pid,hostname';
    return pino(
      { ...DISCRETION, level },
      PinoPretty({
        ignore,
        translateTime: 'SYS:HH:MM:ss',
        sync: true,
        ...(outlet && { destination: outlet }),
      }),
    );
  }
  return pino(
    { ...DISCRETION, level },
    outlet ?? gathered(destination({ sync: false }), { enough: ENOUGH, mostDelay: MOST_DELAY }),
  );
}
