import { assertEnumType, getNamedType, isInterfaceType, isObjectType, type GraphQLNamedType } from 'graphql';
import { expect, it } from 'vitest';

import { createApiKey, changePassword, disableUser, revokeApiKey } from '../../src/auth/rules/credentials.ts';
import { EVENT_TYPES, type EventType } from '../../src/events/event.ts';
import { schema } from '../../src/graphql/schema.ts';
import { confirm, refuse } from '../../src/netflix/rules.ts';
import { updatePromotion } from '../../src/promotions/rules.ts';
import { hashOfSecret } from '../../src/secrets.ts';
import { price } from '../../src/subscriptions/rules/news.ts';
import { confirmSignUp } from '../../src/subscriptions/rules/sign-up.ts';
import { DAY, formatInstant, HOUR } from '../../src/time.ts';
import { accepted, platform } from '../store/platform.ts';
import { byIdentifier, DOING, existing, item, SIGNED_UP, telecom } from '../store/telecom.ts';
import { NOON, openGateway, type Data } from './gateway.ts';

/** What is told of users and API keys, which only the command line shows. */
const CREDENTIALS = [
  'username',
  'password',
  'prefix',
  'name',
  'scopes',
  'disabledOn',
  'expiresOn',
  'revokedOn',
];

const MESSAGE_KINDS = new Set(
  assertEnumType(schema.getType('NetflixMessageKind'))
    .getValues()
    .map(({ name }) => name),
);

/** The field as its description names it, when the description says that it has no place in the schema. */
function exceptionOf(type: EventType, field: string): string | null {
  if (type.startsWith('USER_') || type.startsWith('API_KEY_'))
    return CREDENTIALS.find((name) => name === field) ?? null;
  if (type === 'NETFLIX_REFUSED') return MESSAGE_KINDS.has(field) ? 'NetflixMessageKind' : null;
  if (/^exchangeRates\.[A-Z]{3}\.\d{4}-.*Z$/.test(field)) return 'exchangeRates.';
  return ['heldOn', 'netflixToken'].find((name) => name === field) ?? null;
}

/** What an event is about: what it says, or what its type says where only the operator can be shown. */
function aboutWhat({ type, subject }: Data): string {
  if (type.startsWith('PROMOTION_')) return 'Promotion';
  return type.startsWith('PROVISIONING_PROVIDER_') ? 'ProvisioningProvider' : subject.__typename;
}

function isField(typeName: string, path: string): boolean {
  let type: GraphQLNamedType | undefined = schema.getType(typeName);
  for (const name of path.split('.')) {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!field) return false;
    type = getNamedType(field.type);
  }
  return true;
}

it('events of every type name changed fields as the schema does, or as the description says', async () => {
  const { operator, everyEvent } = await aBusyYear();
  const events = await everyEvent();
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(EVENT_TYPES));
  const { __type } = await operator.ask('{ __type(name: "EventChange") { fields { name description } } }');
  const description = __type.fields.find(({ name }: Data) => name === 'field').description;
  const named = new Set<string>();
  for (const event of events) {
    for (const { field } of event.changes as readonly Data[]) {
      const exception = exceptionOf(event.type, field);
      if (exception === null)
        expect([event.type, field, isField(aboutWhat(event), field)]).toEqual([event.type, field, true]);
      else expect(description).toContain(`\`${exception}\``);
      named.add(exception ?? field);
    }
  }
  expect([...named]).toEqual(
    expect.arrayContaining([
      ...[...CREDENTIALS, 'heldOn', 'netflixToken', 'exchangeRates.', 'NetflixMessageKind'],
      ...['setAsApprovedOn', 'setAsDeclinedOn', 'setAsBadRequestOn', 'setAsRejectedOn'],
      ...['decision.verdict', 'decision.decidedOn', 'promotions', 'prices', 'accountNumber', 'emails'],
    ]),
  );
});

it('an event says when a charge got its final status under the name of that status', async () => {
  const { operator, netflix } = await openGateway({ decisionWindowHours: 0 });
  await netflix.signsUp('B-1');
  await netflix.charges('B-1', { paidThroughDate: '2026-02-01' });
  const { events } = await operator.ask(
    '{ events(filter: { types: [CHARGE_PROCESSED] }, first: 9) { nodes { changes { field before after } } } }',
  );
  expect(events.nodes).toMatchObject([
    {
      changes: expect.arrayContaining([
        { field: 'status', before: 'PENDING', after: 'BAD_REQUEST' },
        { field: 'setAsBadRequestOn', before: null, after: formatInstant(NOON) },
      ]),
    },
  ]);
});

it('an event tells prices and refusals in words that mean something outside', async () => {
  const { everyEvent } = await aBusyYear();
  const changes = (await everyEvent()).flatMap(({ changes }) => changes as readonly Data[]);
  expect(changes).toContainEqual({
    field: 'prices',
    before: '9.99 EUR from 2026-01-01',
    after: '11.99 EUR from 2026-06-01, 1000 JPY from 2026-07-01',
  });
  const refused = changes.find(({ after }) => after === 'Not today.');
  expect(refused?.field).toBe('HAND_OVER_TOKEN');
});

