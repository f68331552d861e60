import { BASE } from '../../src/rest/methods.ts';
import { BENCH_KEY } from './credential.ts';
import { copyOf, databaseOf, remove } from './data/file.ts';
import { customerIdentifier } from './data/people.ts';
import { connectionTo, type Answer, type Connection } from './load/connection.ts';
import { WARM_UP } from './measure.ts';
import { median } from './quantiles.ts';
import { startServer } from './server.ts';

/** The same work, asked over the old wire and in GraphQL. */
interface Work {
  readonly what: string;
  readonly rest: (connection: Connection, n: number) => Promise<Answer>;
  readonly graphql: (connection: Connection, n: number) => Promise<Answer>;
}

/** Answers in a second, medians over the rounds. */
interface Compared {
  readonly what: string;
  readonly rest: number;
  readonly graphql: number;
}

const LIST = `query ($offset: Int!) {
  charges(first: 50, offset: $offset, filter: { processing: PROCESSED }) {
    nodes {
      number customer { billingSystemCustomerIdentifier } amount { amount currency } localAmount { amount currency }
      paidThroughDate status receivedOn setAsApprovedOn setAsDeclinedOn setAsBadRequestOn setAsRejectedOn
    }
  }
}`;
const SHOW = `query ($customer: String!) {
  customer(by: { billingSystemCustomerIdentifier: $customer }) {
    subscriptions(first: 50) {
      nodes {
        number netflixState lifeCycleState prices { formattedPrice }
        promotions { promotion { code name description effectiveFrom expiresOn } }
      }
    }
  }
}`;
const REGISTER = `mutation ($customer: String!) {
  registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
    subscription { number } netflixToken { value expiresOn redirectUrl } problems { code }
  }
}`;

const key = encodeURIComponent(BENCH_KEY.key);
const asked = (query: string, variables: object) => JSON.stringify({ query, variables });

const WORK: readonly Work[] = [
  {
    what: 'fifty processed charges',
    rest: ({ get }, n) =>
      get(
        `${BASE}netflix/charges/list?token=${key}&number_of_results=50&offset=${n % 20}&charge_status=PROCESSED`,
      ),
    graphql: ({ post }, n) => post('/graphql', asked(LIST, { offset: n % 20 })),
  },
  {
    what: "a customer's subscriptions",
    rest: ({ get }, n) =>
      get(
        `${BASE}netflix/subscriptions/show?token=${key}&billing_system_customer_identifier=${customerIdentifier(1 + (n % 500))}`,
      ),
    graphql: ({ post }, n) => post('/graphql', asked(SHOW, { customer: customerIdentifier(1 + (n % 500)) })),
  },
  {
    what: 'register one subscription',
    rest: ({ post }, n) =>
      post(
        `${BASE}netflix/subscriptions/create`,
        JSON.stringify({ token: BENCH_KEY.key, billing_system_customer_identifier: `REST-${n}` }),
      ),
    graphql: ({ post }, n) => post('/graphql', asked(REGISTER, { customer: `GRAPHQL-${n}` })),
  },
];

/** Asks a gateway for the same on either wire, in turns. Every answer must be a good one. */
export async function compareWires(
  plan: {
    readonly charges: number;
    readonly inFlight: number;
    readonly rounds: number;
    readonly seconds: number;
  },
  say: (text: string) => void,
): Promise<readonly Compared[]> {
  const file = copyOf(await databaseOf(plan.charges, say), 'old-wire');
  const server = await startServer('gateway', file);
  const connections = await Promise.all(
    Array.from({ length: plan.inFlight }, () => connectionTo(server.port, BENCH_KEY.key)),
  );
  let n = 0;
  const turn = async (ask: Work['rest'], seconds = plan.seconds): Promise<number> => {
    const end = performance.now() + seconds * 1000;
    let answers = 0;
    const askOn = async (connection: Connection) => {
      while (performance.now() < end) {
        const { status, body } = await ask(connection, (n += 1));
        const text = body.toString();
        if (status !== 200 || text.includes('"errors"') || !/"(code":"OK"|cost")/.test(text))
          throw new Error(`Expected a good answer, found ${status} and ${text.slice(0, 300)}`);
        answers += 1;
      }
    };
    await Promise.all(connections.map(askOn));
    return answers / seconds;
  };
  const found: Compared[] = [];
  for (const { what, rest, graphql } of WORK) {
    say(`The old wire: ${what} …`);
    await turn(rest, WARM_UP * plan.seconds);
    await turn(graphql, WARM_UP * plan.seconds);
    const [restRounds, graphqlRounds]: [number[], number[]] = [[], []];
    for (let round = 0; round < plan.rounds; round += 1) {
      restRounds.push(await turn(rest));
      graphqlRounds.push(await turn(graphql));
    }
    found.push({ what, rest: median(restRounds), graphql: median(graphqlRounds) });
  }
  for (const { close } of connections) close();
  await server.stop();
  remove(file);
  return found;
}

/** What was found, for people. */
export function table(found: readonly Compared[]): string {
  const rows = found.map(
    ({ what, rest, graphql }) =>
      `| ${what} | ${Math.round(rest)} | ${Math.round(graphql)} | ${(rest / graphql).toFixed(2)} |`,
  );
  return [
    '| answers in a second | old REST API | GraphQL | ratio |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
