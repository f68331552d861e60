import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import { HOUR, SECOND } from '../../src/time.ts';
import { ownFolder } from '../own-folder.ts';
import { clientOf, NOON, openGateway, type Client, type Data, type OpenGateway } from './gateway.ts';

const REGISTER = `mutation ($customer: String!) {
  registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
    subscription { number netflixState }
    netflixToken { redirectUrl handedOver }
    problems { code }
  }
}`;
const SUBSCRIPTION = `query ($customer: String!) {
  customer(by: { billingSystemCustomerIdentifier: $customer }) {
    subscriptions(last: 1) { nodes { stage netflixState cancellationReason } }
    charges { nodes { status receivedOn paidThroughDate amount { amount } } }
  }
}`;
const EXCHANGE = `{
  netflixExchange {
    waiting
    oldestWaitingOn
    answeredOn
    failingSince
    failure
    parkedMessages { totalCount nodes { id kind reason parkedOn subscription { number } } }
    refusedNews { totalCount nodes { id kind code reason netflixChargeIdentifier netflixCustomerIdentifier } }
  }
}`;
const HANDED_OVER = `{ customer(by: { billingSystemCustomerIdentifier: "B-1" }) { standing { signUpFunnel { tokenHandedOverOn } } } }`;
const RETRY = `mutation ($ids: [ID!]!) { retryNetflix(input: { ids: $ids }) { retried problems { code message path } } }`;
const ADVANCE = `mutation ($days: Int!) { advanceTime(input: { days: $days }) { now problems { code message path } } }`;

/** A gateway with the sandbox, and what one does with it. */
async function openSandbox(settings: Parameters<typeof openGateway>[0] = {}) {
  const opened = await openGateway(
    { decisionWindowHours: 0, ...settings },
    { NETFLIX: 'sandbox', PORT: '4000' },
  );
  return { ...opened, ...playing(opened) };
}

function playing({ gateway, operator }: Pick<OpenGateway, 'gateway' | 'operator'>) {
  const visit = (url: string, method = 'GET') => gateway.fetch(new Request(url, { method }));
  const about = async (customer: string) => (await operator.ask(SUBSCRIPTION, { customer })).customer;
  return {
    round: () => gateway.runCourier(),
    registers: async (customer: string): Promise<string> =>
      (await operator.ask(REGISTER, { customer })).registerSubscription.netflixToken.redirectUrl,
    /** Registers, follows the redirect URL and presses the button. */
    joins: async (customer: string): Promise<void> => {
      const { registerSubscription } = await operator.ask(REGISTER, { customer });
      const page = await visit(registerSubscription.netflixToken.redirectUrl, 'POST');
      expect(page.status).toBe(200);
    },
    visit,
    days: async (days: number) => (await operator.ask(ADVANCE, { days })).advanceTime,
    subscription: async (customer: string) => (await about(customer)).subscriptions.nodes[0],
    charges: async (customer: string): Promise<Data[]> => (await about(customer)).charges.nodes,
    exchange: async () => (await operator.ask(EXCHANGE)).netflixExchange,
    does: async (verb: string, customer: string) =>
      operator.ask(
        `mutation ($by: CustomerBy!) { ${verb}Subscription(input: { by: $by }) { subscription { stage netflixState } problems { code } } }`,
        { by: { billingSystemCustomerIdentifier: customer } },
      ),
    retry: async (client: Client, ids: readonly string[]) => client.answer(RETRY, { ids }),
  };
}

