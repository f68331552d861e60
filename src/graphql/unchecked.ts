import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';

// The Zod plugin checks the arguments of every field that has any, one promise after the other, and most fields of a page are asked without
// any: forty nested lists would wait forty times for checks that have nothing to look at. Between these two plugins stands Zod's.

type Resolver = GraphQLFieldResolver<unknown, object>;

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Pothos keeps the types of plugins there
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      unchecked: UncheckedPlugin<Types>;
      uncheckedAround: UncheckedAroundPlugin<Types>;
    }
  }
}

const resolvers = new WeakMap<object, Resolver>();

/** Remembers each field's resolver as it is before Zod's plugin guards it. */
class UncheckedPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolver: Resolver, field: PothosOutputFieldConfig<Types>): Resolver {
    resolvers.set(field, resolver);
    return resolver;
  }
}

/** Goes around Zod's plugin where none of the arguments is given that it would check. */
class UncheckedAroundPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(checking: Resolver, field: PothosOutputFieldConfig<Types>): Resolver {
    const resolver = resolvers.get(field);
    const checked = Object.entries(field.args).filter(
      ([, { extensions }]) => extensions?.validator !== undefined,
    );
    const checksTheWhole = 'validate' in field.pothosOptions;
    if (!resolver || checked.length === 0 || checksTheWhole) return checking;
    const names = checked.map(([name]) => name);
    return (parent, args: Readonly<Record<string, unknown>>, context, info) =>
      (names.some((name) => args[name] != null) ? checking : resolver)(parent, args, context, info);
  }
}

SchemaBuilder.registerPlugin('unchecked', UncheckedPlugin);
SchemaBuilder.registerPlugin('uncheckedAround', UncheckedAroundPlugin);
