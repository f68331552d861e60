import { GraphQLError, type ASTVisitor, type FieldNode, type ValidationContext } from 'graphql';

/** Refuses every operation that asks for the schema; `__typename` goes on working. */
export function withoutIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field: (node: FieldNode) => {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      const message = 'Introspection is switched off here. Ask whoever runs the gateway for its schema.';
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}
