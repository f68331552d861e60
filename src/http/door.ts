import type { Logger } from 'pino';

import {
  BodyNotUtf8,
  BodyTooLarge,
  CLIENT_LEFT,
  ClientLeft,
  type Answer,
  type Inquiry,
  type Room,
} from './inquiry.ts';

/** What every answer tells a browser, unless its room knows better. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What a gateway in production tells besides: that it is only ever asked over TLS, which ends before it. */
const ONLY_OVER_TLS = { 'strict-transport-security': 'max-age=31536000' };

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

const NOT_FOUND: Answer = {
  status: 404,
  headers: TEXT,
  body: 'There is nothing at this address. GraphQL is at /graphql.\n',
};

/** The way in: leads an inquiry to the room at its path, and lets nobody go without a request id. Never throws. */
export function doorTo(rooms: ReadonlyMap<string, Room>, logger: Logger, production = false): Room {
  const own = production ? { ...HEADERS, ...ONLY_OVER_TLS } : HEADERS;
  return async (inquiry) => {
    const room = rooms.get(inquiry.path) ?? roomAbove(inquiry.path, rooms);
    const answer = room ? await entered(room, inquiry, logger) : NOT_FOUND;
    return { ...answer, headers: { ...own, ...answer.headers, 'x-request-id': inquiry.id } };
  };
}

/** The room whose path ends in a slash and stands before this one: it answers everything below, and for itself without the slash. */
function roomAbove(path: string, rooms: ReadonlyMap<string, Room>): Room | undefined {
  for (const [place, room] of rooms)
    if (place.length > 1 && place.endsWith('/') && `${path}/`.startsWith(place)) return room;
  return undefined;
}

async function entered(room: Room, inquiry: Inquiry, logger: Logger): Promise<Answer> {
  try {
    return await room(inquiry);
  } catch (error) {
    if (error instanceof ClientLeft) return { status: CLIENT_LEFT, headers: {}, body: null };
    if (error instanceof BodyTooLarge) return { status: 413, headers: TEXT, body: `${error.message}\n` };
    if (error instanceof BodyNotUtf8) return { status: 400, headers: TEXT, body: `${error.message}\n` };
    logger.error({ requestId: inquiry.id, err: error }, 'A request met a fault.');
    return {
      status: 500,
      headers: TEXT,
      body: `Something went wrong on our side. Quote request ${inquiry.id} when you report it.\n`,
    };
  }
}