/** A gateway at which everything has happened that can happen. */
async function aBusyYear() {
  const { gateway, operator, wait } = await openGateway({ decisionWindowHours: 0 }, { NETFLIX: 'sandbox' });
  const cytel = await telecom(gateway.store, 'first');
  const { store } = cytel;
  const about = { wallClock: NOON };

  await cytel.employs('anna');
  const by = { ...about, username: 'anna' };
  await store.changeUser('anna', (facts) => changePassword({ ...by, passwordHash: 'other' }, facts), DOING);
  await store.changeUser('anna', (facts) => disableUser(by, facts), DOING);
  const key = { ...about, name: 'billing', scopes: ['READ'] as const, expiresOn: NOON + DAY };
  const { apiKey } = await store.addApiKey((facts) => createApiKey(key, facts), DOING);
  const { prefix } = existing(apiKey);
  await store.changeApiKey(prefix, (facts) => revokeApiKey({ ...about, prefix }, facts), DOING);
  await cytel.changesTerms({
    name: 'Cytel',
    onSilence: 'WAIT',
    exchangeRates: [{ currency: 'USD', rate: '0.9' }],
  });
  await cytel.promotes('SPRING', NOON + 99 * DAY);
  const renamed = { code: 'SPRING', name: 'Easter' };
  await store.changePromotion('SPRING', (facts) => updatePromotion(renamed, facts), DOING);
  const boxes = await platform(cytel, 'Boxes');

  const { token } = await cytel.registers('B-1', {
    promotionCode: 'SPRING',
    channel: 'WEB',
    firstName: 'Anna',
  });
  const prices = [{ amount: 999, currency: 'EUR', effectiveFrom: '2026-01-01' }];
  await store.confirmSignUp(
    hashOfSecret(existing(token).value),
    (facts) => confirmSignUp({ signedUpOn: SIGNED_UP, prices }, facts),
    DOING,
  );
  const B1 = byIdentifier('B-1');
  const anna = existing(await store.customer(B1));
  const risen = [
    { amount: 1199, currency: 'EUR', effectiveFrom: '2026-06-01' },
    { amount: 1000, currency: 'JPY', effectiveFrom: '2026-07-01' },
  ];
  await store.changeSubscription(B1, (facts) => price(risen, B1, facts), DOING);
  await cytel.updates({
    by: B1,
    lastName: 'Ek',
    emails: [{ type: 'PERSONAL', emailAddress: 'a@example.com', isPrimary: null, notes: null }],
    phones: null,
  });
  await boxes.requests('S00000001', { scheduledDate: NOON + DAY });
  await boxes.responds([
    accepted('P00000001', 'A-1'),
    { ...accepted('P00000002'), status: 'REJECTED', errorCode: 'E1', errorDescription: 'No.' },
  ]);

  await cytel.suspends(B1);
  wait(HOUR);
  const raised = (customer = anna, given = {}) =>
    cytel.receipt(customer, { raisedOn: wait(), paidThroughDate: '2027-01-01', ...given });
  const held = existing((await cytel.receives([raised()])).charges[0]);
  await cytel.unsuspends(B1);
  await cytel.decides('ACCEPTED', [item(held, anna, 'INV-1')]);
  await cytel.settles();
  await cytel.acknowledges([item(held, anna, 'INV-1')]);
  const declined = existing((await cytel.receives([raised()])).charges[0]);
  await cytel.decides('DECLINED', [item(declined, anna)]);
  await cytel.settles();
  await cytel.acknowledges([item(declined, anna)]);
  await cytel.erases(B1);

  const boris = await cytel.subscribes('B-2');
  await cytel.receives([raised(boris, { paidThroughDate: '2026-01-01' })]);
  await cytel.receives([raised(boris)]);
  await cytel.registers('B-3');

  const due = await store.netflix.due(wait(), 10);
  const [first, second] = due;
  await store.netflix.told(existing(first).id, confirm, DOING);
  const refusal = { on: wait(), reason: 'Not today.' };
  await store.netflix.park(existing(second).id, refusal, (facts) => refuse(refusal.reason, facts), DOING);

  const everyEvent = async (): Promise<Data[]> => {
    const nodes: Data[] = [];
    for (let after: string | null = null; ;) {
      const { events }: Data = await operator.ask(
        `query ($after: String) {
          events(first: 50, after: $after) {
            nodes { type subject { __typename } changes { field before after } } pageInfo { hasNextPage endCursor }
          }
        }`,
        { after },
      );
      nodes.push(...events.nodes);
      if (!events.pageInfo.hasNextPage) return nodes;
      after = events.pageInfo.endCursor;
    }
  };
  return { operator, everyEvent };
}
