import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, move, settle, tell, updateOperator } from './charge-verbs.ts';
import { NOON, openGateway, type OpenGateway } from './gateway.ts';

const SETTLEMENT =
  'status billable decidableUntil setAsApprovedOn setAsDeclinedOn setAsBadRequestOn setAsRejectedOn';

describe('charge', () => {
  it.each(['I00000002', 'i00000001', 'I0000001', 'I000000001', 'S00000001', ' I00000001', 'I00000000', '1'])(
    'is null for %j, which is no number of a charge here',
    async (number) => {
      const { operator, netflix } = await openGateway();
      await netflix.signsUp('B-100');
      expect(await netflix.charges('B-100')).toBe('I00000001');
      expect(await look(operator, number)).toBeNull();
    },
  );

  it("does not know another operator's charge, by number or by id", async () => {
    const { operator, netflix, another } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    const { id } = await look(operator, number, 'id');
    const other = await another();
    expect(await look(other.operator, number)).toBeNull();
    const asked = 'query ($id: ID!) { node(id: $id) { ... on Charge { number } } nodes(ids: [$id]) { id } }';
    expect(await other.operator.ask(asked, { id })).toEqual({ node: null, nodes: [null] });
    expect(await operator.ask(asked, { id })).toEqual({ node: { number }, nodes: [{ id }] });
  });

  const RECEIVED = NOON + HOUR;
  const DUE = NOON + 25 * HOUR;
  const instant = (at: number) => new Date(at).toISOString();

  // B-100 signed up at noon; its first charge comes an hour later, with a window of a day unless the story says otherwise.
  it.each<
    [
      what: string,
      story: (opened: OpenGateway & { charged: () => Promise<string> }) => Promise<unknown>,
      status: string,
      decidableUntil: number | null,
      settledOn?: number,
    ]
  >([
    ['is open for a decision', ({ charged }) => charged(), 'PENDING', DUE],
    [
      'is decided, which may change',
      async ({ operator, charged }) => tell(operator, 'declineCharges', [await charged()]),
      'PENDING',
      DUE,
    ],
    [
      'is due and not settled yet',
      async ({ charged, wait }) => {
        await charged();
        wait(48 * HOUR);
      },
      'PENDING',
      DUE,
    ],
    [
      'may be settled by the next run',
      async ({ operator, charged }) => {
        await updateOperator(operator, { decisionWindowHours: 0 });
        await charged();
      },
      'PENDING',
      RECEIVED,
    ],
    [
      'waits for a decision',
      async ({ operator, charged, wait }) => {
        await updateOperator(operator, { onSilence: 'WAIT' });
        await charged();
        wait(48 * HOUR);
        await settle(operator);
      },
      'PENDING',
      null,
    ],
    [
      'is held by a suspension',
      async ({ operator, charged }) => {
        await move(operator, 'suspend');
        await charged();
      },
      'PENDING',
      null,
    ],
    [
      'was held and is released',
      async ({ operator, charged, wait }) => {
        await move(operator, 'suspend');
        await charged();
        wait(HOUR);
        await move(operator, 'unsuspend');
        await move(operator, 'suspend');
      },
      'PENDING',
      DUE,
    ],
    [
      'was approved by silence',
      async ({ operator, charged, wait }) => {
        await charged();
        wait(24 * HOUR);
        await settle(operator);
      },
      'APPROVED',
      null,
      DUE,
    ],
    [
      'was declined',
      async ({ operator, charged, wait }) => {
        await tell(operator, 'declineCharges', [await charged()]);
        wait(30 * HOUR);
        await settle(operator);
      },
      'DECLINED',
      null,
      NOON + 31 * HOUR,
    ],
    [
      'was bad',
      ({ netflix }) => netflix.charges('B-100', { paidThroughDate: '2026-02-28' }),
      'BAD_REQUEST',
      null,
      RECEIVED,
    ],
    [
      'was rejected as its subscription had ended',
      async ({ operator, charged }) => {
        await move(operator, 'terminate');
        await charged();
      },
      'REJECTED',
      null,
      RECEIVED,
    ],
    [
      'was rejected as its subscription ended while it was held',
      async ({ operator, charged, wait }) => {
        await move(operator, 'suspend');
        await charged();
        wait(HOUR);
        await move(operator, 'terminate');
      },
      'REJECTED',
      null,
      NOON + 2 * HOUR,
    ],
  ])('tells until when it can be decided and how it was settled: %s', async (...row) => {
    const [, story, status, decidableUntil, settledOn] = row;
    const opened = await openGateway();
    const { operator, netflix, wait } = opened;
    await netflix.signsUp('B-100');
    wait(HOUR);
    await story({ ...opened, charged: () => netflix.charges('B-100') });

    const on = (which: string) => (which === status && settledOn !== undefined ? instant(settledOn) : null);
    expect(await look(operator, 'I00000001', SETTLEMENT)).toEqual({
      status,
      billable: status === 'APPROVED',
      decidableUntil: decidableUntil === null ? null : instant(decidableUntil),
      setAsApprovedOn: on('APPROVED'),
      setAsDeclinedOn: on('DECLINED'),
      setAsBadRequestOn: on('BAD_REQUEST'),
      setAsRejectedOn: on('REJECTED'),
    });
  });
});

