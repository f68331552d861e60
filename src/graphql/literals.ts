import { BREAK, Kind, visit, type ASTNode, type DocumentNode, type GraphQLError } from 'graphql';

import type { Issue } from './errors.ts';

/** Tells where each wrong value stands that is written in the document: the scalar that reads one sees nothing but the value. */
export function locateLiterals(errors: readonly GraphQLError[], document: DocumentNode): void {
  for (const error of errors) locate(error, document);
}

function locate({ nodes, extensions }: GraphQLError, document: DocumentNode): void {
  const [value] = nodes ?? [];
  const issues = extensions.issues as readonly Issue[] | undefined; // only badUserInput() makes them
  if (!value || !issues) return;
  const path = pathTo(value, document);
  extensions.issues = issues.map(({ message }) => ({ path, message }));
}

/** From the name of the argument, or of the variable whose default it is, down to the value. */
function pathTo(value: ASTNode, document: DocumentNode): Issue['path'] {
  let path: Issue['path'] = [];
  visit(document, {
    enter: (node, _key, parent, _path, ancestors) => {
      if (node !== value) return undefined;
      const nodes = [...ancestors, parent, node].filter((step) => step !== undefined && 'kind' in step);
      path = nodes.flatMap((step, depth) => stepOf(step, nodes[depth + 1]));
      return BREAK;
    },
  });
  return path;
}

function stepOf(node: ASTNode, below: ASTNode | undefined): Issue['path'] {
  switch (node.kind) {
    case Kind.VARIABLE_DEFINITION:
      return [node.variable.name.value];
    case Kind.ARGUMENT:
    case Kind.OBJECT_FIELD:
      return [node.name.value];
    case Kind.LIST:
      return [node.values.findIndex((item) => item === below)];
    default:
      return [];
  }
}
