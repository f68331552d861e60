import { changesBetween, type Tellings } from '../../changes.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import { draft, unchanged, type Ruling } from '../../ruling.ts';
import type { ProvisioningProvider, ProvisioningProviderBy } from '../provisioning.ts';
import type { ProviderCreation, ProviderFacts, ProviderOutcome } from './facts.ts';

/** Adds a provider under a name and, if it has one, an alternative code that the operator has not used yet. */
export function createProvider(
  { name, alternativeCode }: ProviderCreation,
  facts: ProviderFacts,
): Ruling<ProviderOutcome> {
  const problems: AdministrationProblem[] = [];
  if (facts.named !== null) {
    const message = `Provider ${name} already exists. Choose another name.`;
    problems.push({ code: 'ALREADY_EXISTS', message, path: ['name'] });
  }
  if (alternativeCode !== null && facts.coded !== null) {
    const message = `Alternative code ${alternativeCode} already belongs to provider ${facts.coded.name}. Choose another one, or none.`;
    problems.push({ code: 'ALREADY_EXISTS', message, path: ['alternativeCode'] });
  }
  if (problems.length > 0) return unchanged({ provider: null, problems });

  const provider: ProvisioningProvider = { id: facts.newId('provisioningProviders'), name, alternativeCode };
  const change = draft();
  change.put('provisioningProviders', null, provider);
  change.event({
    type: 'PROVISIONING_PROVIDER_CREATED',
    changes: changesBetween(null, provider, TELLINGS),
  });
  return change.rules({ provider, problems });
}

const TELLINGS: Tellings<ProvisioningProvider> = { name: 'plain', alternativeCode: 'plain' };

/** What messages call a provider, behind the word "provider". */
export function providerNamed(by: ProvisioningProviderBy): string {
  if ('name' in by) return by.name;
  return 'alternativeCode' in by ? `with the alternative code ${by.alternativeCode}` : 'with that id';
}
