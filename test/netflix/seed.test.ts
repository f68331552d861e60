import { join } from 'node:path';

import { expect, it } from 'vitest';

import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { HOUR, type Instant } from '../../src/time.ts';
import { openGateway } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';

/** Customers with whom the sandbox leaves something to chance, and an ordinary one. */
const CUSTOMERS = ['sandbox-delay', 'sandbox-conflicting', 'B-1'];

/** Three months that begin a while after noon, told so that instants count from the beginning. */
async function months(seed: string, after = 0) {
  const { gateway, operator, wait } = await openGateway(
    {},
    { NETFLIX: 'sandbox', SANDBOX_SEED: seed, PORT: '0' },
  );
  const began = wait(after);
  const since = (instant: string) => Date.parse(instant) - began;
  for (const identifier of CUSTOMERS) {
    const { registerSubscription } = await operator.ask(
      'mutation ($who: String!) { registerSubscription(input: { billingSystemCustomerIdentifier: $who }) { netflixToken { value } } }',
      { who: identifier },
    );
    const page = `http://gateway/sandbox/sign-up?token=${String(registerSubscription.netflixToken.value)}`;
    expect((await gateway.fetch(new Request(page, { method: 'POST' }))).status).toBe(200);
  }
  await operator.ask('mutation { advanceTime(input: { days: 70 }) { now } }');
  const { charges, netflixExchange, events } = await operator.ask(`{
    charges(first: 50) { nodes { number netflixChargeIdentifier amount { amount currency } status raisedOn receivedOn } }
    netflixExchange { refusedNews { nodes { netflixChargeIdentifier code } } }
    events(first: 50, filter: { types: [SUBSCRIPTION_SIGNED_UP, CHARGE_PROCESSED] }) { nodes { type occurredOn } }
  }`);
  return {
    charges: charges.nodes.map(({ raisedOn, receivedOn, ...charge }: Record<string, string>) => ({
      ...charge,
      raisedOn: since(raisedOn ?? ''),
      receivedOn: since(receivedOn ?? ''),
    })),
    refused: netflixExchange.refusedNews.nodes,
    events: events.nodes.map(({ type, occurredOn }: Record<string, string>) => [
      type,
      since(occurredOn ?? ''),
    ]),
  };
}

it('makes the same charges, refusals and events again from the same seed; only PAIs and tokens are others', async () => {
  const once = await months('7');
  expect(once.charges).not.toEqual([]);
  expect(once.refused).not.toEqual([]);
  expect(await months('7')).toEqual(once);
});

it('draws the same when the run begins at another instant', async () => {
  expect(await months('7', 3 * HOUR + 17)).toEqual(await months('7'));
});

it('draws otherwise from another seed', async () => {
  expect(await months('7')).not.toEqual(await months('8'));
});

it('keeps the seed that it drew, until it is given another', async () => {
  const folder = ownFolder();
  const clock = (): Instant => 0;
  const seedOf = async (seed: number | null) => {
    const sandbox = openSandbox({ file: join(folder, 'sandbox.sqlite'), clock, seed });
    await sandbox.close();
    return sandbox.seed;
  };
  const drawn = await seedOf(null);
  expect(await seedOf(null)).toBe(drawn);
  expect(await seedOf(drawn + 1)).toBe(drawn + 1);
  expect(await seedOf(null)).toBe(drawn + 1);
});
