import { differences } from './differences.ts';
import type { Draw } from './draw.ts';
import type { Heard, Side, World } from './world.ts';

/** Somebody who follows live updates of an operator, is cut off now and then and goes on by its cursor. */
export interface Follower {
  /** Reads what must have come since the last time: exactly that, once and in order. */
  readonly catchUp: (world: World, draw: Draw) => Promise<string[]>;
  /** Cuts it off. */
  readonly leave: () => Promise<void>;
}

const FIELDS = {
  chargeChanged: (_side: Side, { type }: Heard) => type.startsWith('CHARGE_'),
  subscriptionChanged: ({ model }: Side, { type, subject }: Heard) =>
    type === 'CHARGE_PROCESSED'
      ? model.charges.find(({ number }) => number === subject)?.status === 'APPROVED'
      : /^(SUBSCRIPTION|NETFLIX)_/.test(type),
};

/** Milliseconds until a live update that tells nothing more counts as having lost something. */
const PATIENCE = 10_000;

/** A follower of one of the two live updates, from now on. */
export function followerOf(side: Side, field: keyof typeof FIELDS): Follower {
  let cursor = side.readers.events;
  let place = side.readers.heard.length;
  let stream: ReturnType<typeof streamOf> | null = null;

  const leave = async () => {
    await stream?.leave();
    stream = null;
  };
  const read = async (world: World): Promise<number> => {
    stream ??= streamOf(
      await world
        .current()
        .gateway.fetch(
          side.request(
            `subscription ($after: String) { ${field}(after: $after) { cursor event { id } } }`,
            { after: cursor },
            'text/event-stream',
          ),
        ),
    );
    const told = (await stream.next())?.[field];
    if (!told) throw new Error(`Expected ${field} to go on, found its end.`);
    cursor = told.cursor;
    return sequenceOf(told.event.id);
  };

  return {
    catchUp: async (world, draw) => {
      const { heard } = side.readers;
      const wanted = heard.slice(place).filter((one) => FIELDS[field](side, one));
      place = heard.length;
      // Every gateway looks for what others have written only now and then; whoever comes anew need not wait.
      if (draw.chance(0.5) || world.gateways().length > 1) await leave();
      for (const { sequence } of wanted) {
        if (draw.chance(0.1)) await leave();
        const failure = differences(sequence, await read(world), `what ${field} tells next`);
        if (failure.length > 0) return failure;
      }
      return [];
    },
    leave,
  };
}

/** The place in the operator's sequence that the global id of an event tells. */
export function sequenceOf(id: string): number {
  return Number(Buffer.from(id, 'base64url').toString().split(':')[1]);
}

/** The messages of an answer in the form of server-sent events; signs of life are passed over. */
function streamOf({ body }: Response) {
  const reader = (body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  let text = '';
  const chunk = async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('Expected a live update to tell more, found that it does not.'));
      }, PATIENCE);
    });
    return Promise.race([reader.read(), late]).finally(() => {
      clearTimeout(timer);
    });
  };
  return {
    next: async () => {
      for (;;) {
        const [block = '', ...rest] = text.split('\n\n');
        if (rest.length > 0) {
          text = rest.join('\n\n');
          const data = /^data: ?(.*)$/m.exec(block)?.[1];
          if (/^event: ?next$/m.test(block) && data) return JSON.parse(data).data;
          continue;
        }
        const { done, value } = await chunk();
        if (done) return null;
        text += decoder.decode(value, { stream: true });
      }
    },
    leave: () => reader.cancel().catch(() => undefined),
  };
}
