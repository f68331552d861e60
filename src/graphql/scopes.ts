import {
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { nobody, type Authentication } from '../auth/authentication.ts';
import { actorOf, SCOPES, type Caller, type Scope } from '../auth/credential.ts';
import type { Choices } from '../store/store.ts';
import type { Context } from './context.ts';
import { badUserInput, failure } from './errors.ts';

/**
 * Whom a root field answers, as `extensions.scope` says: a credential with a scope, any credential, or (null) somebody who has none yet and
 * comes to log in.
 */
export type Access = Scope | 'ANY' | null;

/** A field that an operation asks at its root. */
export interface RootField {
  /** Such as `Query.charges`. */
  readonly coordinate: string;
  readonly access: Access;
}

/** What a request that is known to be somebody's has in its context. */
export type CallersContext = Pick<Context, 'caller' | 'actor' | 'store' | 'loaders'>;

/** What a request has in its context before anybody asked whose it is. */
export type EntrantsContext = Omit<Context, keyof CallersContext | 'admit'>;

/**
 * Lets nothing run that the caller may not ask: before anything is executed, every root field of the operation is held against the presented
 * credential, those under `@skip` and `@include` too. A credential that nothing asks for is not looked at, so that a stale one does not
 * keep anybody from logging in. Answers with the context to run in. Whose request it is, is told to `spend`, which may refuse it.
 */
export function admitting(contextFor: (caller: Caller, choices: Choices) => CallersContext) {
  return async (
    { fields, choices }: { readonly fields: readonly RootField[]; readonly choices: Choices },
    entrant: EntrantsContext,
    spend: (caller: Caller | null) => void,
  ): Promise<Partial<Context>> => {
    const { authentication, httpRequest } = entrant;
    const closed = fields.filter(({ access }) => access !== null);
    if (closed.length === 0) {
      spend(null);
      // No store and no loaders: no field can be reached that would use them, until somebody has logged in.
      const context: Partial<Context> = { ...entrant };
      const enter = (caller: Caller) => void Object.assign(context, contextFor(caller, choices));
      return Object.assign(context, { authentication: entering(authentication, enter) });
    }
    const whoIs = async () => {
      const caller = await authentication.whoIs(httpRequest.header('authorization'));
      if (!caller) throw nobody();
      httpRequest.record.asker = { operator: caller.operator.code, actor: actorOf(caller) };
      return caller;
    };
    const permitted = (caller: Caller) => {
      for (const { coordinate, access } of closed) expectAccess(caller, coordinate, access);
      return caller;
    };
    const admit = async () => permitted(await whoIs());
    const known = await whoIs().catch((error: unknown) => {
      spend(null);
      throw error;
    });
    spend(known);
    const caller = permitted(known);
    if (closed.length < fields.length) {
      throw badUserInput([
        { path: [], message: 'Log in with a request of its own, and send the token with the next one.' },
      ]);
    }
    return { ...entrant, ...contextFor(caller, choices), admit };
  };
}

function expectAccess(caller: Caller, coordinate: string, access: Access): void {
  if (access === null || access === 'ANY' || caller.scopes.has(access)) return;
  throw failure(
    'FORBIDDEN',
    `${coordinate} needs the scope ${access}, and your credential has ${listed(caller)}. Ask for one that has it.`,
  );
}

// Whoever logs in is who the rest of that field's answer is for. Mutations run one after the other, so two log-ins do not mix.
function entering(authentication: Authentication, enter: (caller: Caller) => void): Authentication {
  const entered = <T extends { readonly viewer: Caller }>(loggedIn: T): T => {
    enter(loggedIn.viewer);
    return loggedIn;
  };
  return {
    ...authentication,
    logIn: async (given) => entered(await authentication.logIn(given)),
    logInWithApiKey: async (given) => entered(await authentication.logInWithApiKey(given)),
  };
}

/** The fields of the operation's root, those of its fragments included, without introspection and `__typename`. */
export function rootFieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): RootField[] {
  const root = schema.getRootType(definition.operation);
  if (!root) return [];
  const names = new Set(
    rootSelections(document, definition).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    ),
  );
  const accesses = accessOfRootFields(schema);
  return [...names]
    .filter((name) => !name.startsWith('__'))
    .map((name) => {
      const coordinate = `${root.name}.${name}`;
      const access = accesses.get(coordinate);
      if (access === undefined) throw new Error(`Expected a root field of the schema, found ${coordinate}.`);
      return { coordinate, access };
    });
}

/** Everything that an operation selects at its root: fields, and fragments with what they select there. */
export function rootSelections(document: DocumentNode, definition: OperationDefinitionNode): SelectionNode[] {
  const found: SelectionNode[] = [];
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      found.push(selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (selection.kind === Kind.FRAGMENT_SPREAD && !spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        for (const fragment of document.definitions) {
          if (fragment.kind === Kind.FRAGMENT_DEFINITION && fragment.name.value === selection.name.value)
            collect(fragment.selectionSet);
        }
      }
    }
  };
  collect(definition.selectionSet);
  return found;
}

const accessesOf = new WeakMap<GraphQLSchema, ReadonlyMap<string, Access>>();

/** Whom each root field answers. Throws when one does not say it. */
export function accessOfRootFields(schema: GraphQLSchema): ReadonlyMap<string, Access> {
  const known = accessesOf.get(schema);
  if (known) return known;
  const found = readAccesses(schema);
  accessesOf.set(schema, found);
  return found;
}

function readAccesses(schema: GraphQLSchema): ReadonlyMap<string, Access> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => type != null,
  );
  return new Map(
    roots.flatMap((type) =>
      Object.values(type.getFields()).map((field): [string, Access] => {
        const { scope } = field.extensions;
        if (scope === null || isAccess(scope)) return [`${type.name}.${field.name}`, scope];
        throw new Error(
          `Expected \`extensions.scope\` of ${type.name}.${field.name} to say whom it answers, found ${JSON.stringify(scope)}.`,
        );
      }),
    ),
  );
}

function isAccess(scope: unknown): scope is Scope | 'ANY' {
  return scope === 'ANY' || SCOPES.some((known) => known === scope);
}

function listed({ scopes }: Caller): string {
  return scopes.size === 0 ? 'none' : SCOPES.filter((scope) => scopes.has(scope)).join(', ');
}