describe('what Netflix is told', () => {
  it('a token at once to the operator, and to Netflix with the next round', async () => {
    const { operator, round, exchange } = await openSandbox();
    const { registerSubscription } = await operator.ask(REGISTER, { customer: 'B-1' });
    expect(registerSubscription.netflixToken).toMatchObject({ handedOver: false });
    expect(await operator.ask(HANDED_OVER)).toMatchObject({
      customer: { standing: { signUpFunnel: { tokenHandedOverOn: null } } },
    });
    expect(await exchange()).toMatchObject({ waiting: 1, oldestWaitingOn: '2026-03-01T12:00:00.000Z' });
    await round();
    expect(await operator.ask(HANDED_OVER)).toEqual({
      customer: { standing: { signUpFunnel: { tokenHandedOverOn: '2026-03-01T12:00:00.000Z' } } },
    });
    expect(await exchange()).toMatchObject({
      waiting: 0,
      oldestWaitingOn: null,
      answeredOn: '2026-03-01T12:00:00.000Z',
      failingSince: null,
      failure: null,
    });
  });

  it('shows its state only once it is confirmed', async () => {
    const { joins, does, round, subscription } = await openSandbox();
    await joins('B-1');
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE', netflixState: 'EFFECTIVE' });
    await does('suspend', 'B-1');
    expect(await subscription('B-1')).toMatchObject({ stage: 'SUSPENDED', netflixState: 'EFFECTIVE' });
    await round();
    expect(await subscription('B-1')).toMatchObject({ stage: 'SUSPENDED', netflixState: 'NOT_EFFECTIVE' });
    await does('unsuspend', 'B-1');
    await does('suspend', 'B-1');
    await does('unsuspend', 'B-1');
    await round();
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE', netflixState: 'EFFECTIVE' });
  });

  it('is parked where Netflix refuses it, and an administrator has it tried again', async () => {
    const { joins, does, round, subscription, exchange, retry, operator, someone, another } =
      await openSandbox();
    await joins('sandbox-decline-1');
    await does('suspend', 'sandbox-decline-1');
    await round();
    const { parkedMessages } = await exchange();
    expect(parkedMessages).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          kind: 'SUSPEND',
          reason: expect.stringContaining('decline'),
          parkedOn: '2026-03-01T12:00:00.000Z',
          subscription: { number: 'S00000001' },
        },
      ],
    });
    expect(await subscription('sandbox-decline-1')).toMatchObject({
      stage: 'SUSPENDED',
      netflixState: 'EFFECTIVE',
    });

    const { id } = parkedMessages.nodes[0];
    expect(await retry(await someone('READ', 'WRITE', 'NETFLIX'), [id])).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    const theirs = await another();
    expect(await retry(theirs.operator, [id])).toMatchObject({
      data: { retryNetflix: { retried: 0, problems: [{ code: 'NOT_FOUND' }] } },
    });
    expect(await retry(operator, [id, 'nonsense'])).toMatchObject({
      data: { retryNetflix: { retried: 1, problems: [{ code: 'NOT_FOUND', path: ['ids'] }] } },
    });
    expect(await exchange()).toMatchObject({ waiting: 1, parkedMessages: { totalCount: 0 } });
    await round();
    expect(await exchange()).toMatchObject({ waiting: 0, parkedMessages: { totalCount: 1 } });
  });

  it('is tried again after a while when there was no answer', async () => {
    const { operator, round, wait, exchange } = await openSandbox();
    await operator.ask(REGISTER, { customer: 'sandbox-timeout-1' });
    for (let tries = 0; tries < 2; tries += 1) {
      await round();
      expect(await exchange()).toMatchObject({ waiting: 1 });
      wait(4 * SECOND);
    }
    await round();
    expect(await exchange()).toMatchObject({ waiting: 0 });
  });
});

