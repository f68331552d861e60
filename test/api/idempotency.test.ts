import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble, type Gateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { onceFor } from '../../src/graphql/repeats.ts';
import { schema } from '../../src/graphql/schema.ts';
import type { Progress } from '../../src/store/store.ts';
import { DAY, HOUR } from '../../src/time.ts';
import { allOf } from '../batching/graph.ts';
import { ownFolder } from '../own-folder.ts';
import { existing } from '../store/telecom.ts';
import { clientOf, NOON, openGateway, type Answer, type Client, type Data } from './gateway.ts';
import { addProvider, BOXES } from './provisioning-verbs.ts';
import { register } from './subscription-verbs.ts';

/** Nothing that is done twice by mistake is done by logging in or out. */
const WITHOUT = ['logIn', 'logInWithApiKey', 'logOut'];

const MUTATIONS = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(
  ({ name }) => !WITHOUT.includes(name),
);

const by = (customer: string) => ({ by: { billingSystemCustomerIdentifier: customer } });
const item = (number: string, customer: string) => ({
  charges: [{ number, billingSystemCustomerIdentifier: customer }],
});

/** What each mutation is called with, and another call of it. Whatever is not written here again is in `furnished`. */
const CALLS: Record<string, (world: World) => { readonly input: Data; readonly other: Data }> = {
  acceptCharges: () => ({ input: item('I00000002', 'B-2'), other: item('I00000001', 'B-1') }),
  declineCharges: () => ({ input: item('I00000002', 'B-2'), other: item('I00000001', 'B-1') }),
  acknowledgeCharges: () => ({ input: item('I00000001', 'B-1'), other: item('I00000002', 'B-2') }),
  processCharges: () => ({ input: { limit: 5 }, other: { limit: 6 } }),
  receiveCharges: ({ netflixCustomerIdentifier }) => {
    const charge = {
      netflixChargeIdentifier: 'N-9',
      netflixCustomerIdentifier,
      amount: '9.99',
      currency: 'EUR',
      paidThroughDate: '2026-04-01',
      raisedOn: '2026-03-01T12:00:00Z',
    };
    return { input: { charges: [charge] }, other: { charges: [{ ...charge, amount: '9.98' }] } };
  },
  updateCustomer: () => ({
    input: { ...by('B-1'), firstName: 'Anna' },
    other: { ...by('B-1'), firstName: 'Bella' },
  }),
  eraseCustomer: () => ({ input: by('B-4'), other: by('B-5') }),
  updateOperator: () => ({ input: { name: 'Cytel' }, other: { name: 'Pantel' } }),
  createPromotion: () => {
    const promotion = { code: 'AUTUMN', name: 'Autumn', effectiveFrom: '2026-09-01T00:00:00Z' };
    return { input: promotion, other: { ...promotion, name: 'Fall' } };
  },
  updatePromotion: () => ({
    input: { code: 'SPRING', name: 'Easter' },
    other: { code: 'SPRING', name: 'May' },
  }),
  confirmSignUp: ({ token }) => ({
    input: { token, signedUpOn: '2026-03-01T12:00:00Z' },
    other: { token, signedUpOn: '2026-03-01T12:00:01Z' },
  }),
  registerSubscription: () => ({
    input: { billingSystemCustomerIdentifier: 'B-9', firstName: 'Orla' },
    other: { billingSystemCustomerIdentifier: 'B-9', firstName: 'Nora' },
  }),
  suspendSubscription: () => ({ input: by('B-1'), other: by('B-2') }),
  unsuspendSubscription: () => ({ input: by('B-5'), other: by('B-2') }),
  terminateSubscription: () => ({ input: by('B-1'), other: by('B-2') }),
  createProvisioningProvider: () => ({ input: { name: 'Phones' }, other: { name: 'Televisions' } }),
  requestProvisioning: () => {
    const request = { subscriptionNumber: 'S00000001', provider: BOXES, type: 'UPDATE_ADDRESS' };
    return { input: request, other: { ...request, type: 'UPDATE_SUBSCRIBER' } };
  },
  respondToProvisioningRequests: () => {
    const answered = (number: string) => ({ provider: BOXES, responses: [{ number, status: 'ACCEPTED' }] });
    return { input: answered('P00000001'), other: answered('P00000002') };
  },
  createApiKey: () => ({
    input: { name: 'Billing', scopes: ['READ'] },
    other: { name: 'Billing', scopes: ['READ', 'WRITE'] },
  }),
  revokeApiKey: ({ prefix }) => ({ input: { prefix }, other: { prefix: 'nbk_00000000' } }),
  retryNetflix: () => ({ input: { ids: ['aaa'] }, other: { ids: ['bbb'] } }),
  advanceTime: () => ({ input: { days: 1 }, other: { days: 2 } }),
};

