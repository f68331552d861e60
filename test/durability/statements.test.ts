import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { schema } from '../../src/graphql/schema.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { clientOf } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';
import { mutationOf, STORY, type Known } from './every-mutation.ts';
import { contentOf, employ, FAULTS, openFaulty, type FaultCode } from './faulty.ts';
import { LONG_CALLS } from './long-calls.ts';

/** So many statements are made to fail at least; fewer would mean that the test has lost its way. */
const LEAST_POINTS = 330;

const CODES = Object.keys(FAULTS) as FaultCode[]; // the keys of FAULTS

it('knows a place in the story for every mutation', () => {
  const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
  const told = [...STORY, ...LONG_CALLS].map(({ field }) => field);
  expect([...new Set(told)].toSorted()).toEqual(fields.toSorted());
});

it.each([{ NETFLIX: 'none' }, { NETFLIX: 'sandbox' }])(
  'does nothing and says so, whichever statement of a mutation fails, and does it the next time (%o)',
  async (env) => {
    const file = join(ownFolder(), 'gateway.sqlite');
    const { gateway, statements } = await openFaulty(file, env);
    onTestFinished(() => gateway.close());
    const apiKey = await employ(gateway);
    const known: Known = {
      ...{ apiKey, keyPrefix: '', token: '', signUpToken: '', pai: '', charges: [], request: '' },
    };
    let points = 0;
    for (const step of STORY) {
      const mutation = mutationOf(step);
      const credential = step.credential ? step.credential(known) : apiKey;
      const tryIt = () => clientOf(gateway, credential).answer(mutation, { input: step.input(known) });
      const before = contentOf(file);
      for (let n = 1; ; n += 1) {
        const [code = 'SQLITE_FULL'] = CODES.slice(n % CODES.length);
        statements.arm(n, code);
        const { data, errors } = await tryIt();
        if (!statements.disarm()) {
          // It had fewer statements: this is the call after the last fault.
          expect({ errors, problems: data?.[step.field]?.problems ?? [] }).toEqual({
            errors: undefined,
            problems: [],
          });
          for (const failed of ['failedCharges', 'failedReceipts', 'failedProvisioningRequests'])
            expect(data?.[step.field]?.[failed] ?? []).toEqual([]);
          step.keep?.(data?.[step.field], known);
          break;
        }
        points += 1;
        expect({ field: step.field, n, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
          ...{ field: step.field, n, codes: [FAULTS[code]] },
        });
        expect(contentOf(file) === before, `${step.field}, statement ${n}, left something behind`).toBe(true);
      }
      // A token is signed, not kept.
      if (!step.field.startsWith('logIn')) expect(contentOf(file)).not.toBe(before);
    }
    expect([...examine(file)]).toEqual([]);
    console.log(`${points} statements of ${STORY.length} mutations failed, one by one (${env.NETFLIX})`);
    expect(points).toBeGreaterThan(LEAST_POINTS);
  },
);
