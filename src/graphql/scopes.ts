import {
  getOperationAST,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { nobody, type Authentication } from '../auth/authentication.ts';
import { SCOPES, type Caller, type Scope } from '../auth/credential.ts';
import type { Context } from './context.ts';
import { badUserInput, failure } from './errors.ts';

/**
 * Whom a root field answers, as `extensions.scope` says: a credential with a scope, any credential, or (null) somebody who has none yet and
 * comes to log in.
 */
export type Access = Scope | 'ANY' | null;

interface RootField {
  /** Such as `Query.charges`. */
  readonly coordinate: string;
  readonly access: Access;
}

/** What a request that is known to be somebody's has in its context. */
export type CallersContext = Pick<Context, 'caller' | 'actor' | 'store' | 'loaders'>;

/**
 * Lets nothing run that the caller may not ask: before anything is executed, every root field of the operation is held against the presented
 * credential, those under `@skip` and `@include` too. A credential that nothing asks for is not looked at, so that a stale one does not
 * keep anybody from logging in. Throws when a root field of the schema does not say its scope.
 */
export function guarding({
  schema,
  authentication,
  contextFor,
}: {
  readonly schema: GraphQLSchema;
  readonly authentication: Authentication;
  readonly contextFor: (caller: Caller) => CallersContext;
}): Plugin<Partial<Context>> {
  const accesses = accessOfRootFields(schema);
  const asked = new WeakMap<DocumentNode, Map<string, readonly RootField[]>>();

  const rootFieldsOf = (document: DocumentNode, operationName: string | null | undefined) => {
    const operations = asked.get(document) ?? new Map<string, readonly RootField[]>();
    asked.set(document, operations);
    const known = operations.get(operationName ?? '');
    if (known) return known;
    const found = rootFields(schema, document, operationName).map((coordinate) => {
      const access = accesses.get(coordinate);
      if (access === undefined) throw new Error(`Expected a root field of the schema, found ${coordinate}.`);
      return { coordinate, access };
    });
    operations.set(operationName ?? '', found);
    return found;
  };

  const guard = async ({ args, extendContext }: Guarded) => {
    const fields = rootFieldsOf(args.document, args.operationName);
    const closed = fields.filter(({ access }) => access !== null);
    if (closed.length === 0) {
      // No store and no loaders: no field can be reached that would use them, until somebody has logged in.
      if (fields.length > 0)
        extendContext({
          authentication: entering(authentication, (caller) => extendContext(contextFor(caller))),
        });
      return;
    }
    const admit = async () => {
      const caller = await authentication.whoIs(args.contextValue.request.headers.get('authorization'));
      if (!caller) throw nobody();
      for (const { coordinate, access } of closed) expectAccess(caller, coordinate, access);
      return caller;
    };
    const caller = await admit();
    if (closed.length < fields.length) {
      throw badUserInput([
        { path: [], message: 'Log in with a request of its own, and send the token with the next one.' },
      ]);
    }
    extendContext({ ...contextFor(caller), admit });
  };

  return { onExecute: guard, onSubscribe: guard };
}

function expectAccess(caller: Caller, coordinate: string, access: Access): void {
  if (access === null || access === 'ANY' || caller.scopes.has(access)) return;
  throw failure(
    'FORBIDDEN',
    `${coordinate} needs the scope ${access}, and your credential has ${listed(caller)}. Ask for one that has it.`,
  );
}

interface Guarded {
  readonly args: {
    readonly document: DocumentNode;
    readonly operationName?: string | null | undefined;
    readonly contextValue: { readonly request: Request };
  };
  readonly extendContext: (extension: Partial<Context>) => void;
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

/** The coordinates of the operation's root fields, those of its fragments included, without introspection and `__typename`. */
function rootFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): string[] {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) return [];
  const names = new Set(
    rootSelections(document, operationName).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    ),
  );
  return [...names].filter((name) => !name.startsWith('__')).map((name) => `${root.name}.${name}`);
}

/** Everything that an operation selects at its root: fields, and fragments with what they select there. */
export function rootSelections(
  document: DocumentNode,
  operationName: string | null | undefined,
): SelectionNode[] {
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
  const operation = getOperationAST(document, operationName);
  if (operation) collect(operation.selectionSet);
  return found;
}

function accessOfRootFields(schema: GraphQLSchema): ReadonlyMap<string, Access> {
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
