import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { writes } from './charge-verbs.ts';
import { openGateway, type Client, type Data } from './gateway.ts';
import { confirm, faultsOf, tokenOf } from './subscription-verbs.ts';

const FIELDS = 'code name description effectiveFrom expiresOn inEffect';
const CREATE = `mutation ($input: CreatePromotionInput!) {
  createPromotion(input: $input) { promotion { ${FIELDS} } problems { code message path } }
}`;
const UPDATE = `mutation ($input: UpdatePromotionInput!) {
  updatePromotion(input: $input) { promotion { ${FIELDS} } problems { code message path } }
}`;
const SPRING = {
  code: 'SPRING',
  name: 'Spring',
  description: 'A month for free',
  effectiveFrom: '2026-03-01T12:00:00.000Z',
  expiresOn: '2026-03-01T13:00:00.000Z',
};

async function create(client: Client, input: Data = {}): Promise<Data> {
  return (await client.ask(CREATE, { input: { ...SPRING, ...input } })).createPromotion;
}

async function update(client: Client, input: Data): Promise<Data> {
  return (await client.ask(UPDATE, { input: { code: 'SPRING', ...input } })).updatePromotion;
}

async function codes(client: Client, inEffectAt: string | null): Promise<string> {
  const { promotions } = await client.ask(
    'query ($inEffectAt: DateTime) { promotions(inEffectAt: $inEffectAt) { totalCount nodes { code } } }',
    { inEffectAt },
  );
  expect(promotions.totalCount).toBe(promotions.nodes.length);
  return promotions.nodes.map(({ code }: Data) => code as string).join(' ');
}

describe('promotions', () => {
  it('are those of the operator, the oldest first, and say whether they can be taken now', async () => {
    const { operator, another, wait } = await openGateway();
    await create(operator, { code: 'Z' });
    await create(operator, { code: 'A', expiresOn: null });
    await create((await another()).operator, { code: 'M' });
    const inEffect = async () =>
      (await operator.ask('{ promotions { nodes { code inEffect } } }')).promotions.nodes;
    expect(await inEffect()).toEqual([
      { code: 'Z', inEffect: true },
      { code: 'A', inEffect: true },
    ]);
    wait(HOUR);
    expect(await inEffect()).toEqual([
      { code: 'Z', inEffect: false },
      { code: 'A', inEffect: true },
    ]);
  });

  it.each([
    [null, 'SPRING OPEN LATER'],
    ['2026-03-01T11:59:59.999Z', ''],
    ['2026-03-01T12:00:00Z', 'SPRING OPEN'],
    ['2026-03-01T12:59:59.999Z', 'SPRING OPEN'],
    ['2026-03-01T13:00:00Z', 'OPEN LATER'],
    ['2026-03-01T15:00:00.000+02:00', 'OPEN LATER'],
    ['9999-12-31T23:59:59.999Z', 'OPEN LATER'],
  ])('that can be taken at %s: %s', async (inEffectAt, expected) => {
    const { operator } = await openGateway();
    await create(operator);
    await create(operator, { code: 'OPEN', expiresOn: null });
    await create(operator, { code: 'LATER', effectiveFrom: '2026-03-01T13:00:00Z', expiresOn: null });
    expect(await codes(operator, inEffectAt)).toBe(expected);
  });

  it('are asked for at an instant, not on a day', async () => {
    const { operator } = await openGateway();
    for (const inEffectAt of ['2026-03-01', '2026-03-01T24:00:00Z', '0000-01-01T00:00:00Z', 1772366400]) {
      const query = 'query ($inEffectAt: DateTime) { promotions(inEffectAt: $inEffectAt) { totalCount } }';
      const faults = faultsOf(await operator.answer(query, { inEffectAt }));
      expect(faults).toEqual([['inEffectAt', expect.stringContaining('DateTime must be an instant')]]);
    }
  });
});

