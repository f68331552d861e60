import { describe, expect, it } from 'vitest';
import { pack } from '../../src/packed.ts';
import type { SignUp, SignUpFacts } from '../../src/subscriptions/rules/facts.ts';
import { confirmSignUp } from '../../src/subscriptions/rules/sign-up.ts';
import { at, facts, signUpToken, subscription } from './facts.ts';

// The token was issued on 1 January for 24 hours; Netflix reports on the 3rd.
const NOW = at('2026-01-03T00:00:00Z');
const SIGNED_UP = at('2026-01-01T12:00:00Z');
const EXPIRY = signUpToken().expiresOn;

function confirms(signUp: Partial<SignUp> = {}, known: Partial<SignUpFacts> = {}) {
  return confirmSignUp(
    { signedUpOn: SIGNED_UP, prices: null, ...signUp },
    {
      ...facts(NOW),
      token: signUpToken(),
      subscription: subscription('REGISTERED'),
      previousCancelledOn: null,
      ...known,
    },
  );
}

const codes = (ruling: ReturnType<typeof confirms>) => ruling.outcome.problems.map(({ code }) => code);

describe('a sign-up', () => {
  it('makes the subscription active as of the instant that Netflix reports', () => {
    const prices = [{ amount: 999, currency: 'EUR', effectiveFrom: '2026-01-01' }];
    const { outcome, changes } = confirms({ prices });
    const active = subscription('ACTIVE', { signedUpOn: SIGNED_UP, prices: pack(prices) });
    expect(outcome).toEqual({ subscription: active, problems: [] });
    expect(changes.subscriptions).toEqual([{ before: subscription('REGISTERED'), after: active }]);
    expect(changes.signUpTokens).toEqual([{ before: signUpToken(), after: signUpToken({ usedOn: NOW }) }]);
    expect(changes.events).toEqual([
      {
        type: 'SUBSCRIPTION_SIGNED_UP',
        customerId: active.customerId,
        subscriptionId: active.id,
        changes: [
          { field: 'stage', before: 'REGISTERED', after: 'ACTIVE' },
          { field: 'netflixState', before: 'NOT_EFFECTIVE', after: 'EFFECTIVE' },
          { field: 'prices', before: null, after: pack(prices) },
          { field: 'signedUpOn', before: null, after: '2026-01-01T12:00:00.000Z' },
        ],
      },
    ]);
  });

  it('keeps the prices that are known when Netflix tells none', () => {
    const prices = pack([{ amount: 999, currency: 'EUR', effectiveFrom: '2026-01-01' }]);
    const { outcome } = confirms({}, { subscription: subscription('REGISTERED', { prices }) });
    expect(outcome.subscription?.prices).toBe(prices);
  });

  it.each([
    ["at the token's expiry, though reported later", EXPIRY, []],
    ["after the token's expiry", EXPIRY + 1, ['TOKEN_EXPIRED']],
    ['before the registration: an existing membership is imported', at('2020-01-01T00:00:00Z'), []],
    ['right now', NOW, ['TOKEN_EXPIRED']],
    ['in the future', NOW + 1, ['TOKEN_EXPIRED', 'SIGN_UP_NOT_POSSIBLE']],
  ])('%s', (_when, signedUpOn, expected) => {
    expect(codes(confirms({ signedUpOn }))).toEqual(expected);
  });

  it.each([
    ['now', NOW, []],
    ['in the future', NOW + 1, ['SIGN_UP_NOT_POSSIBLE']],
  ])('%s, with a token that is good for longer', (_when, signedUpOn, expected) => {
    expect(codes(confirms({ signedUpOn }, { token: signUpToken({ expiresOn: NOW + 1000 }) }))).toEqual(
      expected,
    );
  });

  it.each([
    ['before the end of the previous subscription', SIGNED_UP + 1, ['SIGN_UP_NOT_POSSIBLE']],
    ['at the end of the previous subscription', SIGNED_UP, []],
    ['after the end of the previous subscription', SIGNED_UP - 1, []],
  ])('%s', (_when, previousCancelledOn, expected) => {
    expect(codes(confirms({}, { previousCancelledOn }))).toEqual(expected);
  });

  it('with a token that nobody issued', () => {
    const unknown = confirms({}, { token: null, subscription: null });
    expect(unknown.outcome).toMatchObject({
      subscription: null,
      problems: [{ code: 'TOKEN_UNKNOWN', path: ['token'] }],
    });
    expect(codes(confirms({ signedUpOn: NOW + 1 }, { token: null, subscription: null }))).toEqual([
      'TOKEN_UNKNOWN',
      'SIGN_UP_NOT_POSSIBLE',
    ]);
  });
});

