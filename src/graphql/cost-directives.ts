import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';

const names = new GraphQLList(new GraphQLNonNull(GraphQLString));

/** `@cost` of the cost specification (https://ibm.github.io/graphql-specs/cost-spec.html). */
export const costDirective = new GraphQLDirective({
  name: 'cost',
  description:
    'What one thing in the answer of this field or of this type costs; where it is not said, 1 for what has fields of its own and 0 for plain values. Each item of a list that is handed in costs 1 too.',
  locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT],
  args: {
    weight: { type: new GraphQLNonNull(GraphQLString), description: 'The points, a number.' },
  },
});

/** `@listSize` of the same specification; an argument that is a list counts by its length. */
export const listSizeDirective = new GraphQLDirective({
  name: 'listSize',
  description:
    'How many items the list of this field, or each list of the page in its answer, is counted as.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    assumedSize: { type: GraphQLInt, description: 'That many where no argument says it.' },
    slicingArguments: {
      type: names,
      description:
        'The arguments that say it, the first that is given: a number says itself, a list its length. A point leads to a field of an input.',
    },
    sizedFields: {
      type: names,
      description: 'The lists below this field that are meant; the field itself when there are none.',
    },
    requireOneSlicingArgument: {
      type: GraphQLBoolean,
      description: 'Whether one of the arguments has to be given.',
      defaultValue: true,
    },
  },
});
