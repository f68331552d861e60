import { hashOfSecret } from '../../secrets.ts';
import { operatorOf } from './operators.ts';
import type { Rows } from './rows.ts';

/**
 * Writes the outcome of a call as text and reads it again later: the things in it are kept as ids, so that they are read as they then
 * stand; everything else (failures, problems, counts) stays as it was.
 */
export function outcomesOf(rows: Rows, operatorId: number) {
  // By the names that outcomes have for their things.
  const thingsById: Readonly<Record<string, (ids: readonly number[]) => readonly Thing[]>> = {
    operator: () => [operatorOf(rows.operators.byId(operatorId))],
    apiKey: (ids) => rows.credentials.apiKeys(operatorId).filter(({ id }) => ids.includes(id)),
    promotion: rows.promotions.byId,
    customer: rows.customers.byId,
    subscription: rows.subscriptions.byId,
    subscriptions: rows.subscriptions.byId,
    charges: rows.charges.byId,
    rejected: rows.charges.byId,
    provider: rows.provisioning.providersById,
    request: rows.provisioning.requestsById,
    requests: rows.provisioning.requestsById,
  };

  const read = (name: string, part: unknown): unknown => {
    const byId = thingsById[name];
    if (byId) return part === null ? null : thingsOf(part, byId);
    // A rate has no id, and may have been overwritten since: whoever looks at the rates reads all of them.
    if (name === 'exchangeRates') return [];
    // Netflix may have taken a sign-up token since.
    if (name === 'token' && isToken(part)) {
      const found = rows.subscriptions.token(operatorId, hashOfSecret(part.value));
      return { ...part, handedOver: found?.handedOverOn != null };
    }
    return part;
  };

  return {
    write: (outcome: object): string =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(outcome).map(([name, part]: [string, unknown]) => [
            name,
            name in thingsById ? idsOf(part) : withoutThings(name, part),
          ]),
        ),
      ),
    read: (text: string): object =>
      Object.fromEntries(
        Object.entries(JSON.parse(text) as object).map(([name, part]) => [name, read(name, part)]), // as `write` wrote it
      ),
  };
}

interface Thing {
  readonly id: number;
}

function thingsOf(ids: unknown, byId: (ids: readonly number[]) => readonly Thing[]): Thing | Thing[] {
  const wanted = (Array.isArray(ids) ? ids : [ids]) as number[]; // as `idsOf` wrote them
  const found = new Map(wanted.length > 0 ? byId(wanted).map((thing) => [thing.id, thing]) : []);
  const things = wanted.map((id) => {
    const thing = found.get(id);
    if (!thing) throw new Error(`Expected what an earlier call left, found nothing with the id ${id}.`);
    return thing;
  });
  const [only] = things;
  return Array.isArray(ids) || !only ? things : only;
}

function idsOf(part: unknown): number | number[] | null {
  if (part === null) return null;
  if (Array.isArray(part)) return part.map(idOfThing);
  return idOfThing(part);
}

function idOfThing(part: unknown): number {
  if (isThing(part)) return part.id;
  throw new Error(`Expected a thing with an id in the outcome of a call, found ${typeof part}.`);
}

// A copy of a thing would be out of date by the time it is read again, and would outlive the person that it is about.
function withoutThings(name: string, part: unknown): unknown {
  if ((Array.isArray(part) ? part : [part]).some(isThing))
    throw new Error(
      `Expected \`${name}\` in the outcome of a call to be a thing that is found again by its id.`,
    );
  return part;
}

function isThing(part: unknown): part is Thing {
  return typeof part === 'object' && part !== null && 'id' in part && typeof part.id === 'number';
}

function isToken(part: unknown): part is { readonly value: string } {
  return typeof part === 'object' && part !== null && 'value' in part && typeof part.value === 'string';
}
