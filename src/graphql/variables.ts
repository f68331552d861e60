import {
  coerceInputValue,
  getOperationAST,
  isInputType,
  isNonNullType,
  typeFromAST,
  type ExecutionArgs,
} from 'graphql';

import type { Issue } from './errors.ts';

/** What is wrong with the variables of an operation that could not begin because of them: each fault with its path from the variable's name down. */
export function faultsOfVariables(args: ExecutionArgs): Issue[] {
  const issues: Issue[] = [];
  const given = args.variableValues ?? {};
  const declared = getOperationAST(args.document, args.operationName)?.variableDefinitions ?? [];
  for (const { variable, type: node, defaultValue } of declared) {
    const name = variable.name.value;
    const type = typeFromAST(args.schema, node);
    if (!isInputType(type)) continue; // validation has refused it
    if (!Object.hasOwn(given, name)) {
      if (isNonNullType(type) && !defaultValue)
        issues.push({ path: [name], message: `Give the variable $${name} of type ${String(type)}.` });
      continue;
    }
    coerceInputValue(given[name], type, (path, _value, { message }) => {
      // graphql-js tells such a fault of the object that the field is in, and any other of the field itself.
      const field = /^Field "(\w+)" (?:of required type|is not defined)/.exec(message)?.[1];
      issues.push({
        path: [name, ...path, ...(field === undefined ? [] : [field])],
        message,
      });
    });
  }
  return issues;
}
