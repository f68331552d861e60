import type { GraphQLObjectType, GraphQLSchema } from 'graphql';

import { edgesOf, queryFor, type Edge, type Ids } from './edges.ts';
import { waysIn, type Step } from './graph.ts';

/** An operator that has so many of everything. */
export interface Sized {
  readonly size: number;
  /** Answers a query, and tells what statements that took. */
  readonly ask: (
    query: string,
  ) => Promise<{ readonly data: unknown; readonly statements: readonly string[] }>;
}

/**
 * What is wrong with the edges of a schema, or with some of them, a line each: those that take more statements for many parents than for
 * few, and those of which that cannot be told, since there were not as many different things on the way as there should have been.
 */
export async function faultsOfEdges(
  schema: GraphQLSchema,
  few: Sized,
  many: Sized,
  edges: readonly Edge[] = edgesOf(schema),
): Promise<string[]> {
  const operators = [
    { ...few, ids: await idsOf(schema, few) },
    { ...many, ids: await idsOf(schema, many) },
  ];
  const faultsOf = async (edge: Edge): Promise<string[]> => {
    const counts: number[] = [];
    for (const { size, ids, ask } of operators) {
      const { data, statements } = await ask(queryFor(edge, size, ids));
      const missing = missingIn(data, edge.way, size);
      if (missing !== null) return [`${edge.name}: ${missing}`];
      counts.push(statements.length);
    }
    const [forFew, forMany] = counts;
    if (forFew === forMany) return [];
    const faultsOfParts = await oneByOne(edge.parts, faultsOf);
    if (faultsOfParts.length > 0) return faultsOfParts;
    return [`${edge.name}: ${forFew} statements for ${few.size}, ${forMany} for ${many.size}`];
  };
  return oneByOne(edges, faultsOf);
}

// Statements are counted for the whole gateway, so nothing may be asked at the same time.
async function oneByOne<T>(items: readonly T[], check: (item: T) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  for (const item of items) faults.push(...(await check(item)));
  return faults;
}

async function idsOf(schema: GraphQLSchema, { size, ask }: Sized): Promise<Ids> {
  const ids = new Map<GraphQLObjectType, string[]>();
  for (const [type, way] of waysIn(schema)) {
    if (way.length === 0) continue;
    const { data } = await ask(queryFor({ way, selection: '' }, size, ids));
    // A way through two lists leads to more of them than can be asked for at once.
    ids.set(type, idsAt(objectsAt(data, way)).slice(0, size));
  }
  return ids;
}

/** Where on the way, from its first list on, there are fewer different things or fewer objects than there should be; null when nowhere. */
function missingIn(data: unknown, way: readonly Step[], size: number): string | null {
  const first = way.findIndex(({ isMany }) => isMany);
  for (const [place, { type, isThing }] of way.entries()) {
    if (first === -1 || place < first) continue;
    const found = objectsAt(data, way.slice(0, place + 1));
    const count = isThing ? new Set(idsAt(found)).size : found.length;
    if (count < size) return `${count} ${isThing ? 'different ' : ''}${type.name} instead of ${size}`;
  }
  return null;
}

/** Every object at the end of a way. */
function objectsAt(data: unknown, way: readonly Step[]): Readonly<Record<string, unknown>>[] {
  return way.reduce(
    (parents, { field }) => parents.flatMap((parent) => parent[field.name]).filter(isObject),
    [data].filter(isObject),
  );
}

function idsAt(things: readonly Readonly<Record<string, unknown>>[]): string[] {
  return things.map(({ id }) => String(id));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
