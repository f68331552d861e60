import { process, receive } from './charges.ts';
import { compare } from './compare.ts';
import type { Draw } from './draw.ts';
import { cancel, confirmEverything, confirmSignUp, type ModelOperator } from './model.ts';
import type { Data, Side, World } from './world.ts';

const NEWS = `query ($after: String) {
  events(first: 50, after: $after, filter: { types: [SUBSCRIPTION_SIGNED_UP, SUBSCRIPTION_PRICED, SUBSCRIPTION_CANCELLED, CHARGE_RECEIVED] }) {
    pageInfo { endCursor hasNextPage }
    nodes {
      type changes { field after }
      subject {
        ... on NetflixSubscription { number signedUpOn prices { amount { amount currency } effectiveFrom } }
        ... on Charge {
          netflixChargeIdentifier amount { amount currency } paidThroughDate raisedOn customer { netflixCustomerIdentifier }
        }
      }
    }
  }
}`;

/** Sometimes a customer follows its link, mostly the courier goes its round; then gateway and model must agree on everything. */
export async function exchange(world: World, done: string[], draw: Draw): Promise<string[]> {
  const failure: string[] = [];
  if (draw.chance(0.8)) failure.push(...(await round(world, done, () => world.gateway().runCourier())));
  const [side] = world.sides;
  const token = side.model.tokens.findLast(({ subscription }) => subscription.stage === 'REGISTERED');
  if (failure.length > 0 || !token || !draw.chance(0.5)) return failure;
  // The page has the courier go its round before and after it.
  failure.push(...(await round(world, done, () => world.gateway().runCourier())));
  if (failure.length > 0) return failure;
  return round(world, done, async () => {
    done.push(`${side.name}: ${token.subscription.customer.identifier} signs up`);
    const page = `http://gateway/sandbox/sign-up?token=${token.value}`;
    await world.gateway().fetch(new Request(page, { method: 'POST' }));
  });
}

async function round(world: World, done: string[], run: () => Promise<unknown>): Promise<string[]> {
  await run();
  done.push(`${new Date(world.now()).toISOString()} the courier goes its round`);
  const failure: string[] = [];
  for (const side of world.sides) {
    confirmEverything(side.model);
    await takeIn(side, world.now());
    process(side.model, 1000, world.now());
    failure.push(...(await compare(side, world.now())));
  }
  return failure;
}

/** What Netflix had to tell is not for the model to know; what has to become of it is. */
async function takeIn({ model, readers, ask }: Side, now: number): Promise<void> {
  for (let after = readers.events; ;) {
    const { events } = await ask(NEWS, { after });
    for (const event of events.nodes) learn(model, event, now);
    if (!events.pageInfo.hasNextPage) return;
    after = events.pageInfo.endCursor;
  }
}

function learn(model: ModelOperator, { type, changes, subject }: Data, now: number): void {
  const subscription = model.subscriptions.find(({ number }) => number === subject.number);
  const prices = subject.prices?.map(({ amount, effectiveFrom }: Data) => ({ ...amount, effectiveFrom }));
  switch (type) {
    case 'CHARGE_RECEIVED': {
      const { netflixChargeIdentifier, amount, paidThroughDate, raisedOn, customer } = subject;
      const { netflixCustomerIdentifier } = customer;
      // The sandbox raises one charge at a time for each membership, however often it delivers it.
      const isDoubled = model.charges.some(
        (known) =>
          known.raisedOn === Date.parse(raisedOn) &&
          known.subscription.customer.netflixIdentifier === netflixCustomerIdentifier,
      );
      if (isDoubled)
        throw new Error(`Expected one charge of ${raisedOn}, found another: ${netflixChargeIdentifier}.`);
      const told = { netflixChargeIdentifier, netflixCustomerIdentifier, ...amount, paidThroughDate };
      receive(model, [{ ...told, raisedOn: Date.parse(raisedOn) }], now);
      break;
    }
    case 'SUBSCRIPTION_SIGNED_UP': {
      const token = model.tokens.findLast((one) => one.subscription === subscription);
      if (token)
        confirmSignUp(model, { token: token.value, signedUpOn: Date.parse(subject.signedUpOn), prices }, now);
      break;
    }
    case 'SUBSCRIPTION_PRICED':
      if (!subscription) break;
      subscription.prices = prices;
      model.happened.push({ type, subject: subscription.number, on: now });
      break;
    default: {
      const reason = changes.find(({ field }: Data) => field === 'cancellationReason')?.after;
      if (subscription && reason === 'ENDED_BY_NETFLIX') cancel(model, subscription, reason, now);
    }
  }
}
