import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { numberOf } from '../../../src/ids.ts';
import { formatInstant } from '../../../src/time.ts';
import { acknowledging, type AcknowledgedItem } from './acknowledge.ts';
import { bareReading } from './bare-reading.ts';
import { authenticationOver, openDatabase, type Caller } from './database.ts';
import { isReady, started } from './process.ts';
import { registering, type Registration } from './register.ts';
import { instant } from './wording.ts';
import { together } from './writing.ts';

// The floor under every server: node:http, prepared statements, JSON. No GraphQL, one address for each operation, group commit.

const database = openDatabase();
const callerOf = authenticationOver(database);
const reading = bareReading(database);
const acknowledge = acknowledging(database);
const register = registering(database);
const write = together(database);

interface Given {
  readonly identifier: string;
  readonly after?: string | null;
  readonly charges: readonly AcknowledgedItem[];
  readonly input: Registration;
}

const ROUTES: Record<string, { scope: string; answer: (caller: Caller, given: Given) => unknown }> = {
  '/Q1': { scope: 'READ', answer: ({ operatorId }, { identifier }) => reading.Q1(operatorId, identifier) },
  '/Q2': { scope: 'READ', answer: ({ operatorId }, { after }) => reading.Q2(operatorId, after ?? null) },
  '/Q3': { scope: 'READ', answer: ({ operatorId }, { after }) => reading.Q3(operatorId, after ?? null) },
  '/M1': {
    scope: 'WRITE',
    answer: (caller, { charges }) => write(() => acknowledge(caller, charges)).then(acknowledged),
  },
  '/M2': {
    scope: 'WRITE',
    answer: (caller, { input }) => write(() => register(caller, input)).then(registered),
  },
};

function acknowledged({ charges, failedCharges }: ReturnType<typeof acknowledge>) {
  return {
    acknowledgeCharges: {
      charges: charges.map(({ id, status, referenceNumber, acknowledgedOn }) => ({
        number: numberOf('I', id),
        status,
        referenceNumber,
        acknowledgedOn: instant(acknowledgedOn),
      })),
      failedCharges: failedCharges.map(({ number, errorCode }) => ({ number, errorCode })),
    },
  };
}

function registered({ subscription, customer, token, problems }: ReturnType<typeof register>) {
  return {
    registerSubscription: {
      subscription: subscription && {
        number: numberOf('S', subscription.id),
        stage: subscription.stage,
        customer: customer && {
          billingSystemCustomerIdentifier: customer.billingSystemCustomerIdentifier,
          netflixCustomerIdentifier: customer.netflixCustomerIdentifier,
        },
      },
      netflixToken: token && {
        value: token.value,
        expiresOn: formatInstant(token.expiresOn),
        redirectUrl: `${started.signUpAddress}?token=${encodeURIComponent(token.value)}`,
        handedOver: token.handedOver,
      },
      problems: problems.map(({ code, path }) => ({ code, path })),
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const route = request.method === 'POST' ? ROUTES[request.url ?? ''] : undefined;
  if (!route) {
    send(response, 404, { errors: [{ message: 'There is nothing here.' }] });
    return;
  }
  const caller = callerOf(request.headers.authorization);
  if (!caller?.scopes.includes(route.scope)) {
    send(response, caller ? 403 : 401, {
      errors: [{ message: `This needs a key with the scope ${route.scope}.` }],
    });
    return;
  }
  const answer = route.answer(caller, JSON.parse(body) as Given); // only the bench asks
  // What is there already is answered at once: a promise costs a turn of the event loop.
  const data = answer instanceof Promise ? ((await answer) as unknown) : answer;
  send(response, 200, { data });
}

function send(response: ServerResponse, status: number, answer: object): void {
  const text = JSON.stringify(answer);
  const type = 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    serve(request, response, String(body)).catch((error: unknown) => {
      console.error(error);
      send(response, 500, { errors: [{ message: 'Something broke.' }] });
    });
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected to listen on a port.');
  isReady(address.port, () => database.close());
});
