import { changesBetween, type Tellings } from '../../changes.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import { draft, unchanged, type Facts, type Ruling } from '../../ruling.ts';
import type { IdentityProvider } from '../identity-provider.ts';

export interface IdentityProviderFacts extends Facts {
  /** The operator's own one, trusted or not. */
  readonly provider: IdentityProvider | null;
  /** Whether another operator trusts one with the issuer and the audience that are wanted. */
  readonly isTaken: boolean;
}

interface IdentityProviderOutcome {
  readonly provider: IdentityProvider | null;
  readonly problems: readonly AdministrationProblem[];
}

/** Has the gateway accept tokens of the operator's own identity provider, this one from now on. */
export function trustIdentityProvider(
  wanted: Omit<IdentityProvider, 'operatorId' | 'isTrusted'>,
  facts: IdentityProviderFacts,
): Ruling<IdentityProviderOutcome> {
  if (facts.isTaken) {
    const message = `Tokens of ${wanted.issuer} for ${wanted.audience} are another operator's. Have the provider issue them for an audience of their own.`;
    return unchanged({ provider: null, problems: [{ code: 'ALREADY_EXISTS', message, path: ['audience'] }] });
  }
  return put(facts, { ...wanted, operatorId: facts.operator.id, isTrusted: true });
}

/** Has the gateway accept no more tokens of the operator's identity provider. */
export function distrustIdentityProvider(facts: IdentityProviderFacts): Ruling<IdentityProviderOutcome> {
  const { provider, operator } = facts;
  if (provider?.isTrusted) return put(facts, { ...provider, isTrusted: false });
  const message = `${operator.name} has no identity provider. There is nothing to remove.`;
  return unchanged({ provider: null, problems: [{ code: 'NOT_FOUND', message, path: [] }] });
}

function put(
  { provider: before }: IdentityProviderFacts,
  after: IdentityProvider,
): Ruling<IdentityProviderOutcome> {
  const changes = changesBetween(before && flat(before), flat(after), TELLINGS);
  if (changes.length === 0) return unchanged({ provider: after, problems: [] });
  const change = draft();
  change.put('identityProviders', before, after);
  change.event({
    type: 'OPERATOR_UPDATED',
    changes: changes.map(({ field, ...told }) => ({ field: `identityProvider.${field}`, ...told })),
  });
  return change.rules({ provider: after, problems: [] });
}

const TELLINGS: Tellings<ReturnType<typeof flat>> = {
  issuer: 'plain',
  audience: 'plain',
  keysAddress: 'plain',
  algorithms: 'plain',
  scopeClaim: 'plain',
  scopes: 'plain',
  isTrusted: 'plain',
};

function flat({ algorithms, scopes, isTrusted, ...provider }: IdentityProvider) {
  return {
    ...provider,
    algorithms: algorithms.join(' '),
    scopes: Object.entries(scopes)
      .map(([word, meant]) => `${word}=${meant.join(',')}`)
      .join(' '),
    isTrusted: String(isTrusted),
  };
}
