import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';

import type { Choices } from '../store/store.ts';
import { choicesOf } from './choices.ts';
import { costOf, type Costs } from './cost.ts';
import { failure } from './errors.ts';
import { faultOfShape, type Limits } from './limits.ts';
import { locateLiterals } from './literals.ts';
import { rootFieldsOf, type RootField } from './scopes.ts';
import { untrusted, type TrustedDocuments } from './trusted.ts';

/** One operation of a document that may be run. */
export interface Operation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly kind: OperationTypeNode;
  /** As the request gave it; null when it gave none. */
  readonly name: string | null;
  /** What it asks at its root, and whom that answers. */
  readonly fields: readonly RootField[];
  readonly costs: Costs;
  /** What it looks at of the things that have many columns. */
  readonly choices: Choices;
}

/** A text that was read once: its operations, or what is wrong with it. */
export interface ReadDocument {
  /** Null when it could not be parsed. */
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
  /** The operation of that name, or the only one; null when there is none, or several and no name. */
  readonly operation: (name: string | null) => Operation | null;
}

/** How many texts are remembered, the least recently used forgotten first, and how many characters they may have together. */
const MOST_DOCUMENTS = 1_000;
const MOST_CHARACTERS = 8_000_000;
const MOST_REFUSED = 10;

/** What a text has to keep. */
export interface ReadingRules {
  /** Besides those of the specification. */
  readonly rules: readonly ValidationRule[];
  readonly limits: Limits;
  readonly trusted: TrustedDocuments;
}

/** Reads documents: measures, parses, validates and prepares each text once. */
export function documentsOf(schema: GraphQLSchema, { rules, limits, trusted }: ReadingRules) {
  const known = new LRUCache<string, ReadDocument>({
    max: MOST_DOCUMENTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_read, text) => text.length + 1,
  });
  // Apart from the others, which it would drive out: there is no end of what is refused. The long way asks right after the short one.
  const refused = new LRUCache<string, ReadDocument>({ max: MOST_REFUSED });
  const allRules = [...specifiedRules, ...rules];
  const texts = trusted && new Set(trusted.values());
  return (text: string): ReadDocument => {
    const remembered = known.get(text) ?? refused.get(text);
    if (remembered) return remembered;
    if (texts && !texts.has(text)) return unread([untrusted()]);
    const read = readDocument(schema, allRules, limits, text);
    (read.errors.length === 0 ? known : refused).set(text, read);
    return read;
  };
}

function readDocument(
  schema: GraphQLSchema,
  rules: readonly ValidationRule[],
  limits: Limits,
  text: string,
): ReadDocument {
  let document: DocumentNode;
  let errors: readonly GraphQLError[];
  try {
    document = parse(text, { maxTokens: limits.tokens });
    const fault = faultOfShape(document, limits);
    if (fault) return unread([fault]);
    errors = validate(schema, document, rules);
  } catch (error) {
    return unread([whyUnreadable(error, limits)]);
  }
  locateLiterals(errors, document);
  const operations = new Map<string | null, Operation | null>();
  const operation = (name: string | null) => {
    const known = operations.get(name);
    if (known !== undefined) return known;
    const definition = getOperationAST(document, name);
    const found: Operation | null | undefined = definition && {
      document,
      definition,
      kind: definition.operation,
      name,
      fields: rootFieldsOf(schema, document, definition),
      costs: costOf(schema, document, definition),
      choices: choicesOf(schema, document),
    };
    // A name that a document does not have is not worth remembering: there are too many of those.
    if (found) operations.set(name, found);
    return found ?? null;
  };
  return { document, errors, operation };
}

function unread(errors: readonly GraphQLError[]): ReadDocument {
  return { document: null, errors, operation: () => null };
}

function whyUnreadable(error: unknown, { tokens }: Limits): GraphQLError {
  // graphql-js has no code for it.
  if (error instanceof GraphQLError && error.message.includes(`more that ${tokens} tokens`))
    return failure('TOKEN_LIMIT', `A request may have at most ${tokens} words and signs.`);
  if (error instanceof GraphQLError) return error;
  // Reading a sensible document does not need that much stack.
  if (error instanceof RangeError)
    return failure('GRAPHQL_PARSE_FAILED', 'The request is nested too deeply to be read.');
  throw error;
}