describe('months of billing with the sandbox', () => {
  it('charge what is effective every month, and are settled without anybody’s help', async () => {
    const { joins, days, charges, does } = await openSandbox();
    await joins('B-1');
    await joins('B-2');
    await does('terminate', 'B-2');
    expect(await days(92)).toEqual({ now: '2026-06-01T12:00:00.000Z', problems: [] });
    expect(await charges('B-1')).toEqual(
      ['2026-04-01', '2026-05-01', '2026-06-01', '2026-07-01'].map((paidThroughDate) => ({
        status: 'APPROVED',
        receivedOn: expect.any(String),
        paidThroughDate,
        amount: { amount: expect.stringMatching(/^\d+\.\d\d$/) },
      })),
    );
    expect(await charges('B-2')).toHaveLength(1);
  });

  it('tell Netflix of a charge that was declined, so that it charges no more', async () => {
    const { joins, days, charges, operator, round, subscription, exchange } = await openSandbox({
      decisionWindowHours: 24,
    });
    await joins('B-1');
    await round();
    const decline = `mutation { declineCharges(input: { charges: [{ number: "I00000001", billingSystemCustomerIdentifier: "B-1" }] }) { failedCharges { errorCode } } }`;
    expect(await operator.ask(decline)).toEqual({ declineCharges: { failedCharges: [] } });
    await days(62);
    expect(await charges('B-1')).toMatchObject([{ status: 'DECLINED' }]);
    expect(await subscription('B-1')).toMatchObject({ stage: 'CANCELLED', netflixState: 'NOT_EFFECTIVE' });
    expect(await exchange()).toMatchObject({ waiting: 0, parkedMessages: { totalCount: 0 } });
  });

  it('charge a customer of sandbox-twice once', async () => {
    const { joins, days, charges, exchange } = await openSandbox();
    await joins('sandbox-twice-7');
    await days(31);
    expect(await charges('sandbox-twice-7')).toHaveLength(2);
    expect(await exchange()).toMatchObject({ refusedNews: { totalCount: 0 } });
  });

  it('take the charge of sandbox-early in by itself once its sign-up is known', async () => {
    const { joins, charges, exchange, wait, round, subscription } = await openSandbox();
    await joins('sandbox-early-1');
    expect(await exchange()).toMatchObject({
      refusedNews: { totalCount: 1, nodes: [{ kind: 'CHARGE', code: 'NO_SUBSCRIPTION' }] },
    });
    expect(await subscription('sandbox-early-1')).toMatchObject({ stage: 'REGISTERED' });
    wait(HOUR);
    await round();
    expect(await subscription('sandbox-early-1')).toMatchObject({ stage: 'ACTIVE' });
    expect(await charges('sandbox-early-1')).toHaveLength(1);
    expect(await exchange()).toMatchObject({ refusedNews: { totalCount: 0, nodes: [] } });
  });

  it('show what could not be taken in, and try it once more when an administrator asks for it', async () => {
    const { joins, exchange, retry, operator, days } = await openSandbox();
    await joins('sandbox-unknown-pai-1');
    await joins('sandbox-bad-amount-1');
    await joins('sandbox-unknown-currency-1');
    const { refusedNews } = await exchange();
    expect(refusedNews).toMatchObject({
      totalCount: 3,
      nodes: [
        { kind: 'CHARGE', code: 'CUSTOMER_NOT_FOUND', netflixCustomerIdentifier: 'PAI-SANDBOX-NOBODY' },
        { kind: 'CHARGE', code: 'AMOUNT_NOT_REPRESENTABLE' },
        { kind: 'CHARGE', code: 'CURRENCY_NOT_CONFIGURED', netflixChargeIdentifier: expect.any(String) },
      ],
    });
    const ids = refusedNews.nodes.map(({ id }: { id: string }) => id);
    expect(await retry(operator, ids)).toMatchObject({
      data: { retryNetflix: { retried: 3, problems: [] } },
    });
    expect(await exchange()).toMatchObject({ refusedNews: { totalCount: 3 } });
    await days(31);
    expect(await exchange()).toMatchObject({ refusedNews: { totalCount: 6 } });
  });

  it('page through what was refused in both directions', async () => {
    const { joins, operator } = await openSandbox();
    for (let n = 1; n <= 3; n += 1) await joins(`sandbox-negative-${String(n)}`);
    const page = async (args: string) =>
      (
        await operator.ask(
          `{ netflixExchange { refusedNews(${args}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } } }`,
        )
      ).netflixExchange.refusedNews;
    const all = (await page('first: 50')).edges;
    expect(all).toHaveLength(3);
    expect(await page(`first: 1, after: "${all[0].cursor}"`)).toEqual({
      edges: [all[1]],
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    expect(await page('last: 2')).toMatchObject({ edges: all.slice(1) });
    expect(await page(`last: 2, before: "${all[2].cursor}"`)).toMatchObject({ edges: all.slice(0, 2) });
  });

  it('go on after a restart, at the time that was reached', async () => {
    const file = join(ownFolder(), 'gateway.sqlite');
    const open = async () => {
      const config = loadConfig({ DATABASE_URL: file, NETFLIX: 'sandbox', LOG_LEVEL: 'silent' });
      return assemble(config, { clock: () => NOON, wallClock: () => NOON });
    };
    const first = await open();
    const client = clientOf(first, DEMO.apiKey);
    await playing({ gateway: first, operator: client }).days(40);
    await first.close();

    const second = await open();
    onTestFinished(() => second.close());
    const again = playing({ gateway: second, operator: clientOf(second, DEMO.apiKey) });
    const before = await again.charges('B-1001');
    expect(await again.days(1)).toMatchObject({ now: '2026-04-11T12:00:00.000Z' });
    await again.days(30);
    expect((await again.charges('B-1001')).length).toBe(before.length + 1);
  });
});

describe('another process on the same database', () => {
  async function two() {
    const file = join(ownFolder(), 'gateway.sqlite');
    const open = async () => {
      const config = loadConfig({ DATABASE_URL: file, NETFLIX: 'sandbox', LOG_LEVEL: 'silent', PORT: '0' });
      const gateway = await assemble(config, { clock: () => NOON, wallClock: () => NOON });
      onTestFinished(() => gateway.close());
      return gateway;
    };
    const running = await open();
    await running.runCourier();
    const operator = clientOf(running, DEMO.apiKey);
    return { operator, other: await open(), ...playing({ gateway: running, operator }) };
  }

  it('lets days pass one by one although a gateway is running, which then follows', async () => {
    const { operator, other, charges, days } = await two();
    await operator.ask(
      'mutation { updateOperator(input: { decisionWindowHours: 24, onSilence: WAIT }) { problems { code } } }',
    );
    await other.sandbox?.advanceTime(62);
    await other.close();
    // Whoever lets them pass all at once raises both months with the same instant of receipt.
    const received = (await charges('B-1001'))
      .slice(-2)
      .map(({ receivedOn }) => String(receivedOn).slice(0, 7));
    expect(received).toEqual(['2026-03', '2026-04']);
    expect(await days(1)).toMatchObject({ now: '2026-05-03T12:00:00.000Z' });
  });

  it('lets its days pass on top of those of a gateway that does so at the same moment', async () => {
    const { other, days } = await two();
    await Promise.all([days(3), other.sandbox?.advanceTime(4)]);
    expect(await days(1)).toMatchObject({ now: '2026-03-09T12:00:00.000Z' });
  });
});

describe('without the sandbox', () => {
  it('nobody is told, everything is confirmed at once, and the charges that are due are settled', async () => {
    const opened = await openGateway();
    const { does, exchange, charges, round } = playing(opened);
    const { netflix, wait } = opened;
    await netflix.signsUp('B-1');
    await netflix.charges('B-1');
    expect(await does('suspend', 'B-1')).toMatchObject({
      suspendSubscription: { subscription: { stage: 'SUSPENDED', netflixState: 'NOT_EFFECTIVE' } },
    });
    await does('unsuspend', 'B-1');
    wait(24 * HOUR);
    await round();
    expect(await charges('B-1')).toMatchObject([{ status: 'APPROVED' }]);
    expect(await exchange()).toMatchObject({ waiting: 0, answeredOn: null });
  });

  it('time does not move', async () => {
    const { days } = playing(await openGateway());
    expect(await days(1)).toEqual({
      now: '2026-03-01T12:00:00.000Z',
      problems: [
        { code: 'NOT_ALLOWED', message: expect.stringContaining('NETFLIX=sandbox'), path: ['days'] },
      ],
    });
  });

  it('there is no sign-up page', async () => {
    const { gateway } = await openGateway();
    const page = await gateway.fetch(new Request('http://gateway/sandbox/sign-up?token=x'));
    expect(page.status).toBe(404);
  });
});
