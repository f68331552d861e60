import { readFileSync } from 'node:fs';

import fastify from 'fastify';
import mercurius from 'mercurius';

import { acknowledging } from './acknowledge.ts';
import { inOrderOf, listsOf, newest, resolversOf } from './api.ts';
import { authenticationOver, openDatabase } from './database.ts';
import { loadersOver, withEdges } from './edges.mjs';
import { isReady } from './process.ts';
import { readingOf } from './reading.ts';
import { registering } from './register.ts';
import { scalars } from './scalars.mjs';
import { oneByOne } from './writing.ts';

// Mercurius, documents compiled from the second time on. Every edge has one of Mercurius's own loaders, as its makers show it, or with the
// argument `dataloader` a DataLoader, which does not write every parent as JSON to know it again. No group commit.

const database = openDatabase();
const callerOf = authenticationOver(database);
const reading = readingOf(database);
const resolvers = resolversOf({
  reading,
  acknowledge: acknowledging(database),
  register: registering(database),
  write: oneByOne(database),
});

// Without its cache a loader is a fifth faster here: what is asked for twice is rare.
const loader = (load) => ({ loader: load, opts: { cache: false } });
const byId = (idOf, read) =>
  loader(async (queries) => {
    const ids = queries.map(({ obj }) => idOf(obj));
    return inOrderOf(ids, read([...new Set(ids)]));
  });
const ofCustomers = (read) =>
  loader(async (queries) => {
    const ids = queries.map(({ obj }) => obj.id);
    return listsOf(ids, read(ids, newest(queries[0].params)), ({ customerId }) => customerId);
  });
const loaders = {
  Customer: {
    subscriptions: ofCustomers(reading.newestSubscriptions),
    charges: ofCustomers(reading.newestCharges),
  },
  Charge: {
    customer: byId(({ customerId }) => customerId, reading.customersById),
    subscription: byId(({ subscriptionId }) => subscriptionId, reading.subscriptionsById),
  },
  RedeemedPromotion: {
    promotion: byId(({ promotionId }) => promotionId, reading.promotionsById),
  },
};

const hasDataLoaders = process.argv.includes('dataloader');
const app = fastify();
app.register(mercurius, {
  schema: readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'),
  ...(hasDataLoaders
    ? { resolvers: { ...scalars, ...withEdges(resolvers) } }
    : { resolvers: { ...scalars, ...resolvers }, loaders }),
  context: (request) => {
    const caller = callerOf(request.headers.authorization);
    if (!caller) throw Object.assign(new Error('Who is asking?'), { statusCode: 401 });
    return { caller, ...(hasDataLoaders && { loaders: loadersOver(reading) }) };
  },
  jit: 1,
});

await app.listen({ port: 0, host: '127.0.0.1' });
isReady(app.server.address().port, async () => {
  await app.close();
  database.close();
});
