import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';

// What meets an error in compiled code is answered once more, by graphql-js. A mutation must not be done once more for that.

type Resolver = GraphQLFieldResolver<unknown, object>;

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Pothos keeps the types of plugins there
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      doneOnce: DoneOncePlugin<Types>;
    }
  }
}

/** What the mutations of one request came to, by their keys in its answer. As the root value it keeps each from being done again. */
export class Done {
  readonly #outcomes = new Map<string | number, Promise<unknown>>();

  /** Does what belongs to a key the first time, and gives what that came to from then on. */
  once(key: string | number, mutate: () => unknown): Promise<unknown> {
    const known = this.#outcomes.get(key);
    if (known) return known;
    const outcome = new Promise((resolve) => resolve(mutate()));
    this.#outcomes.set(key, outcome);
    return outcome;
  }
}

/** Goes around whatever checks what a mutation is given, and does it. */
class DoneOncePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolver: Resolver, field: PothosOutputFieldConfig<Types>): Resolver {
    if (field.kind !== 'Mutation') return resolver;
    return (root, args, context, info) =>
      root instanceof Done
        ? root.once(info.path.key, () => resolver(undefined, args, context, info))
        : resolver(root, args, context, info);
  }
}

SchemaBuilder.registerPlugin('doneOnce', DoneOncePlugin);
