import { randomInt } from 'node:crypto';

import type { Clock } from '../../clock.ts';
import { hashOfSecret } from '../../secrets.ts';
import type { Instant } from '../../time.ts';
import { NetflixUnreachable, type Message, type Netflix, type Reply } from '../port.ts';
import { begin, whatIsDue } from './billing.ts';
import { openMemory, type Memory } from './database.ts';
import { drawingFrom, type Drawing } from './drawing.ts';
import { hear, hearToken, type Heard } from './hearing.ts';
import type { Membership, Step } from './membership.ts';
import { scenarioOf } from './scenarios.ts';
import { judge, type Standing } from './standing.ts';

/** A stand-in for Netflix, and what drives it. Never in production: whoever has a token signs up without paying anybody. */
export interface Sandbox extends Netflix {
  /** What chance is drawn from: the same seed, asked the same at the same domain times, makes the same run. */
  readonly seed: number;
  /** How it stands with a sign-up token. */
  readonly look: (token: string, at: Instant) => Promise<Standing>;
  /** Signs up with the token if it is open, and answers how it then stands. */
  readonly signUp: (token: string, at: Instant) => Promise<Standing>;
  /** Takes over a membership that began elsewhere; one that it knows stays as it is. */
  readonly adopt: (adopted: Adopted) => Promise<void>;
  /** Charges what is due by then and delivers what may be heard by then. `news` does it by itself, up to its clock. */
  readonly runUntil: (instant: Instant) => Promise<void>;
}

/** A membership that began elsewhere, such as a demo's. */
interface Adopted {
  readonly operatorCode: string;
  readonly subscriptionNumber: string;
  readonly netflixCustomerIdentifier: string;
  /** ISO 4217: what it is charged in. */
  readonly currency: string;
  readonly signedUpOn: Instant;
  /** Months that began up to and including this instant were charged elsewhere. */
  readonly chargedUntil: Instant;
  readonly isSuspended: boolean;
}

export interface SandboxOptions {
  /** A path to a file of its own, which several processes may share, or ':memory:'. */
  readonly file: string;
  /** Domain time. */
  readonly clock: Clock;
  /** What chance is drawn from, from now on; null = what the file was begun with, or one that is drawn once and kept there. */
  readonly seed?: number | null;
  /**
   * Names the gateway's database, so that a file that outlived it is begun anew: its memberships would be nobody's, and the numbers of its
   * messages would come again.
   */
  readonly owner?: string;
}

/** Memberships that one transaction carries on; others may write in between. */
const AT_ONCE = 200;

/** Opens the sandbox. Throws `UnusableDatabase` with one sentence for whoever started the gateway. */
export function openSandbox({ file, clock, seed: given = null, owner = '' }: SandboxOptions): Sandbox {
  const seed = given ?? randomInt(2 ** 32);
  const epoch = drawingFrom(seed).identifier('epoch', owner, clock());
  const memory = openMemory(file, { epoch, owner, seed, keepsSeed: given === null });
  const drawing = drawingFrom(memory.seed);
  const steps = stepsOn(memory, drawing);

  const runUntil = async (instant: Instant): Promise<void> => {
    while (memory.earliestDue() <= instant || memory.earliestWaiting() <= instant) {
      await memory.write(() => {
        steps.run(instant);
      });
    }
  };

  return {
    seed: memory.seed,
    tell: (operatorCode, message) =>
      answering(async () => {
        const reply = await memory.write(() => steps.tell(operatorCode, message));
        if (reply !== null) return reply;
        throw new NetflixUnreachable('The sandbox did not answer, as the scenario timeout wants.');
      }),
    news: (operatorCode, after, limit) =>
      answering(async () => {
        await runUntil(clock());
        const news = memory.news(operatorCode, placeOf(after, memory.epoch), limit);
        return news.map(({ place, item }) => ({ cursor: `${memory.epoch}-${String(place)}`, ...item }));
      }),
    look: async (token, at) => steps.look(token, at).standing,
    signUp: (token, at) => memory.write(() => steps.signUp(token, at)),
    adopt: (adopted) =>
      memory.write(() => {
        steps.adopt(adopted);
      }),
    runUntil,
    close: async () => {
      memory.close();
    },
  };
}

