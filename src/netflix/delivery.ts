import type { Logger } from 'pino';

import type { Clock } from '../clock.ts';
import type { Operator } from '../operators/operator.ts';
import type { DueMessage } from '../store/netflix-store.ts';
import type { Errand } from './courier.ts';
import { NetflixUnreachable, type Message, type Netflix, type Reply } from './port.ts';
import { confirm, refuse } from './rules.ts';
import { scenarioWordIn } from './sandbox/scenarios.ts';
import { waitAfter } from './waiting.ts';

/** What one round tells at most for each operator; the next goes on. */
const MOST_MESSAGES = 200;
const AT_ONCE = 8;

const BY_COURIER = { actor: 'netflix' };

/** Tells Netflix what it has still to be told, in order for each subscription. What it does not answer is told again after a while. */
export function delivererTo({
  netflix,
  isSandbox,
  wallClock,
  logger,
}: {
  readonly netflix: Netflix;
  readonly isSandbox: boolean;
  readonly wallClock: Clock;
  readonly logger: Logger;
}): Errand {
  // Whether Netflix has answered, as far as it could be asked.
  const tellOne = async (
    due: DueMessage,
    ...[operator, own, mayGoOn]: Parameters<Errand>
  ): Promise<boolean> => {
    const { id, attempts } = due;
    const told = await answerOf(operator, due);
    const now = wallClock();
    if (told instanceof NetflixUnreachable) {
      // The gateway is closing, or another one tends to the operator by now: no failure of Netflix's.
      if (!(await mayGoOn())) return false;
      const wait = Math.max(waitAfter(attempts), told.retryAfter ?? 0);
      await own.netflix.postpone(id, now + wait, told.message);
      await own.netflix.heard(now, told.message);
      return false;
    }
    if (told.accepted) await own.netflix.told(id, confirm, BY_COURIER);
    else {
      const { reason } = told;
      await own.netflix.park(id, { on: now, reason }, (facts) => refuse(reason, facts), BY_COURIER);
    }
    await own.netflix.heard(now, null);
    return true;
  };

  const answerOf = async (operator: Operator, due: DueMessage): Promise<Reply | NetflixUnreachable> => {
    try {
      return await netflix.tell(operator.code, steered(due));
    } catch (error) {
      if (error instanceof NetflixUnreachable) return error;
      // It must not hold up the messages behind it for ever.
      logger.error({ operator: operator.code, err: error }, 'Telling Netflix met a fault.');
      return new NetflixUnreachable('The gateway met a fault when it told Netflix; its log says which.');
    }
  };

  const steered = ({ message, billingSystemCustomerIdentifier }: DueMessage): Message =>
    isSandbox && message.kind === 'HAND_OVER_TOKEN'
      ? { ...message, sandboxScenario: scenarioWordIn(billingSystemCustomerIdentifier) }
      : message;

  return async (operator, own, mayGoOn) => {
    for (let sent = 0; sent < MOST_MESSAGES && (await mayGoOn());) {
      const due = await own.netflix.due(wallClock(), AT_ONCE);
      if (due.length === 0) return;
      sent += due.length;
      // Each is the first of its subscription, so they do not overtake one another.
      const outcomes = await Promise.allSettled(due.map((one) => tellOne(one, operator, own, mayGoOn)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      // Netflix is down rather than slow on one message: what waits behind it waits for the next round.
      if (outcomes.every((outcome) => outcome.status === 'fulfilled' && !outcome.value)) return;
    }
  };
}
