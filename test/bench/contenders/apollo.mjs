import { readFileSync } from 'node:fs';

import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';

import { acknowledging } from './acknowledge.ts';
import { resolversOf } from './api.ts';
import { authenticationOver, openDatabase } from './database.ts';
import { loadersOver, withEdges } from './edges.mjs';
import { isReady } from './process.ts';
import { readingOf } from './reading.ts';
import { registering } from './register.ts';
import { scalars } from './scalars.mjs';
import { oneByOne } from './writing.ts';

// Apollo Server as its makers show it: standalone, with DataLoaders in the context of each request. No group commit.

const database = openDatabase();
const callerOf = authenticationOver(database);
const reading = readingOf(database);
const resolvers = resolversOf({
  reading,
  acknowledge: acknowledging(database),
  register: registering(database),
  write: oneByOne(database),
});

const server = new ApolloServer({
  typeDefs: readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'),
  resolvers: { ...scalars, ...withEdges(resolvers) },
  introspection: false,
  includeStacktraceInErrorResponses: false,
  plugins: [ApolloServerPluginLandingPageDisabled()],
});

const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async ({ req }) => {
    const caller = callerOf(req.headers.authorization);
    if (!caller) throw new Error('Who is asking?');
    return { caller, loaders: loadersOver(reading) };
  },
});
isReady(Number(new URL(url).port), async () => {
  await server.stop();
  database.close();
});