// Nothing here awaits: better-sqlite3 commits as soon as the function that `write` was given returns.
function stepsOn(memory: Memory, drawing: Drawing) {
  const keep = ({ membership, deliveries }: Step): Membership => {
    memory.putMembership(membership);
    memory.putNews(membership.operatorCode, deliveries);
    return membership;
  };

  /** Charges what was due before an instant, so that what is heard then does not change the past. */
  const catchUp = (membership: Membership | null, before: Instant): Membership | null => {
    let current = membership;
    while (current?.dueOn != null && current.dueOn < before) current = keep(whatIsDue(current, drawing));
    return current;
  };

  const hearOne = (operatorCode: string, message: Message, known: Membership | null): Heard => {
    const current = catchUp(known, message.at);
    const heard =
      message.kind === 'HAND_OVER_TOKEN' ? hearToken(operatorCode, message, current) : hear(message, current);
    const { membership, reply } = heard;
    if (membership !== null) memory.putMembership(membership);
    if (membership !== null && reply.accepted && message.kind === 'HAND_OVER_TOKEN')
      memory.putToken(message.tokenHash, membership, message);
    return heard;
  };

  const look = (token: string, at: Instant) => {
    const hash = hashOfSecret(token);
    const found = memory.token(hash);
    const membership = found && memory.membership(found.operatorCode, found.subscriptionNumber);
    return { hash, membership, standing: judge(found, membership, at) };
  };

  return {
    look,
    /** The reply, or null when this try gets no answer. */
    tell: (operatorCode: string, message: Message): Reply | null => {
      const known = memory.membership(operatorCode, message.subscriptionNumber);
      const word = message.kind === 'HAND_OVER_TOKEN' ? message.sandboxScenario : known?.scenario;
      const { loses = 0 } = scenarioOf(word ?? null);
      const told = memory.told(operatorCode, message.number);
      // What was refused may have become possible.
      if (told.reply?.accepted && told.tries >= loses) return told.reply;
      const tries = told.tries + 1;
      const reply = tries < loses ? null : hearOne(operatorCode, message, known).reply;
      memory.putTold(operatorCode, message.number, { tries, reply });
      return tries <= loses ? null : reply;
    },
    signUp: (token: string, at: Instant): Standing => {
      const { hash, membership, standing } = look(token, at);
      if (standing.kind !== 'OPEN' || membership === null) return standing;
      keep(begin(membership, hash, at));
      return look(token, at).standing;
    },
    adopt: ({ chargedUntil, ...adopted }: Adopted): void => {
      if (memory.membership(adopted.operatorCode, adopted.subscriptionNumber)) return;
      let membership = begin(
        { ...adopted, promotionCode: null, scenario: null, endedOn: null, months: 0, dueOn: null },
        '',
        adopted.signedUpOn,
      ).membership;
      while (membership.dueOn !== null && membership.dueOn <= chargedUntil)
        membership = whatIsDue(membership, drawing).membership;
      memory.putMembership(membership);
    },
    run: (until: Instant): void => {
      for (const membership of memory.due(until, AT_ONCE)) keep(whatIsDue(membership, drawing));
      // What is still to be charged comes in between, so that news are told in the order of their instants.
      memory.deliver(Math.min(until, memory.earliestDue() - 1));
    },
  };
}

/** The place behind which a cursor stands. One of another sandbox, such as a file that was deleted, says nothing about this one: from the beginning. */
function placeOf(cursor: string | null, epoch: string): number {
  const place = cursor?.startsWith(`${epoch}-`) ? Number(cursor.slice(epoch.length + 1)) : 0;
  return Number.isSafeInteger(place) && place > 0 ? place : 0;
}

async function answering<T>(answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof NetflixUnreachable) throw error;
    throw new NetflixUnreachable('The sandbox could not reach its own database.', { cause: error });
  }
}