describe('a replaced token', () => {
  it.each([
    ['before it was replaced', SIGNED_UP + 1, []],
    ['at the instant it was replaced', SIGNED_UP, []],
    ['after it was replaced', SIGNED_UP - 1, ['TOKEN_UNKNOWN']],
  ])('of a sign-up %s', (_when, replacedOn, expected) => {
    expect(codes(confirms({}, { token: signUpToken({ replacedOn }) }))).toEqual(expected);
  });

  it('is unknown and nothing else once it was replaced, whatever became of the subscription', () => {
    const token = signUpToken({ replacedOn: SIGNED_UP });
    expect(codes(confirms({ signedUpOn: EXPIRY + 1 }, { token, subscription: neverSignedUp }))).toEqual([
      'TOKEN_UNKNOWN',
    ]);
  });

  it('comes too late when its successor did it', () => {
    const token = signUpToken({ replacedOn: SIGNED_UP });
    expect(codes(confirms({}, { token, subscription: subscription('ACTIVE') }))).toEqual([
      'SIGN_UP_NOT_POSSIBLE',
    ]);
  });
});

const neverSignedUp = subscription('CANCELLED', { signedUpOn: null, cancelledOn: SIGNED_UP + 1 });

describe('a subscription that was cancelled before sign-up', () => {
  it.each([
    ['before the cancellation', SIGNED_UP],
    ['after the cancellation', SIGNED_UP + 2],
  ])('cannot be signed up, not even by an instant %s', (_when, signedUpOn) => {
    expect(codes(confirms({ signedUpOn }, { subscription: neverSignedUp }))).toEqual([
      'SUBSCRIPTION_CANCELLED',
    ]);
  });

  it('is told with every other problem that applies', () => {
    const ruling = confirms(
      { signedUpOn: EXPIRY + 1 },
      { subscription: neverSignedUp, previousCancelledOn: EXPIRY + 2 },
    );
    expect(codes(ruling)).toEqual(['TOKEN_EXPIRED', 'SUBSCRIPTION_CANCELLED', 'SIGN_UP_NOT_POSSIBLE']);
    expect(Object.values(ruling.changes).flat()).toEqual([]);
  });
});

describe('confirming again', () => {
  const used = { token: signUpToken({ usedOn: NOW }), subscription: subscription('ACTIVE') };

  it.each<[string, Partial<SignUp>, Partial<SignUpFacts>]>([
    ['the same', { signedUpOn: at('2026-02-01T00:00:00Z') }, {}],
    ['with other prices', { prices: [] }, {}],
    ['another instant', { signedUpOn: SIGNED_UP }, {}],
    ['an instant in the future', { signedUpOn: NOW + 1 }, {}],
    ['after the expiry of the token', { signedUpOn: EXPIRY + 1 }, {}],
    ['after the token was replaced', {}, { token: signUpToken({ usedOn: NOW, replacedOn: SIGNED_UP - 1 }) }],
    ['after the subscription was suspended', {}, { subscription: subscription('SUSPENDED') }],
    ['after the subscription was cancelled', {}, { subscription: subscription('CANCELLED') }],
  ])('with the token that did it succeeds and changes nothing: %s', (_what, signUp, known) => {
    const { outcome, changes } = confirms(signUp, { ...used, ...known });
    expect(outcome).toEqual({ subscription: known.subscription ?? used.subscription, problems: [] });
    expect(Object.values(changes).flat()).toEqual([]);
  });

  it('with another token is not possible', () => {
    const ruling = confirms({}, { subscription: subscription('ACTIVE') });
    expect(codes(ruling)).toEqual(['SIGN_UP_NOT_POSSIBLE']);
    expect(ruling.outcome.subscription).toBeNull();
    expect(codes(confirms({}, { subscription: subscription('CANCELLED') }))).toEqual([
      'SUBSCRIPTION_CANCELLED',
      'SIGN_UP_NOT_POSSIBLE',
    ]);
  });
});
