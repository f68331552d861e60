import { join } from 'node:path';

import { expect, it, onTestFinished, vi } from 'vitest';

import { openGateway as openAgain } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { MINUTE } from '../../src/time.ts';
import { NOON, openGateway } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';
import { answering } from './servers.ts';

it('a gateway ends while Netflix lets it wait, and the next one tells the same at once', async () => {
  const folder = ownFolder();
  let isAnswering = false;
  const { address, asked } = await answering((_, response) => {
    if (isAnswering)
      response.setHeader('content-type', 'application/json').end('{"accepted":true,"news":[]}');
  });
  const environment = {
    DATABASE_URL: join(folder, 'gateway.sqlite'),
    NETFLIX: 'http',
    NETFLIX_ADDRESS: address,
    NETFLIX_TOKEN: 'token-of-the-gateway',
  };
  const { gateway, operator } = await openGateway({}, environment);
  await operator.ask(
    'mutation { registerSubscription(input: { billingSystemCustomerIdentifier: "B-1" }) { problems { message } } }',
  );
  const round = gateway.runCourier();
  await vi.waitFor(() => {
    expect(asked()).toBe(1);
  });
  await gateway.close();
  await round;

  isAnswering = true;
  const config = loadConfig({ ...environment, DEMO_DATA: 'off', LOG_LEVEL: 'silent' });
  const next = await openAgain(config, { clock: () => NOON, wallClock: () => NOON });
  onTestFinished(() => next.close());
  const own = next.store.of((await next.store.operatorByCode('first'))?.id ?? 0);
  expect(await own.netflix.link()).toMatchObject({ failingSince: null, failure: null });
  expect(await own.netflix.due(NOON, 10)).toMatchObject([{ attempts: 0 }]);
  expect(await own.netflix.hold('another', NOON, NOON + MINUTE)).toBe(true);
  await own.netflix.letGo('another');
  await next.runCourier();
  expect(await own.netflix.backlog()).toMatchObject({ waiting: 0 });
});
