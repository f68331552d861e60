import {
  getArgumentValues,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
  visit,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
// Not of graphql-js's published interface, but what its own `execute` collects fields with.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';

import type { Coerced } from './coercing.ts';
import type { Operation } from './documents.ts';
import { fragmentsOf } from './fragments.ts';
import { Running, Unusual, written, type Complete } from './running.ts';

/** A query or a mutation of a valid document. */
type Parsed = Pick<Operation, 'document' | 'definition'>;

export interface Compiled {
  /** Answers with the data of the operation. Rejects with `Unanswered` when anything is wrong; then graphql-js has to answer. */
  readonly run: (variables: Coerced, context: object, root?: unknown) => Promise<Record<string, unknown>>;
  /** How large it is with the document that it keeps, in selections of fields, which take one to two kilobytes each. */
  readonly size: number;
}

/** Selections of fields that an operation may have, its fragments written out for each type that they are for: more take long to compile. */
const MOST_SELECTIONS = 1_000;

/** Characters of a document that take as much memory as a selection: graphql-js keeps every token, comments included. */
const CHARACTERS_OF_ONE = 20;

/** How large it may be, see `Compiled.size`. */
const LARGEST = 5_000;

/**
 * Writes the code of an operation: a function for each object, list, union and interface that it selects, which calls the resolvers and completes
 * what they give as the specification says (6.4.3), as long as nothing goes wrong. `{ dog { name } }` becomes, apart from what goes wrong,
 *
 *     function nameLater(given, running) { … }
 *     function dog(given, running) {
 *       let value0 = given.name, place0 = null;
 *       if (isPromised(value0)) place0 = running.later(value0, "name", nameLater);
 *       else value0 = typeof value0 === "string" ? value0 : value0 == null ? null : written(String, value0, running);
 *       const out = { name: value0 };
 *       if (place0 !== null) place0.into = out;
 *       return out;
 *     }
 *     function dogLater(given, running) { … }
 *     function query(given, running) {
 *       let value0 = resolveDog(given, {}, running.context, info), place0 = null;
 *       if (isPromised(value0)) place0 = running.later(value0, "dog", dogLater);
 *       else value0 = value0 == null ? null : dog(value0, running);
 *       …
 *     }
 *
 * The code is for what these variables make of `@skip` and `@include`. Throws when the operation is left to graphql-js.
 */
export function compile(schema: GraphQLSchema, operation: Parsed, variables: Coerced): Compiled {
  const code = new Code(schema, operation, variables);
  const complete = code.root();
  const { dependent, selections } = code;
  const size = selections + Math.ceil((operation.document.loc?.source.body.length ?? 0) / CHARACTERS_OF_ONE);
  if (size > LARGEST) unusual();
  const run: Compiled['run'] = (values, context, root) =>
    new Promise((resolve, reject) => {
      const args = dependent.map(({ field, node }) => getArgumentValues(field, node, values));
      // The root is an object.
      const answer = (data: unknown) => resolve(data as Record<string, unknown>);
      new Running({ context, args, variables: values }, answer, reject).begin(complete, root);
    });
  return { run, size };
}

/** A field of an object, with everywhere that the operation selects it, and what its resolvers are told, as the code calls it. */
interface Selected {
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  readonly info: string;
}

/** Writes an expression that completes the value in a variable of the code. */
type Completing = (value: string) => string;

/** The scalars whose values are answered as they are, and what these are in JavaScript. */
const AS_THEY_ARE: Readonly<Record<string, string>> = { String: 'string', ID: 'string', Boolean: 'boolean' };

class Code {
  /** The fields that take arguments from variables. */
  readonly dependent: { readonly field: GraphQLField<unknown, unknown>; readonly node: FieldNode }[] = [];
  /** Selections of fields so far. */
  selections = 0;
  readonly #schema: GraphQLSchema;
  readonly #operation: Parsed;
  readonly #variables: Coerced;
  readonly #fragments: GraphQLResolveInfo['fragments'];
  readonly #functions: string[] = [];
  /** What the code uses that is no text, with what it calls that. */
  readonly #parts = new Map<unknown, string>();

  constructor(schema: GraphQLSchema, operation: Parsed, variables: Coerced) {
    this.#schema = schema;
    this.#operation = operation;
    this.#variables = variables;
    this.#fragments = Object.fromEntries(fragmentsOf(operation.document));
  }

  /** What completes the root. */
  root(): Complete {
    const { selectionSet, operation } = this.#operation.definition;
    const root = this.#schema.getRootType(operation) ?? unusual();
    const fields = collectFields(this.#schema, this.#fragments, this.#variables, root, selectionSet);
    // Several mutations are done one after the other.
    if (operation !== OperationTypeNode.QUERY && fields.size > 1) unusual();
    const begin = this.#object(root, fields);
    const text = `'use strict';\n${this.#functions.join('\n')}\nreturn ${begin};`;
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- all that it has of a request are names, each one word by GraphQL's grammar
    const link = new Function(...this.#parts.values(), text) as (...parts: unknown[]) => Complete; // what the text returns
    return link(...this.#parts.keys());
  }

  /** A function that resolves an object's fields in order, and keeps a place for each that is promised. */
  #object(type: GraphQLObjectType, fields: ReadonlyMap<string, readonly FieldNode[]>): string {
    const statements: string[] = [];
    const entries: string[] = [];
    const places: string[] = [];
    for (const [key, nodes] of fields) {
      this.selections += nodes.length;
      if (this.selections > MOST_SELECTIONS) unusual();
      const n = entries.length;
      // In a literal, the plain name would set the prototype.
      entries.push(`${key === '__proto__' ? '["__proto__"]' : key}: value${n}`);
      const selected = this.#selected(type, nodes, key);
      if (!selected) {
        statements.push(`const value${n} = "${type.name}";`);
        continue;
      }
      const completed = this.#completing(selected.field.type, selected);
      const later = this.#function(`return ${completed('given')};`);
      statements.push(
        `let value${n} = ${this.#resolved(selected)}, place${n} = null;`,
        `if (${isPromised(`value${n}`)}) place${n} = running.later(value${n}, "${key}", ${later});`,
        `else value${n} = ${completed(`value${n}`)};`,
      );
      places.push(`if (place${n} !== null) place${n}.into = out;`);
    }
    return this.#function(
      [...statements, `const out = { ${entries.join(', ')} };`, ...places, 'return out;'].join('\n'),
    );
  }

  /** Null for `__typename`. */
  #selected(parentType: GraphQLObjectType, nodes: readonly FieldNode[], key: string): Selected | null {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return null;
    // What the root has besides, such as `__schema`, is worth no code.
    const field = parentType.getFields()[name] ?? unusual();
    const known = {
      fieldName: name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType,
      schema: this.#schema,
      fragments: this.#fragments,
      operation: this.#operation.definition,
    };
    // What a mutation throws is what it came to, so it has to find everything.
    if (parentType === this.#schema.getMutationType()) {
      const path = { prev: undefined, key, typename: parentType.name };
      const info = `{ ...${this.#part({ ...known, path })}, rootValue: given, variableValues: running.variables }`;
      return { field, nodes, info };
    }
    const info: GraphQLResolveInfo = {
      ...known,
      rootValue: undefined,
      // These differ from request to request: whoever looks at them sends the operation to graphql-js each time.
      get path() {
        return unusual();
      },
      get variableValues() {
        return unusual();
      },
    };
    return { field, nodes, info: this.#part(info) };
  }

  #resolved({ field, nodes, info }: Selected): string {
    if (!field.resolve) return `typeof given === "object" ? given.${field.name} : undefined`;
    return `${this.#part(field.resolve)}(given, ${this.#args(field, nodes)}, running.context, ${info})`;
  }

  /** Arguments that no variable is in are made once, for all requests: resolvers change no arguments. */
  #args(field: GraphQLField<unknown, unknown>, [node]: readonly FieldNode[]): string {
    if (!node) return unusual();
    if (!hasVariables(node)) return this.#part(getArgumentValues(field, node));
    this.dependent.push({ field, node });
    return `running.args[${this.dependent.length - 1}]`;
  }

  /** What completes a value of a type, with what it leads to. */
  #completing(type: GraphQLOutputType, selected: Selected): Completing {
    const inner = getNullableType(type);
    const missing = isNonNullType(type) ? 'running.unusual()' : 'null';
    if (!isLeafType(inner)) {
      const complete = this.#function(this.#composite(inner, selected));
      return (value) => `${value} == null ? ${missing} : ${complete}(${value}, running)`;
    }
    const plain = AS_THEY_ARE[inner.name];
    const [write, leaf] = [this.#part(written), this.#part(inner)];
    return (value) => {
      const asItIs = plain ? `typeof ${value} === "${plain}" ? ${value} : ` : '';
      return `${asItIs}${value} == null ? ${missing} : ${write}(${leaf}, ${value}, running)`;
    };
  }

  /** What completes a list, an object, or what a union or an interface stands for. */
  #composite(type: Exclude<GraphQLOutputType, GraphQLLeafType>, selected: Selected): string {
    if (isListType(type)) return this.#list(type.ofType, selected);
    if (isObjectType(type)) return this.#checked(type, selected);
    if (isAbstractType(type)) return this.#abstract(type, selected);
    return unusual();
  }

  #list(items: GraphQLOutputType, selected: Selected): string {
    const completed = this.#completing(items, selected);
    const later = this.#function(`return ${completed('given')};`);
    return `if (!Array.isArray(given)) return running.unusual();
const out = [];
for (let at = 0; at < given.length; at += 1) {
  const value = given[at];
  if (${isPromised('value')}) {
    out.push(null);
    running.later(value, at, ${later}).into = out;
  } else out.push(${completed('value')});
}
return out;`;
  }

  #checked(type: GraphQLObjectType, { nodes, info }: Selected): string {
    const fields = collectSubfields(this.#schema, this.#fragments, this.#variables, type, nodes);
    const isOther = type.isTypeOf
      ? ` || ${this.#part(type)}.isTypeOf(given, running.context, ${info}) !== true`
      : '';
    return `if (given instanceof Error) return running.failed(given);
if (typeof given === "function"${isOther}) return running.unusual();
return ${this.#object(type, fields)}(given, running);`;
  }

  #abstract(type: GraphQLAbstractType, selected: Selected): string {
    if (!type.resolveType) return unusual();
    const abstract = this.#part(type);
    const cases = this.#schema
      .getPossibleTypes(type)
      .map(
        (one) =>
          `case "${one.name}": return ${this.#function(this.#checked(one, selected))}(given, running);`,
      );
    return `if (given instanceof Error) return running.failed(given);
switch (${abstract}.resolveType(given, running.context, ${selected.info}, ${abstract})) {
${cases.join('\n')}
default: return running.unusual();
}`;
  }

  /** A function of the code: its body works on `given`, a value that a resolver gave, and `running`. */
  #function(body: string): string {
    const name = `f${this.#functions.length}`;
    const caught = 'catch (reason) { return running.failed(reason); }';
    this.#functions.push(`function ${name}(given, running) {\ntry {\n${body}\n} ${caught}\n}`);
    return name;
  }

  #part(value: unknown): string {
    const name = this.#parts.get(value) ?? `part${this.#parts.size}`;
    this.#parts.set(value, name);
    return name;
  }
}

/** Leaves the operation to graphql-js. */
function unusual(): never {
  throw new Unusual();
}

/** An expression: whether the value in a variable is promised. */
function isPromised(value: string): string {
  return `typeof ${value} === "object" && ${value} !== null && typeof ${value}.then === "function"`;
}

function hasVariables(node: FieldNode): boolean {
  let found = false;
  for (const argument of node.arguments ?? []) visit(argument, { Variable: () => void (found = true) });
  return found;
}
