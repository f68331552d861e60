import { documentOf, type Call } from './calls.ts';
import { compare } from './compare.ts';
import { lightSomewhere } from './fuse.ts';
import type { Playing, Side } from './world.ts';

/** Statements among which a call is sure to be, mostly. */
const STATEMENTS = 25;

/**
 * A call whose answer nobody gets: the gateway dies somewhere in it and is opened again, or a statement fails and it goes on. Then the call is
 * wholly there, or not at all; which of the two is found out, and everybody goes on with that.
 */
export async function breakOff(call: Call, side: Side, { world, done, draw }: Playing): Promise<string[]> {
  const { fuse } = world.current();
  await world.cutOff();
  if (world.isKept && draw.chance(0.8)) lightSomewhere(draw, fuse, STATEMENTS);
  else fuse.light('FAILS', draw.chance(0.3) ? 'COMMIT' : draw.between(1, STATEMENTS));
  await side.ask(documentOf(call), { input: call.input }).catch(() => undefined);
  const became = fuse.putOut();
  if (became === 'DEAD') {
    await world.reopen('DIES');
    world.waitOnWall(61_000);
  }
  const without = copyOf(side);
  const failure = await compare(without, world.now());
  if (failure.length === 0) {
    done.push(`${WHY[became]}: it has not happened, or changed nothing`);
    return goOn(side, without);
  }
  const within = copyOf(side);
  call.expected(within.model, world.now());
  const failureWithin = await compare(within, world.now());
  if (failureWithin.length === 0) {
    done.push(`${WHY[became]}: it has happened`);
    return goOn(side, within);
  }
  return [
    ...failure.map((line) => `had it not happened, ${line}`),
    ...failureWithin.map((line) => `had it happened, ${line}`),
  ];
}

const WHY = {
  NOTHING: 'the answer is lost',
  FAILED: 'a statement fails',
  DEAD: 'the gateway dies',
} as const;

function copyOf(side: Side): Side {
  return { ...side, model: structuredClone(side.model), readers: structuredClone(side.readers) };
}

/** What only the lost answer told is asked for, except secrets, which nobody knows any more. */
async function goOn(side: Side, { model, readers }: Side): Promise<string[]> {
  side.model = model;
  side.readers = readers;
  for (const customer of model.customers.filter(({ netflixIdentifier }) => netflixIdentifier === '')) {
    const found = await side.ask(
      `query ($by: CustomerBy!) { customer(by: $by) { netflixCustomerIdentifier } }`,
      { by: { billingSystemCustomerIdentifier: customer.identifier } },
    );
    customer.netflixIdentifier = found.customer.netflixCustomerIdentifier;
  }
  return [];
}
