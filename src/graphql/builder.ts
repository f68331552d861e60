import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import ZodPlugin from '@pothos/plugin-zod';
import { z } from 'zod';

import type { Scope } from '../auth/credential.ts';
import { decodeGlobalId, encodeGlobalId } from '../ids.ts';
import type { CalendarDate, Instant } from '../time.ts';
import { holding } from './checks.ts';
import type { Context } from './context.ts';
import { badUserInput } from './errors.ts';
import './done-once.ts';
import './unchecked.ts';

/** What a connection knows besides its page: how to count the whole list, once somebody asks. */
export interface Countable {
  readonly count: () => Promise<number>;
}

const UNKNOWN = 'This is not a global id that the gateway gave out.';

/** That a global id is one which the gateway may have given out, for the `validate` option of an argument. Relay's plugin decodes before that. */
const knownNodeId = z
  .custom<string>()
  .refine(
    (decoded: unknown) =>
      typeof decoded === 'object' && decoded !== null && 'typename' in decoded && decoded.typename !== '',
    { error: UNKNOWN },
  );

/** The same for a global id that nobody decodes, in a field of an input. */
export const globalId = z
  .custom<string>()
  .refine((text) => nodeNamed(text).typename !== '', { error: UNKNOWN });

/** The one schema builder. It knows no business type; each noun's graphql/ adds its own. */
export const builder = new SchemaBuilder<{
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Context: Context;
  Connection: Countable;
  Scalars: {
    ID: { Input: string; Output: string };
    Date: { Input: CalendarDate; Output: CalendarDate };
    DateTime: { Input: Instant; Output: Instant };
    Decimal: { Input: string; Output: string };
    CurrencyCode: { Input: string; Output: string };
  };
}>({
  plugins: ['doneOnce', RelayPlugin, 'uncheckedAround', ZodPlugin, 'unchecked'],
  defaultFieldNullability: false,
  zod: {
    // A raw ZodError would be masked as a fault of ours.
    validationError: (error) =>
      badUserInput(
        error.issues.map(({ path, message }) => ({
          path: path.filter((step) => typeof step !== 'symbol'),
          message,
        })),
      ),
  },
  // Node types say `loadManyWithoutCache`: Pothos's own cache hands out what it has not loaded yet, and then does not know what it is.
  relay: {
    encodeGlobalID: encodeGlobalId,
    decodeGlobalID: nodeNamed,
    edgesFieldOptions: {
      nullable: false,
      description: 'The items of this page, each with its cursor.',
      // The items behind the edges are what costs.
      extensions: { cost: 0 },
    },
    nodeFieldOptions: { nullable: false, description: 'The item itself.' },
    nodesOnConnection: { description: 'The items of this page, for whoever needs no cursors.' },
    cursorFieldOptions: { description: 'Opaque; pass it as `after` or `before` of the same list.' },
    pageInfoFieldOptions: { description: 'Where this page lies in the list.' },
    nodeTypeOptions: { description: 'Anything that has a global id.' },
    idFieldOptions: {
      description: 'Opaque and the same for ever; the key for client caches. Not a number to show to people.',
    },
    pageInfoTypeOptions: { description: 'Where a page lies in its list.', extensions: { cost: 0 } },
    hasNextPageFieldOptions: { description: 'Whether more items follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether items precede this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first item; null when the page is empty.' },
    endCursorFieldOptions: { description: 'Cursor of the last item; null when the page is empty.' },
    firstArgOptions: {
      description: 'Take that many from the beginning, 1–50; 20 when neither `first` nor `last` is given.',
    },
    lastArgOptions: { description: 'Take that many from the end, 1–50. Not together with `first`.' },
    afterArgOptions: { description: 'Only items behind this cursor, which must come from the same list.' },
    beforeArgOptions: { description: 'Only items before this cursor, which must come from the same list.' },
    nodeQueryOptions: {
      description:
        'Anything of your operator by its global id. Null when there is nothing with that id. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: { id: { description: 'A global id from an earlier answer.', validate: { schema: knownNodeId } } },
    },
    nodesQueryOptions: {
      description:
        'At most 50 things of your operator by their global ids, null for each that is not there. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: {
        ids: {
          description: 'Global ids from earlier answers, 1–50.',
          validate: { ...holding(1, 50, 'ids'), items: { schema: knownNodeId } },
        },
      },
    },
  },
});

/** The node type and id in a global id; no type in what the gateway never gave out. */
function nodeNamed(globalId: string): { typename: string; id: string } {
  const named = decodeGlobalId(globalId);
  return named && isNode(named.typename) ? named : { typename: '', id: globalId };
}

function isNode(typename: string): boolean {
  if (!builder.configStore.hasConfig(typename)) return false;
  const config = builder.configStore.getTypeConfig(typename);
  const node: unknown = builder.nodeInterfaceRef();
  return config.kind === 'Object' && config.interfaces.some((one) => one === node);
}

builder.queryType({
  description:
    'Everything that can be asked. All of it belongs to the operator of the credential. What a request costs is the sum of `@cost` and `@listSize` in the printed schema: 1 for everything that has fields of its own, as often as the pages around it can hold it.',
});
builder.mutationType({
  description:
    'Everything that can be done. Each verb names the state to reach; reaching it twice is a success.',
});

builder.subscriptionType({
  description:
    'Live updates: what happens from now on, or from a place in the sequence of events on, as server-sent events.',
});

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'How many items the whole list has. Counted only when asked.',
    extensions: { cost: 1 },
    resolve: (connection) => connection.count(),
  }),
);
