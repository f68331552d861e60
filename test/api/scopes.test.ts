import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { SCOPES, type Scope } from '../../src/auth/credential.ts';
import { schema } from '../../src/graphql/schema.ts';
import { openGateway } from './gateway.ts';

interface RootField {
  readonly coordinate: string;
  readonly scope: unknown;
  /** Asks for the field with the least that its arguments need; what they say is nonsense. */
  readonly query: string;
}

function asking({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const required = args.filter(isRequiredArgument).map(given).join(', ');
  const selection = isCompositeType(getNamedType(type)) ? ' { __typename }' : '';
  return `${name}${required && `(${required})`}${selection}`;
}

function given({ name, type }: GraphQLArgument | GraphQLInputField): string {
  return `${name}: ${something(type)}`;
}

/** A value of a type as a document writes it. */
function something(type: GraphQLInputType): string {
  if (isNonNullType(type)) return something(type.ofType);
  if (isListType(type)) return `[${something(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const wanted = type.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return `{ ${wanted.map(given).join(', ')} }`;
  }
  return VALUES[type.name] ?? '"x"';
}

const VALUES: Readonly<Record<string, string>> = {
  Int: '1',
  Boolean: 'true',
  Date: '"2026-03-01"',
  DateTime: '"2026-03-01T12:00:00Z"',
  Decimal: '"1"',
  CurrencyCode: '"EUR"',
};

const ROOTS = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const ROOT_FIELDS: readonly RootField[] = ROOTS.flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({
    coordinate: `${String(type)}.${field.name}`,
    scope: field.extensions.scope,
    query: `${String(type).toLowerCase()} { ${asking(field)} }`,
  })),
);
const isScope = (scope: unknown): scope is Scope => SCOPES.some((known) => known === scope);
const GUARDED = ROOT_FIELDS.filter(({ scope }) => isScope(scope));
describe('A root field', () => {
  it('has the scope that its clients were promised', () => {
    const scopes = Object.fromEntries(ROOT_FIELDS.map(({ coordinate, scope }) => [coordinate, scope]));
    const queries = (names: string) => names.split(' ').map((name) => `Query.${name}`);
    const coordinates = (names: string) => names.split(' ').map((name) => `Mutation.${name}`);
    const promised = {
      READ: [
        ...queries('charge charges chargeTotals customer customers node nodes promotions subscription'),
        ...queries('subscriptions provisioningProviders provisioningRequest events netflixExchange'),
        ...['Subscription.chargeChanged', 'Subscription.subscriptionChanged'],
      ],
      PROVISIONING: [
        ...queries('pendingProvisioningRequests'),
        ...coordinates('respondToProvisioningRequests'),
      ],
      WRITE: [
        ...coordinates('acceptCharges acknowledgeCharges declineCharges registerSubscription'),
        ...coordinates('suspendSubscription terminateSubscription unsuspendSubscription updateCustomer'),
        ...coordinates('requestProvisioning'),
      ],
      NETFLIX: coordinates('confirmSignUp processCharges receiveCharges'),
      ADMIN: [
        ...coordinates('createApiKey createPromotion revokeApiKey updateOperator updatePromotion'),
        ...coordinates('createProvisioningProvider retryNetflix eraseCustomer advanceTime'),
      ],
      ANY: ['Query.viewer', 'Mutation.logOut'],
    };
    for (const [scope, fields] of Object.entries(promised))
      for (const coordinate of fields) expect([coordinate, scopes[coordinate]]).toEqual([coordinate, scope]);
    // None is without one, and none is new.
    expect(Object.values(promised).flat().sort()).toEqual(
      ROOT_FIELDS.filter(({ scope }) => scope !== null)
        .map(({ coordinate }) => coordinate)
        .sort(),
    );
    const open = ROOT_FIELDS.filter(({ scope }) => !isScope(scope)).map(({ coordinate }) => coordinate);
    expect(open.sort()).toEqual([...coordinates('logIn logInWithApiKey logOut'), 'Query.viewer']);
  });

  it('is open without a credential only to whoever logs in', async () => {
    const { anonymous } = await openGateway();
    for (const { coordinate, query } of ROOT_FIELDS.filter(({ scope }) => scope !== null)) {
      const answer = await anonymous.answer(query);
      expect([coordinate, answer]).toMatchObject([
        coordinate,
        { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
      ]);
      expect(answer).not.toHaveProperty('data');
    }
    for (const { coordinate, query } of ROOT_FIELDS.filter(({ scope }) => scope === null)) {
      const { errors } = await anonymous.answer(query);
      expect([coordinate, errors?.[0]?.message]).toEqual([
        coordinate,
        expect.stringMatching(/^(User name|This API key)/),
      ]);
    }
  });

  it('is closed to a credential with every other scope, and names the one that is missing', async () => {
    const { someone, statements } = await openGateway();
    for (const missing of SCOPES) {
      const others = SCOPES.filter((scope) => scope !== missing);
      const almostAll = await someone(...others);
      for (const { coordinate, query } of GUARDED.filter(({ scope }) => scope === missing)) {
        statements();
        const answer = await almostAll.answer(query);
        expect([coordinate, answer]).toMatchObject([
          coordinate,
          {
            status: 403,
            errors: [
              {
                message: `${coordinate} needs the scope ${missing}, and your credential has ${others.join(', ')}. Ask for one that has it.`,
                extensions: { code: 'FORBIDDEN' },
              },
            ],
          },
        ]);
        expect(answer).not.toHaveProperty('data');
        expect([coordinate, ...statements().filter((sql) => !/api_keys|operators/.test(sql))]).toEqual([
          coordinate,
        ]);
      }
    }
  });

  it('is open to a credential with that scope alone', async () => {
    const { someone } = await openGateway();
    // Live updates have no end; what lets them begin is told in live-updates.test.ts.
    const ending = GUARDED.filter(({ coordinate }) => !coordinate.startsWith('Subscription.'));
    for (const only of SCOPES) {
      const client = await someone(only);
      for (const { coordinate, query } of ending.filter(({ scope }) => scope === only)) {
        const { status, errors = [] } = await client.answer(query);
        const codes = errors
          .map(({ extensions: { code } }) => code)
          .filter((code) => code !== 'BAD_USER_INPUT');
        expect([coordinate, status, ...codes]).toEqual([coordinate, 200]);
      }
    }
  });
});
