import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { writes } from './charge-verbs.ts';
import { openGateway, type Data } from './gateway.ts';
import { addProvider, BOXES, lookUp, numbersIn, pending, respond } from './provisioning-verbs.ts';
import { faultsOf, register } from './subscription-verbs.ts';

const RESPOND =
  'mutation ($input: RespondToProvisioningRequestsInput!) { respondToProvisioningRequests(input: $input) { failedProvisioningRequests { number } } }';
const LATER = '2026-03-01T13:00:00.000Z';

/** A gateway with a provider and three customers: P00000001 to P00000003 are BECOME_SUBSCRIBER. */
async function registered() {
  const opened = await openGateway();
  await addProvider(opened.operator);
  for (const customer of ['B-1', 'B-2', 'B-3'])
    await register(opened.operator, { billingSystemCustomerIdentifier: customer });
  opened.wait(HOUR);
  return opened;
}

describe('respondToProvisioningRequests', () => {
  it('takes the answers that it can and explains the rest', async () => {
    const { operator } = await registered();
    await addProvider(operator, 'Phones');
    await register(operator, { billingSystemCustomerIdentifier: 'B-4' }); // P4 for Boxes, P5 for Phones
    const answer = await respond(operator, [
      { number: 'P00000001', status: 'ACCEPTED', accountNumber: 'ACC-1' },
      { number: 'P00000002', status: 'REJECTED', errorCode: 'E-7', errorDescription: 'No such street.' },
      { number: 'P00000002', status: 'ACCEPTED' },
      { number: 'P00000003', status: 'ACCEPTED', errorCode: 'E-7' },
      { number: 'P00000005', status: 'ACCEPTED' },
      { number: 'P00000099', status: 'ACCEPTED' },
    ]);
    expect(answer.provisioningRequests).toMatchObject([
      {
        number: 'P00000001',
        state: 'COMPLETED',
        executedDate: LATER,
        accountNumber: 'ACC-1',
        errorCode: null,
      },
      {
        ...{ number: 'P00000002', state: 'REJECTED', executedDate: LATER, accountNumber: null },
        ...{ errorCode: 'E-7', errorDescription: 'No such street.' },
      },
    ]);
    expect(answer.failedProvisioningRequests).toMatchObject([
      { number: 'P00000002', errorCode: 'DUPLICATE_ITEM' },
      {
        ...{ number: 'P00000003', errorCode: 'NOT_APPLICABLE' },
        errorDescription:
          'An error comes only with REJECTED, and P00000003 would be ACCEPTED. Leave error code and description out.',
      },
      // A request of another provider is as missing as one that nobody has.
      { number: 'P00000005', errorCode: 'PROVISIONING_REQUEST_NOT_FOUND' },
      {
        ...{ number: 'P00000099', errorCode: 'PROVISIONING_REQUEST_NOT_FOUND' },
        errorDescription:
          'There is no provisioning request P00000099 for this provider. Check the number and the provider.',
      },
    ]);
    expect(numbersIn(await pending(operator))).toEqual([['P00000003'], ['P00000004']]);
    expect(await lookUp(operator, 'P00000001')).toEqual(answer.provisioningRequests[0]);
    expect(await lookUp(operator, 'P00000003', 'state executedDate')).toEqual({
      state: 'PENDING',
      executedDate: null,
    });
  });

  it('leaves the subscription alone, whatever the answer is', async () => {
    const { operator } = await registered();
    const standing = 'subscription { stage lifeCycleState netflixState }';
    const before = await lookUp(operator, 'P00000001', standing);
    await respond(operator, [{ number: 'P00000001', status: 'REJECTED' }]);
    expect(await lookUp(operator, 'P00000001', standing)).toEqual(before);
  });

  it.each<[Data, Data, string[]]>([
    [{ status: 'ACCEPTED' }, { status: 'ACCEPTED' }, []],
    [{ status: 'ACCEPTED', accountNumber: 'A' }, { status: 'ACCEPTED', accountNumber: 'A' }, []],
    [
      { status: 'ACCEPTED', accountNumber: 'A' },
      { status: 'ACCEPTED', accountNumber: 'B' },
      ['ALREADY_ANSWERED'],
    ],
    [
      { status: 'ACCEPTED', accountNumber: 'A' },
      { status: 'ACCEPTED', accountNumber: null },
      ['ALREADY_ANSWERED'],
    ],
    [{ status: 'ACCEPTED' }, { status: 'REJECTED' }, ['ALREADY_ANSWERED']],
    [{ status: 'REJECTED', errorCode: 'E' }, { status: 'REJECTED', errorCode: 'E' }, []],
    [{ status: 'REJECTED', errorCode: 'E' }, { status: 'REJECTED' }, ['ALREADY_ANSWERED']],
  ])('after %j, %j fails with %j and changes nothing', async (first, again, errorCodes) => {
    const opened = await registered();
    const { operator, wait } = opened;
    const number = 'P00000001';
    const { provisioningRequests } = await respond(operator, [{ number, ...first }]);
    wait(HOUR);
    writes(opened);
    const answer = await respond(operator, [{ number, ...again }]);
    expect(writes(opened)).toEqual([]);
    expect(answer.failedProvisioningRequests.map(({ errorCode }: Data) => errorCode)).toEqual(errorCodes);
    expect(answer.provisioningRequests).toEqual(errorCodes.length === 0 ? provisioningRequests : []);
    expect(await lookUp(operator, number)).toEqual(provisioningRequests[0]);
  });

  it('of another operator, or of no provider, finds nothing', async () => {
    const { operator, another } = await registered();
    const other = await another();
    await addProvider(other.operator);
    const missing = [{ number: 'P00000001', errorCode: 'PROVISIONING_REQUEST_NOT_FOUND' }];
    expect(await respond(other.operator, ['P00000001'])).toMatchObject({
      failedProvisioningRequests: missing,
    });
    const nobody = { provider: { name: 'Nobody' } };
    expect(await respond(operator, ['P00000001'], nobody)).toMatchObject({
      failedProvisioningRequests: missing,
    });
    expect(await lookUp(operator, 'P00000001', 'state')).toEqual({ state: 'PENDING' });
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await registered();
    const { operator } = opened;
    const responses = [{ number: 'P00000001', status: 'ACCEPTED', accountNumber: 'A' }, 'P00000009'];
    writes(opened);
    const trial = await respond(operator, responses, { dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await respond(operator, responses)).toEqual(trial);
  });

  it('tells one thing of a request, on trial too, however it is reached', async () => {
    const { operator } = await registered();
    const { respondToProvisioningRequests } = await operator.ask(
      `mutation ($input: RespondToProvisioningRequestsInput!) {
        respondToProvisioningRequests(input: $input) {
          provisioningRequests { state subscription { provisioningRequests { totalCount nodes { number state } } } }
        }
      }`,
      { input: { provider: BOXES, dryRun: true, responses: [{ number: 'P00000002', status: 'REJECTED' }] } },
    );
    expect(respondToProvisioningRequests.provisioningRequests).toEqual([
      {
        state: 'REJECTED',
        subscription: {
          provisioningRequests: { totalCount: 1, nodes: [{ number: 'P00000002', state: 'REJECTED' }] },
        },
      },
    ]);
  });

  it('is not given anything else', async () => {
    const opened = await registered();
    const { operator } = opened;
    const faults = async (responses: Data[], provider: Data = BOXES) =>
      faultsOf(await operator.answer(RESPOND, { input: { provider, responses } }));
    const ok = { number: 'P00000001', status: 'ACCEPTED' };
    writes(opened);
    expect(await faults([])).toEqual([['input.responses', 'Give 1 to 50 responses.']]);
    expect(await faults(Array.from({ length: 51 }, () => ok))).toEqual([
      ['input.responses', 'Give 1 to 50 responses.'],
    ]);
    expect(
      await faults([
        ok,
        { ...ok, number: '', errorCode: '', errorDescription: 'a\nb', accountNumber: 'x'.repeat(129) },
      ]),
    ).toEqual([
      ['input.responses.1.number', '`number` must have 1 to 128 characters, but has 0.'],
      ['input.responses.1.errorCode', '`errorCode` must have 1 to 128 characters, but has 0.'],
      [
        'input.responses.1.errorDescription',
        '`errorDescription` must not contain control characters, such as a line break.',
      ],
      ['input.responses.1.accountNumber', '`accountNumber` must have 1 to 128 characters, but has 129.'],
    ]);
    expect(writes(opened)).toEqual([]);
  });
});
