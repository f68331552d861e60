import { process } from './charges.ts';
import { compare } from './compare.ts';
import { compareExchange } from './compare-exchange.ts';
import type { Draw } from './draw.ts';
import { lightSomewhere } from './fuse.ts';
import { DAY, HOUR, SECOND } from './model.ts';
import { hear, hearAgain } from './news.ts';
import type { Playing, Side, World } from './world.ts';

/** Rounds after which Netflix must have been told everything; whoever is called `sandbox-timeout` takes three for each message. */
const MOST_ROUNDS = 60;
/** How long a gateway that is gone has the exchange to itself at most, and the longest wait until Netflix is asked again. */
const HELD = 61 * SECOND;
const LONGEST_WAIT = 301 * SECOND;
/** Statements among which a round is sure to be, mostly. */
const STATEMENTS = 60;

/** The courier goes its round, a customer follows its link or somebody retries what was refused; then all must agree on everything. */
export async function exchange(playing: Playing): Promise<string[]> {
  const { world, draw } = playing;
  const side = draw.chance(0.85) ? world.sides[0] : (draw.any(world.sides) ?? world.sides[0]);
  const share = draw.share();
  if (share < 0.3) return [];
  if (share < 0.5) return round(playing, () => courier(world, draw));
  return share < 0.6 ? retry(side, playing) : signUp(side, playing);
}

/** Lets days pass in domain time alone, each with a round of the courier. */
export async function advance(playing: Playing): Promise<string[]> {
  const { world, done, draw } = playing;
  const began = world.now();
  const days = draw.pick([1, 3, 8, 31]);
  const [side] = world.sides;
  done.push(`${stamp(world)} ${days} days pass`);
  const advanced = async () => {
    await side.ask(`mutation ($days: Int!) { advanceTime(input: { days: $days }) { now } }`, { days });
  };
  return round(playing, advanced, async () => {
    const reached = await world.learnTime();
    for (let at = began + DAY; at <= reached; at += DAY) await takeIn(world, at);
  });
}

/** Something that has the courier go its round, in which the gateway may die; what is left is done afterwards, until nothing is. */
async function round(
  { world, done, draw }: Playing,
  run: () => Promise<unknown>,
  before: () => Promise<void> = async () => undefined,
): Promise<string[]> {
  const { fuse } = world.current();
  const isLit = draw.chance(0.2);
  if (isLit) {
    await world.cutOff();
    lightSomewhere(draw, fuse, STATEMENTS);
  }
  const ended = await run().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const isDead = fuse.putOut() === 'DEAD';
  if (ended && !isDead) throw ended.error;
  if (isDead) {
    done.push(`${stamp(world)} the gateway dies on the courier's round`);
    await world.reopen('DIES');
    world.waitOnWall(HELD);
  }
  await before();
  if (!(await isQuiet(world, draw)))
    return ['Expected Netflix to be told everything, found that something waits.'];
  done.push(`${stamp(world)} the courier has gone its round`);
  await takeIn(world, world.now());
  for (const one of world.sides) confirm(one, world);
  // The others are looked at now and then.
  const side = draw.chance(0.8) ? world.sides[0] : (draw.any(world.sides) ?? world.sides[0]);
  const failure = await compare(side, world.now());
  return failure.length > 0 ? failure : compareExchange(side, world);
}

/** Whether nothing waits to be told after some rounds. */
async function isQuiet(world: World, draw: Draw): Promise<boolean> {
  for (let k = 0; k < MOST_ROUNDS; k++) {
    await courier(world, draw);
    const answers = await Promise.all(world.sides.map(({ ask }) => ask('{ netflixExchange { waiting } }')));
    if (answers.every(({ netflixExchange }) => netflixExchange.waiting === 0)) return true;
    world.waitOnWall(LONGEST_WAIT);
  }
  return false;
}

/** A round of every gateway: one after the other, or all at once. */
async function courier(world: World, draw: Draw): Promise<void> {
  const rounds = world.gateways().map(({ gateway }) => gateway.runCourier);
  if (rounds.length > 1 && draw.chance(0.5)) await Promise.all(rounds.map((run) => run()));
  else for (const run of rounds) await run();
}

/** What Netflix had to tell is heard from Netflix; what has to become of it, the model knows. */
async function takeIn({ sides, netflix }: World, now: number): Promise<void> {
  await netflix?.runUntil(now);
  for (const { name, model, readers } of sides) {
    for (const { place, item } of netflix?.news(name, readers.news, now) ?? []) {
      hear(model, item, now);
      readers.news = place;
    }
    process(model, Infinity, now);
  }
}

/** Once Netflix was told everything, what it confirmed is what it holds. */
function confirm({ name, model }: Side, { netflix }: World): void {
  const memberships = new Map(netflix?.memberships(name).map((one) => [one.subscriptionNumber, one]));
  for (const subscription of model.subscriptions) {
    const held = memberships.get(subscription.number);
    subscription.isEffective =
      subscription.signedUpOn !== null &&
      held?.signedUpOn != null &&
      held.isSuspended === 0 &&
      held.endedOn === null;
  }
}

/** Somebody follows a link, mostly the newest. */
async function signUp(side: Side, playing: Playing): Promise<string[]> {
  const { world, done, draw } = playing;
  const known = side.model.tokens.filter(({ value }) => value !== '');
  const newest = known.findLast(({ subscription }) => subscription.stage === 'REGISTERED');
  const token = (draw.chance(0.85) ? newest : undefined) ?? draw.any(known);
  if (!token) return [];
  if (draw.chance(0.1)) world.wait(draw.between(1, 20) * HOUR);
  // The page has the courier go its round before and after it: what is settled in the first comes before the sign-up.
  await courier(world, draw);
  await takeIn(world, world.now());
  return round(playing, async () => {
    done.push(`${stamp(world)} ${side.name}: ${token.subscription.customer.identifier} follows a link`);
    const page = `http://gateway/sandbox/sign-up?token=${token.value}`;
    await world.current().gateway.fetch(new Request(page, { method: 'POST' }));
  });
}

const REFUSED = `{ netflixExchange { parkedMessages(first: 50) { nodes { id } } refusedNews(first: 50) { nodes { id } } } }`;

/** Somebody has tried once more what was refused on either side. */
async function retry(side: Side, playing: Playing): Promise<string[]> {
  const { world, done, draw } = playing;
  const { parkedMessages, refusedNews } = (await side.ask(REFUSED)).netflixExchange;
  const chosen = side.model.refused.slice(0, 25).filter(() => draw.chance(0.3));
  const news = chosen.map((refused) => refusedNews.nodes[side.model.refused.indexOf(refused)]);
  const messages = parkedMessages.nodes.slice(0, 25).filter(() => draw.chance(0.3));
  const ids = [...messages, ...news].map(({ id }) => id);
  if (ids.length === 0) return [];
  done.push(`${stamp(world)} ${side.name}: retryNetflix ${ids.length}`);
  const items = new Set(chosen.map(({ item }) => item));
  hearAgain(side.model, (item) => items.has(item), world.now());
  await side.ask(`mutation ($ids: [ID!]!) { retryNetflix(input: { ids: $ids }) { retried } }`, { ids });
  return round(playing, () => courier(world, draw));
}

const stamp = ({ now }: World) => new Date(now()).toISOString();
