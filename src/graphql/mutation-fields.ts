import type { ObjectRef } from '@pothos/core';

import { isReplay } from '../store/idempotency.ts';
import { builder } from './builder.ts';
import * as check from './checks.ts';

// What the inputs and payloads of mutations have in common.

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Known> ? Known : never;
type InputFields = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;
type PayloadFields<Outcome> = PothosSchemaTypes.ObjectFieldBuilder<Types, Outcome>;

/** The field of an input that asks what would happen; `drawn` says which placeholders stand in the answer for what would be drawn. */
export function dryRun(t: InputFields, drawn?: string) {
  const placeholders = drawn === undefined ? '' : `; ${drawn}`;
  return t.boolean({
    description: `True answers as the call would and changes nothing${placeholders}. Null = false.`,
  });
}

/** The field of every mutation's input with which a repeat of the call is known. */
export function idempotencyKey(t: InputFields) {
  return t.string({
    description:
      'Draw a new one for each call, such as a UUID (1–128 characters; keep it to yourself), and when no answer comes, send the call again with it: for 24 hours the same input is not done again, and you are answered what the first call came to. Another input is `IDEMPOTENCY_KEY_REUSED`, a first call that is still at work `IDEMPOTENCY_KEY_IN_PROGRESS`. Known within your operator and this mutation, whoever asks; a `dryRun` does without. Null = each call is a new one.',
    validate: { schema: check.identifier },
  });
}

/** The field of a payload that tells why a call was refused as a whole. */
export function problems<Problem, Outcome extends { readonly problems: readonly Problem[] }>(
  t: PayloadFields<Outcome>,
  type: ObjectRef<Types, Problem>,
) {
  return t.field({
    type: [type],
    description: 'Every reason why the call was refused; empty when it was not.',
    resolve: (outcome) => outcome.problems,
  });
}

/** The field of every mutation's payload that tells a repeat. */
export function replayed<Outcome extends object>(t: PayloadFields<Outcome>) {
  return t.boolean({
    description:
      'Whether an earlier call with the same `idempotencyKey` did it, and this one nothing: failures and problems are those of then, everything else is as it now stands.',
    resolve: isReplay,
  });
}
