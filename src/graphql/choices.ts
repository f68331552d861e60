import {
  getNamedType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import type { Choice, Choices } from '../store/store.ts';

/**
 * Which columns a document looks at, of the things that have many. An object type says with `extensions.columns` whose columns its things are
 * read by, and each of its fields with `extensions.reads` which ones it looks at; a field that does not say it looks at the column of its name,
 * and where there is no such column everything is read. A field of another type that looks into such a thing names both, such as
 * `reads: { customers: ['addresses'] }`. Whether pages have more behind them is only found out for whoever looks at `pageInfo`.
 */
export function choicesOf(schema: GraphQLSchema, document: DocumentNode): Choices {
  const found = new Map<keyof Choices, Set<string>>();
  const followed = new Set<keyof Choices>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (!isObjectType(parent) || !field || field.name.startsWith('__')) return;
        const paged = field.name === 'pageInfo' ? itemsOf(parent) : null;
        if (paged) followed.add(paged);
        for (const [columns, reads] of looksAt(parent, field)) {
          const names = found.get(columns) ?? new Set();
          found.set(columns, names);
          for (const name of reads) names.add(name);
        }
      },
    }),
  );
  return Object.fromEntries(
    [...found].map(([columns, names]) => [columns, choiceOf(names, followed.has(columns))]),
  );
}

function choiceOf(names: ReadonlySet<string>, more: boolean): Choice {
  const sorted = [...names].sort();
  return { key: sorted.join(), names: sorted, more };
}

/** What a connection is a page of. */
function itemsOf(connection: GraphQLObjectType): keyof Choices | null {
  const { nodes } = connection.getFields();
  const items = nodes ? getNamedType(nodes.type) : null;
  const columns = isObjectType(items) ? items.extensions.columns : null;
  return isChoosable(columns) ? columns : null;
}

const CHOOSABLE = { charges: true, subscriptions: true, customers: true } satisfies Record<
  keyof Choices,
  true
>;

function isChoosable(columns: unknown): columns is keyof Choices {
  return typeof columns === 'string' && Object.hasOwn(CHOOSABLE, columns);
}

function looksAt(
  { extensions: { columns } }: GraphQLObjectType,
  { name, extensions: { reads } }: GraphQLField<unknown, unknown>,
): [keyof Choices, readonly string[]][] {
  if (isChoosable(columns)) return [[columns, Array.isArray(reads) ? reads.map(String) : [name]]];
  return Object.entries(reads ?? {}).flatMap(([into, names]) =>
    isChoosable(into) && Array.isArray(names) ? [[into, names.map(String)]] : [],
  );
}
