import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { examine } from '../../src/store/sqlite/doctor.ts';
import { MINUTE } from '../../src/time.ts';
import { clientOf, NOON } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';
import { mutationOf } from './every-mutation.ts';
import { employ, FAULTS, openFaulty, type FaultCode } from './faulty.ts';
import type { LongCall } from './long-calls.ts';

/** What goes wrong while a call is on its way: one statement, or it and all that follow. */
interface Fault {
  readonly n: number;
  readonly code: FaultCode;
  readonly lasts: boolean;
}

/** How often something went wrong, and how often the caller was told: what the courier meets, it makes up for. */
export interface Faults {
  met: number;
  told: number;
}

const CODES = Object.keys(FAULTS) as FaultCode[]; // the keys of FAULTS
const IN_PROGRESS = 'IDEMPOTENCY_KEY_IN_PROGRESS';
const SANDBOX = { NETFLIX: 'sandbox', SANDBOX_SEED: '1', PORT: '4000' };

/** Lets every so many a statement of a call fail, and has it called again until it is answered twice. Throws when something is amiss. */
export async function everyFault(call: LongCall, stride: number): Promise<Faults> {
  const play = await player(call);
  const { answers, outcome } = await play(null);
  expect(answers).toMatchObject([{ replayed: false }, { replayed: true }]);
  const faults = { met: 0, told: 0 };
  for (let n = 1; ; n += stride) {
    for (const lasts of [false, true]) {
      const [code = 'SQLITE_FULL'] = CODES.slice((n + Number(lasts)) % CODES.length);
      const fault = { n, code, lasts };
      const { happened, refusals, ...played } = await play(fault);
      if (!happened) return faults;
      faults.met += 1;
      if (refusals.length > 0) faults.told += 1;
      expect({ fault, ...played }).toEqual({ fault, findings: [], answers, outcome });
      // Whoever could not even write that it stopped counts as still at work for a while.
      const told = [[], [FAULTS[code]], ...(lasts ? [[FAULTS[code], IN_PROGRESS]] : [])];
      expect(told).toContainEqual(refusals);
    }
  }
}

/** Makes what a call is about, in files that are copied for each run. */
async function player(call: LongCall) {
  const folder = ownFolder();
  const fileOf = (run: number) => join(folder, `${run}.sqlite`);
  const beside = (file: string) => file.replace('.sqlite', '.sandbox.sqlite');
  const { gateway } = await openFaulty(fileOf(0), SANDBOX);
  const credential = await employ(gateway);
  const input = { ...(await call.prepare(gateway, credential)), idempotencyKey: 'once and for all' };
  await gateway.close();
  const mutation = mutationOf({ ...call, input: () => input });

  let runs = 0;
  return async (fault: Fault | null) => {
    const file = fileOf((runs += 1));
    copyFileSync(fileOf(0), file);
    copyFileSync(beside(fileOf(0)), beside(file));
    const time = { now: NOON, wall: NOON };
    let { gateway, statements } = await openFaulty(file, SANDBOX, time);
    if (fault) statements.arm(fault.n, fault.code, fault.lasts);
    let happened: boolean | null = null;
    const refusals: string[] = [];
    const findings: unknown[] = [];
    const answers: unknown[] = [];
    while (answers.length < 2 && refusals.length < 3) {
      const { data, errors } = await clientOf(gateway, credential).answer(mutation, { input });
      happened ??= statements.disarm();
      findings.push(...examine(file));
      if (!errors) {
        const payload = data?.[call.field];
        answers.push({ replayed: payload.replayed, promised: call.promised(payload) });
        continue;
      }
      refusals.push(...errors.map(({ extensions }) => String(extensions.code)));
      if (refusals.includes(IN_PROGRESS)) time.wall += MINUTE;
      // Every second time by a gateway that knows only what is in the file.
      else if (fault && fault.n % 2 === 0) {
        await gateway.close();
        ({ gateway, statements } = await openFaulty(file, SANDBOX, time));
      }
    }
    const outcome = await call.outcome(file, gateway.runCourier);
    await gateway.close();
    return { happened, refusals, findings, answers, outcome };
  };
}