describe('createPromotion', () => {
  it('adds a promotion', async () => {
    const { operator } = await openGateway();
    expect(await create(operator)).toEqual({ promotion: { ...SPRING, inEffect: true }, problems: [] });
    expect(await create(operator, { code: 'BARE', description: null, expiresOn: null })).toMatchObject({
      promotion: { description: null, expiresOn: null, inEffect: true },
    });
    expect(await codes(operator, null)).toBe('SPRING BARE');
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await openGateway();
    writes(opened);
    const trial = await create(opened.operator, { dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await create(opened.operator)).toEqual(trial);
  });

  it('refuses a code that is in use and an end that is not after the beginning, both at once', async () => {
    const opened = await openGateway();
    const { operator } = opened;
    await create(operator);
    writes(opened);
    expect(await create(operator, { expiresOn: SPRING.effectiveFrom })).toEqual({
      promotion: null,
      problems: [
        {
          code: 'ALREADY_EXISTS',
          message: 'Promotion SPRING already exists. Update it, or choose another code.',
          path: ['code'],
        },
        {
          code: 'NOT_ALLOWED',
          message: expect.stringContaining('cannot expire on 2026-03-01T12:00:00.000Z'),
          path: ['expiresOn'],
        },
      ],
    });
    expect(writes(opened)).toEqual([]);
    expect(await create(operator, { code: 'spring' })).toMatchObject({ problems: [] });
  });

  it.each([
    ['an empty code', { code: '' }, ['code']],
    ['a code with a tab', { code: 'A\tB' }, ['code']],
    ['an empty name and description', { name: '', description: '' }, ['name', 'description']],
    ['a long description', { description: 'x'.repeat(1001) }, ['description']],
    ['no beginning', { effectiveFrom: null }, ['effectiveFrom']],
    ['a beginning on no day', { effectiveFrom: '2026-02-29T00:00:00Z' }, ['effectiveFrom']],
  ])('is badly formed with %s', async (_what, given, paths) => {
    const { operator } = await openGateway();
    const faults = faultsOf(await operator.answer(CREATE, { input: { ...SPRING, ...given } }));
    expect(faults.map(([path]) => path)).toEqual(paths.map((path) => `input.${path}`));
  });
});

describe('updatePromotion', () => {
  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await openGateway();
    await create(opened.operator);
    writes(opened);
    const trial = await update(opened.operator, { name: 'Late spring', dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await update(opened.operator, { name: 'Late spring' })).toEqual(trial);
  });

  it('changes what is given, clears what is null and may be empty, and keeps the rest', async () => {
    const { operator } = await openGateway();
    await create(operator);
    const same = { promotion: { ...SPRING, inEffect: true }, problems: [] };
    expect(await update(operator, {})).toEqual(same);
    expect(await update(operator, { name: null, effectiveFrom: null })).toEqual(same);
    const cleared = { ...SPRING, description: null, expiresOn: null, inEffect: true };
    expect(await update(operator, { description: null, expiresOn: null })).toEqual({
      promotion: cleared,
      problems: [],
    });
    const later = { name: 'Late spring', effectiveFrom: '2026-04-01T00:00:00.000Z' };
    expect(await update(operator, later)).toEqual({
      promotion: { ...cleared, ...later, inEffect: false },
      problems: [],
    });
    const { promotions } = await operator.ask(`{ promotions { nodes { ${FIELDS} } } }`);
    expect(promotions.nodes).toEqual([{ ...cleared, ...later, inEffect: false }]);
  });

  it('leaves the promotion to whoever took it', async () => {
    const { operator } = await openGateway();
    await create(operator);
    const token = await tokenOf(operator, { promotionCode: 'SPRING' });
    await update(operator, { effectiveFrom: '2020-01-01T00:00:00Z', expiresOn: '2020-01-02T00:00:00Z' });
    const signedUpOn = '2026-03-01T12:00:00.000Z';
    const fields = 'promotions { redeemedOn promotion { code inEffect } }';
    const { subscription } = await confirm(operator, { token, signedUpOn }, fields);
    expect(subscription.promotions).toEqual([
      { redeemedOn: signedUpOn, promotion: { code: 'SPRING', inEffect: false } },
    ]);
  });

  it.each([
    [{ expiresOn: SPRING.effectiveFrom }, [['NOT_ALLOWED', 'expiresOn']]],
    [{ effectiveFrom: SPRING.expiresOn }, [['NOT_ALLOWED', 'effectiveFrom']]],
    [{ code: 'spring' }, [['NOT_FOUND', 'code']]],
    [{ code: 'FOREIGN', name: 'Mine' }, [['NOT_FOUND', 'code']]],
    [
      { code: 'NONE', effectiveFrom: SPRING.expiresOn, expiresOn: SPRING.effectiveFrom },
      [
        ['NOT_FOUND', 'code'],
        ['NOT_ALLOWED', 'expiresOn'],
      ],
    ],
  ])('is refused with every reason, and changes nothing: %j', async (given, reasons) => {
    const opened = await openGateway();
    const { operator, another } = opened;
    await create(operator);
    await create((await another()).operator, { code: 'FOREIGN' });
    writes(opened);
    const { promotion, problems } = await update(operator, given);
    expect(promotion).toBeNull();
    expect(problems.map(({ code, path }: Data) => [code, ...path])).toEqual(reasons);
    expect(writes(opened)).toEqual([]);
  });

  it('is badly formed with every fault at once', async () => {
    const { operator } = await openGateway();
    const input = { code: '', name: 'x'.repeat(256), description: 'a\u0000' };
    const faults = faultsOf(await operator.answer(UPDATE, { input }));
    expect(faults.map(([path]) => path)).toEqual(['input.code', 'input.name', 'input.description']);
  });
});
