import { isReplay } from '../store/idempotency.ts';
import { builder } from './builder.ts';
import * as check from './checks.ts';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Known> ? Known : never;

/** The field of every mutation's input with which a repeat of the call is known. */
export function idempotencyKey(t: PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>) {
  return t.string({
    description:
      'Draw a new one for each call, such as a UUID (1–128 characters; keep it to yourself), and when no answer comes, send the call again with it: for 24 hours the same input is not done again, and you are answered what the first call came to. Another input is `IDEMPOTENCY_KEY_REUSED`, a first call that is still at work `IDEMPOTENCY_KEY_IN_PROGRESS`. Known within your operator and this mutation, whoever asks; a `dryRun` does without. Null = each call is a new one.',
    validate: { schema: check.identifier },
  });
}

/** The field of every mutation's payload that tells a repeat. */
export function replayed<Outcome extends object>(t: PothosSchemaTypes.ObjectFieldBuilder<Types, Outcome>) {
  return t.boolean({
    description:
      'Whether an earlier call with the same `idempotencyKey` did it, and this one nothing: failures and problems are those of then, everything else is as it now stands.',
    resolve: isReplay,
  });
}