describe('An amount of money', () => {
  it.each<[amount: string, currency: string, locale: string | null | undefined, formatted: string]>([
    ['1234.5', 'EUR', undefined, '€1,234.50'],
    ['1234.5', 'EUR', null, '€1,234.50'],
    ['1234.5', 'EUR', 'de-AT', '€ 1.234,50'],
    ['1234.5', 'EUR', 'fr', '1 234,50 €'],
    ['0', 'USD', 'en', '$0.00'],
    ['1000', 'JPY', 'ja', '￥1,000'],
    ['1.234', 'KWD', 'en', 'KWD 1.234'],
    // ISO 4217 counts fillér, which people no longer do.
    ['10.5', 'HUF', 'hu', '10,50 Ft'],
    ['10000000', 'EUR', 'hi', '€1,00,00,000.00'],
    ['9.99', 'EUR', 'ar-EG', '‏٩٫٩٩ €'],
    ['90071992547409.91', 'EUR', 'en', '€90,071,992,547,409.91'],
    ['9.99', 'EUR', 'tlh', '€9.99'],
  ])('of %s %s is written as people of the locale %j do', async (amount, currency, locale, formatted) => {
    const { operator, netflix } = await openGateway();
    if (currency !== 'EUR') {
      const effectiveFrom = '2000-01-01T00:00:00Z';
      await updateOperator(operator, { exchangeRates: [{ currency, rate: '1', effectiveFrom }] });
    }
    await netflix.signsUp('B-100');
    await netflix.charges('B-100', { amount, currency });
    const { charge } = await operator.ask(
      'query ($locale: String) { charge(number: "I00000001") { amount { formatted(locale: $locale) } } }',
      { locale },
    );
    // Which of the spaces that do not break a line stands there is up to the locale's data.
    expect(charge.amount.formatted.replace(/\s/g, ' ')).toBe(formatted);
  });

  it.each(['', 'klingon language', 'de_AT', 'e', 'en-', 'x'.repeat(65), '*'])(
    'is not written in the locale %j, which is none',
    async (locale) => {
      const { operator, netflix } = await openGateway();
      await netflix.signsUp('B-100');
      await netflix.charges('B-100');
      const { errors } = await operator.answer(
        'query ($locale: String) { charge(number: "I00000001") { amount { formatted(locale: $locale) } } }',
        { locale },
      );
      expect(errors).toMatchObject([
        {
          path: ['charge', 'amount', 'formatted'],
          extensions: {
            code: 'BAD_USER_INPUT',
            issues: [
              { path: ['locale'], message: expect.stringMatching(/^`locale` must be a language tag/) },
            ],
          },
        },
      ]);
    },
  );
});