type World = Awaited<ReturnType<typeof furnished>>;

/** A gateway with something to do for every mutation. */
async function furnished() {
  const opened = await openGateway();
  const { operator, netflix } = opened;
  await addProvider(operator);
  await operator.ask(
    'mutation { createPromotion(input: { code: "SPRING", name: "Spring", effectiveFrom: "2026-03-01T00:00:00Z" }) { replayed } }',
  );
  const { netflixCustomerIdentifier } = await netflix.signsUp('B-1');
  await netflix.signsUp('B-2');
  await netflix.charges('B-1');
  opened.wait(2 * DAY);
  await operator.ask('mutation { processCharges { processed } }');
  await netflix.charges('B-2');
  const { netflixToken } = await register(operator, { billingSystemCustomerIdentifier: 'B-3' });
  await register(operator, { billingSystemCustomerIdentifier: 'B-4' });
  await operator.ask(
    'mutation { terminateSubscription(input: { by: { billingSystemCustomerIdentifier: "B-4" } }) { replayed } }',
  );
  await netflix.signsUp('B-5');
  await operator.ask(
    'mutation { suspendSubscription(input: { by: { billingSystemCustomerIdentifier: "B-5" } }) { replayed } }',
  );
  const { createApiKey } = await operator.ask(
    'mutation { createApiKey(input: { name: "Old", scopes: [READ] }) { prefix } }',
  );
  const token: string = netflixToken.value;
  const prefix: string = createApiKey.prefix;
  return { ...opened, netflixCustomerIdentifier, token, prefix };
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Calls a mutation and asks for all that it answers. */
async function call(client: Client, mutation: string, input: Data): Promise<Answer> {
  const payload = schema.getType(`${capital(mutation)}Payload`);
  if (!isObjectType(payload)) throw new Error(`Expected a mutation ${mutation} with a payload.`);
  return client.answer(
    `mutation ($input: ${capital(mutation)}Input!) { ${mutation}(input: $input) { ${allOf(schema, payload)} } }`,
    { input },
  );
}

/** What the mutation told; fails the test when it told nothing. */
async function told(client: Client, mutation: string, input: Data): Promise<Data> {
  const { data, errors } = await call(client, mutation, input);
  if (errors || !data) throw new Error(`Expected an answer of ${mutation}, found ${JSON.stringify(errors)}`);
  return data[mutation];
}

async function codeOf(client: Client, mutation: string, input: Data): Promise<unknown> {
  return (await call(client, mutation, input)).errors?.[0]?.extensions.code;
}

/** How much has happened to the operator. */
async function happenings(client: Client): Promise<number> {
  return (await client.ask('{ events { totalCount } }')).events.totalCount;
}

describe('Every mutation', () => {
  it('takes an idempotency key and tells whether it was a replay, but for logging in and out', () => {
    const lacking = MUTATIONS.filter(({ name }) => {
      const [input, payload] = ['Input', 'Payload'].map((end) => schema.getType(capital(name) + end));
      if (!isInputObjectType(input) || !isObjectType(payload)) return true;
      const key = input.getFields().idempotencyKey?.type.toString();
      return key !== 'String' || payload.getFields().replayed?.type.toString() !== 'Boolean!';
    });
    expect(lacking.map(({ name }) => name)).toEqual([]);
    expect(Object.keys(CALLS).toSorted()).toEqual(MUTATIONS.map(({ name }) => name).toSorted());
  });

  it('can be tried out, but for what depends on Netflix', () => {
    const lacking = MUTATIONS.filter(({ name }) => {
      const input = schema.getType(`${capital(name)}Input`);
      return !isInputObjectType(input) || input.getFields().dryRun?.type.toString() !== 'Boolean';
    });
    expect(lacking.map(({ name }) => name).toSorted()).toEqual(['advanceTime', 'retryNetflix']);
  });

  it.each(Object.keys(CALLS))('is done once for each key: %s', async (mutation) => {
    const world = await furnished();
    const { operator, someone } = world;
    const { input, other } = CALLS[mutation]?.(world) ?? {};
    const idempotencyKey = randomUUID();

    const first = await told(operator, mutation, { ...input, idempotencyKey });
    expect(first).toMatchObject({ replayed: false });
    const before = await happenings(operator);
    expect(await told(operator, mutation, { ...input, idempotencyKey })).toEqual({
      ...first,
      replayed: true,
    });
    const colleague = await someone('READ', 'WRITE', 'ADMIN', 'NETFLIX', 'PROVISIONING');
    expect(await told(colleague, mutation, { ...input, idempotencyKey })).toEqual({
      ...first,
      replayed: true,
    });
    expect(await codeOf(operator, mutation, { ...other, idempotencyKey })).toBe('IDEMPOTENCY_KEY_REUSED');
    // The colleague's own key is what happened.
    expect(await happenings(operator)).toBe(before + 1);

    const { operator: stranger } = await world.another();
    expect(await told(stranger, mutation, { ...other, idempotencyKey })).toMatchObject({ replayed: false });
    expect(await told(operator, mutation, { ...other, idempotencyKey: randomUUID() })).toMatchObject({
      replayed: false,
    });
    expect(await told(operator, mutation, other ?? {})).toMatchObject({ replayed: false });
  });
});

const KEY = { idempotencyKey: '2b9f2f5e-8a55-4f6c-9a43-0b1c7a1f3b11' };
const MONTH = { days: 30, ...KEY };

describe('A call that comes again', () => {
  const B9 = { billingSystemCustomerIdentifier: 'B-9', firstName: 'Orla' };

  it('is done once, however many arrive at the same moment', async () => {
    const { operator } = await openGateway();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => told(operator, 'registerSubscription', { ...B9, ...KEY })),
    );
    expect(new Set(answers.map(({ netflixToken }) => netflixToken.value)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    // The key of the operator itself, the customer and its subscription.
    expect(await happenings(operator)).toBe(3);
  });

  it('is done once within one request too', async () => {
    const { operator } = await openGateway();
    const { first, second } = await operator.ask(
      `mutation ($input: CreateApiKeyInput!) {
        first: createApiKey(input: $input) { apiKey replayed }
        second: createApiKey(input: $input) { apiKey replayed }
      }`,
      { input: { name: 'Billing', scopes: ['READ'], ...KEY } },
    );
    expect([first.replayed, second.replayed, second.apiKey]).toEqual([false, true, first.apiKey]);
  });

  it('shows its subjects as they now stand, and its failures as they were', async () => {
    const { operator, netflix, wait } = await openGateway({ decisionWindowHours: 1 });
    await netflix.signsUp('B-1');
    const number = await netflix.charges('B-1');
    const charges = [...item(number, 'B-1').charges, ...item('I7', 'B-1').charges];
    const accept = async () => {
      const { acceptCharges } = await operator.ask(
        `mutation ($input: AcceptChargesInput!) {
          acceptCharges(input: $input) { charges { number status } failedCharges { errorDescription } replayed }
        }`,
        { input: { charges, ...KEY } },
      );
      return acceptCharges;
    };
    const first = await accept();
    expect(first).toMatchObject({ charges: [{ number, status: 'PENDING' }], failedCharges: [{}] });
    wait(HOUR);
    await told(operator, 'processCharges', {});
    expect(await accept()).toEqual({ ...first, charges: [{ number, status: 'APPROVED' }], replayed: true });
  });

  it('tells its own token, and that Netflix knows it by now', async () => {
    const { gateway, operator } = await openGateway({}, { NETFLIX: 'sandbox' });
    const first = await told(operator, 'registerSubscription', { ...B9, ...KEY });
    expect(first.netflixToken.handedOver).toBe(false);
    await gateway.runCourier();
    // Registering again issues another token, which Netflix does not know yet.
    await told(operator, 'registerSubscription', B9);
    const again = await told(operator, 'registerSubscription', { ...B9, ...KEY });
    expect(again.netflixToken).toEqual({ ...first.netflixToken, handedOver: true });
  });

  it('is refused as it was, even when it would succeed by now', async () => {
    const { operator } = await openGateway();
    const input = { ...by('B-9'), ...KEY };
    const first = await told(operator, 'suspendSubscription', input);
    expect(first).toMatchObject({ subscription: null, problems: [{ code: 'CUSTOMER_NOT_FOUND' }] });
    await told(operator, 'registerSubscription', B9);
    expect(await told(operator, 'suspendSubscription', input)).toEqual({ ...first, replayed: true });
  });

  it('may give its fields in another order, but not clear what was left out', async () => {
    const { operator } = await furnished();
    const input = { ...by('B-1'), firstName: 'Anna', ...KEY };
    await told(operator, 'updateCustomer', input);
    const { firstName, ...rest } = input;
    expect(await told(operator, 'updateCustomer', { firstName, ...rest })).toMatchObject({ replayed: true });
    expect(await told(operator, 'updateCustomer', { ...rest, firstName, dryRun: false })).toMatchObject({
      replayed: true,
    });
    expect(await codeOf(operator, 'updateCustomer', { ...input, lastName: null })).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('is a new one after 24 hours', async () => {
    const { operator, wait } = await openGateway();
    const input = { name: 'Billing', scopes: ['READ'], ...KEY };
    const first = await told(operator, 'createApiKey', input);
    wait(DAY - 1);
    expect(await told(operator, 'createApiKey', input)).toEqual({ ...first, replayed: true });
    wait(1);
    const anew = await told(operator, 'createApiKey', input);
    expect(anew.replayed).toBe(false);
    expect(anew.apiKey).not.toBe(first.apiKey);
    expect(await told(operator, 'createApiKey', input)).toEqual({ ...anew, replayed: true });
  });

  it('is another call with another mutation', async () => {
    const { operator } = await furnished();
    for (const mutation of ['suspendSubscription', 'unsuspendSubscription', 'terminateSubscription'])
      expect(await told(operator, mutation, { ...by('B-1'), ...KEY })).toMatchObject({
        replayed: false,
        problems: [],
      });
  });

  it('is not kept by a dry run, and not found by one', async () => {
    const { operator } = await openGateway();
    const dry = { ...B9, ...KEY, dryRun: true };
    expect(await told(operator, 'registerSubscription', dry)).toMatchObject({ replayed: false });
    const first = await told(operator, 'registerSubscription', { ...B9, ...KEY });
    expect(first).toMatchObject({ replayed: false });
    expect(await told(operator, 'registerSubscription', dry)).toMatchObject({
      replayed: false,
      netflixToken: { value: 'dry-run' },
    });
  });

  it('is not kept when it was badly formed', async () => {
    const { operator, netflix } = await openGateway();
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-1');
    const charge = {
      ...{ netflixChargeIdentifier: 'N-1', netflixCustomerIdentifier, amount: '9.99', currency: 'EUR' },
      ...{ paidThroughDate: '2026-04-01', raisedOn: '2026-03-01T12:06:00Z' },
    };
    expect(await codeOf(operator, 'receiveCharges', { charges: [charge], ...KEY })).toBe('BAD_USER_INPUT');
    const mended = { charges: [{ ...charge, raisedOn: '2026-03-01T12:00:00Z' }], ...KEY };
    expect(await told(operator, 'receiveCharges', mended)).toMatchObject({
      replayed: false,
      failedReceipts: [],
    });
  });

  it.each([
    ['an empty key', ''],
    ['a key of 129 characters', 'k'.repeat(129)],
    ['a key with a line break', 'one\ntwo'],
  ])('is not known by %s: that is badly formed', async (_what, idempotencyKey) => {
    const { operator } = await openGateway();
    expect(await codeOf(operator, 'registerSubscription', { ...B9, idempotencyKey })).toBe('BAD_USER_INPUT');
    expect((await operator.ask('{ customers { totalCount } }')).customers.totalCount).toBe(0);
  });

  it('lets no time pass again where the sandbox plays Netflix', async () => {
    const { operator } = await openGateway({}, { NETFLIX: 'sandbox' });
    const advance = (days: number, key: Data) => told(operator, 'advanceTime', { days, ...key });
    const first = await advance(30, KEY);
    expect(first).toMatchObject({ now: '2026-03-31T12:00:00.000Z', problems: [], replayed: false });
    expect(await advance(30, KEY)).toEqual({ ...first, replayed: true });
    expect(await advance(1, {})).toMatchObject({ now: '2026-04-01T12:00:00.000Z' });
  });

  it('lets only the days pass that were left when it was stopped half-way', async () => {
    const { gateway, operator } = await openGateway({}, { NETFLIX: 'sandbox' });
    await stopsAfter(12, gateway);
    expect(await told(operator, 'advanceTime', MONTH)).toMatchObject({
      now: '2026-03-31T12:00:00.000Z',
      replayed: false,
    });
    expect(await told(operator, 'advanceTime', MONTH)).toMatchObject({ replayed: true });
  });

  it('lets its own days pass, however many others have let pass in between', async () => {
    const { gateway, operator } = await openGateway({}, { NETFLIX: 'sandbox' });
    await stopsAfter(12, gateway);
    await told(operator, 'advanceTime', { days: 5 });
    expect(await told(operator, 'advanceTime', MONTH)).toMatchObject({ now: '2026-04-05T12:00:00.000Z' });
  });

  it('lets no more days pass in another process, whose time lags behind', async () => {
    const environment = { DATABASE_URL: join(ownFolder(), 'gateway.sqlite'), NETFLIX: 'sandbox' };
    const { gateway, operator } = await openGateway({}, environment);
    const config = loadConfig({ ...environment, DEMO_DATA: 'off', LOG_LEVEL: 'silent' });
    const other = await assemble(config, { clock: () => NOON, wallClock: () => NOON });
    onTestFinished(() => other.close());
    await stopsAfter(12, gateway);
    const repeat = () => told(clientOf(other, operator.credential), 'advanceTime', MONTH);
    expect(await repeat()).toMatchObject({ now: '2026-03-31T12:00:00.000Z', replayed: false });
    expect(await repeat()).toMatchObject({ now: '2026-03-31T12:00:00.000Z', replayed: true });
    expect(await told(operator, 'advanceTime', { days: 1 })).toMatchObject({
      now: '2026-04-01T12:00:00.000Z',
    });
  });

  it('takes three statements more than a call without a key, and one to be found again', async () => {
    const { operator, statements } = await openGateway();
    const ran = async (input: Data) => {
      statements();
      await told(operator, 'createApiKey', { name: 'Billing', scopes: ['READ'], ...input });
      return statements().filter((sql) => !/^(BEGIN|COMMIT|SAVEPOINT|RELEASE)/.test(sql)).length;
    };
    const without = await ran({});
    expect(await ran(KEY)).toBe(without + 3);
    expect(await ran(KEY)).toBeLessThan(without);
  });
});

/** The call that lets a month pass ends without an answer when so many of its days have passed. */
async function stopsAfter(days: number, { store, sandbox }: Gateway): Promise<void> {
  const operator = existing(await store.operatorByCode('first'));
  const stopped = store.of(operator.id).doInSteps(
    async ({ keep }: Progress<number>) => {
      await sandbox?.advanceTime(days, keep);
      throw new Error('Expected the gateway to run on.');
    },
    { actor: 'test', once: onceFor('advanceTime', MONTH, () => NOON) },
  );
  await expect(stopped).rejects.toThrow('run on');
}
