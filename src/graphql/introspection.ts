import { GraphQLError, type ASTVisitor, type FieldNode, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses every operation that asks for the schema; `__typename` goes on working. */
export const withoutIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoIntrospection),
};

// Yoga remembers what is valid by the names of the rules.
function NoIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field: (node: FieldNode) => {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      const message = 'Introspection is switched off here. Ask whoever runs the gateway for its schema.';
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}
