import { execute, type ExecutionResult } from 'graphql';

import { SCOPES, type Caller } from '../../src/auth/credential.ts';
import type { Operation } from '../../src/graphql/documents.ts';
import { schema } from '../../src/graphql/schema.ts';
import { loadersOver } from '../../src/store/loaders.ts';
import type { Store } from '../../src/store/store.ts';
import type { Instant } from '../../src/time.ts';
import type { Drawn } from './operations.ts';

export const LIMITS = { jsonDepth: 32, tokens: 1_000, depth: 12, aliases: 30, directives: 10, cost: 5_000 };

/** What resolvers are given that answer the operator `first` of a store, a new one for each operation. */
export async function contextsOf(store: Pick<Store, 'of' | 'operatorByCode'>, now: Instant) {
  const operator = await store.operatorByCode('first');
  if (!operator) throw new Error('Expected the operator that the kit has added.');
  const own = store.of(operator.id);
  const caller: Caller = {
    operator,
    username: null,
    isFromProvider: false,
    apiKeyPrefix: 'test',
    unit: null,
    scopes: new Set(SCOPES),
    expiresOn: null,
    tokenId: null,
  };
  return ({ choices }: Operation) => ({
    ...{ caller, actor: 'test', store: own, loaders: loadersOver(own, choices), now },
    authentication: { wallClock: () => now },
  });
}

/** Runs an operation by graphql-js. */
export async function interpreted(
  operation: Operation,
  variables: Drawn['variables'],
  contextValue: object,
): Promise<ExecutionResult> {
  const { document, name } = operation;
  return execute({ schema, document, contextValue, variableValues: variables, operationName: name });
}
