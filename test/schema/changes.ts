import { ChangeType, CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** A change that can break a client and was made all the same. */
export interface AcceptedChange {
  /** As the failing test words it. */
  readonly change: string;
  /** Why it had to be, and what clients were told. */
  readonly reason: string;
}

/**
 * What clients of one schema may stumble over when they meet the other, a sentence each: whatever breaks a request, and whatever gives an
 * answer they are not prepared for, such as a new value of an enum. Adding fields, types, and arguments that may be left out is free.
 */
export async function changesThatBreak(released: string, current: string): Promise<string[]> {
  const changes = await diff(buildSchema(released), buildSchema(current));
  return changes.filter(isBreaking).map(({ message }) => message);
}

function isBreaking({ type, criticality }: Change): boolean {
  if (criticality.level === CriticalityLevel.Breaking) return true;
  // What something costs may change: no request becomes another one by it.
  const isFree = type === ChangeType.FieldArgumentAdded || type.startsWith('DIRECTIVE_USAGE_');
  return criticality.level === CriticalityLevel.Dangerous && !isFree;
}

/** What is wrong with the list of accepted changes: what is missing on it, and what is on it for nothing. */
export function faultsOfAcceptance(
  breaking: readonly string[],
  accepted: readonly AcceptedChange[],
): string[] {
  const listed = accepted.filter(({ reason }) => reason.trim() !== '').map(({ change }) => change);
  return [
    ...breaking.filter((change) => !listed.includes(change)).map((change) => `Not accepted: ${change}`),
    ...accepted
      .filter(({ change, reason }) => !breaking.includes(change) || reason.trim() === '')
      .map(
        ({ change, reason }) => `${reason.trim() === '' ? 'No reason' : 'Not a change any more'}: ${change}`,
      ),
  ];
}
