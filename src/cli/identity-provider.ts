import { InvalidArgumentError, type Command } from 'commander';

import { SCOPES, type Scope } from '../auth/credential.ts';
import {
  ALGORITHMS,
  faultOfKeysAddress,
  type Algorithm,
  type IdentityProvider,
  type ScopeWords,
} from '../auth/identity-provider.ts';
import { distrustIdentityProvider, trustIdentityProvider } from '../auth/rules/identity-provider.ts';
import * as check from '../graphql/checks.ts';
import { checkedBy, someOf } from './arguments.ts';
import { refuseAny, withOperator } from './database.ts';
import { remark, say, type Terminal } from './terminal.ts';

interface Whose {
  readonly operator: string;
}
interface Trust extends Whose {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: string;
  readonly algorithms: readonly Algorithm[];
  readonly scopeClaim: string;
  readonly scope: ScopeWords;
}

const DOING = { actor: 'cli:identity-provider' };

// Only here, not in the API: the gateway itself fetches from the address, so that is for whoever has a shell beside it to say.
export function addIdentityProviderCommands(program: Command, terminal: Terminal): void {
  const providers = program
    .command('identity-provider')
    .summary("trust an operator's own identity provider")
    .description(
      'Where an operator has its own people and programs get tokens that the gateway accepts beside its own.',
    );
  const about = (verb: string, description: string) =>
    providers.command(verb).description(description).requiredOption('--operator <code>', 'whose provider');
  about('set', 'Trusts a provider from now on, instead of the one before.')
    .requiredOption('--issuer <text>', 'what its tokens name as iss', checkedBy(check.name, 'issuer'))
    .requiredOption('--audience <text>', 'what its tokens name as aud', checkedBy(check.name, 'audience'))
    .requiredOption('--keys <address>', 'the https address of its public keys (JWKS)', keysAddress)
    .requiredOption(
      '--algorithms <list>',
      `what its tokens are signed with, such as RS256: ${ALGORITHMS.join(', ')}`,
      algorithms,
    )
    .option(
      '--scope-claim <name>',
      'the claim that says what a holder may do',
      checkedBy(check.name, 'scope-claim'),
      'scope',
    )
    .requiredOption(
      '--scope <word=scopes>',
      `what a word of that claim means here, once for each word, of ${SCOPES.join(', ')}`,
      word,
      {},
    )
    .addHelpText(
      'after',
      '\nExample:\n  gateway identity-provider set --operator cytel --issuer https://login.example.com \\\n' +
        '    --audience netflix-billing --keys https://login.example.com/keys --algorithms RS256 \\\n' +
        '    --scope billing.read=READ --scope billing.write=READ,WRITE',
    )
    .action((trust: Trust) => set(trust, terminal));
  about('show', 'Prints which provider is trusted, and with what.').action(({ operator }: Whose) =>
    show(operator, terminal),
  );
  about('remove', 'Trusts it no more: none of its tokens is accepted from now on.').action(
    ({ operator }: Whose) => remove(operator, terminal),
  );
}

async function set({ operator, keys, scope, ...trust }: Trust, terminal: Terminal): Promise<void> {
  const { issuer, audience, algorithms, scopeClaim } = trust;
  const wanted = { issuer, audience, keysAddress: keys, algorithms, scopeClaim, scopes: scope };
  const { problems } = await withOperator(terminal, operator, (store) =>
    store.changeIdentityProvider(wanted, (facts) => trustIdentityProvider(wanted, facts), DOING),
  );
  refuseAny(problems);
  remark(terminal, `Tokens of ${issuer} for ${audience} are accepted as those of ${operator}.`);
}

async function show(operator: string, terminal: Terminal): Promise<void> {
  const provider = await withOperator(terminal, operator, (store) => store.identityProvider());
  if (provider) say(terminal, ...linesOf(provider));
  else remark(terminal, `Operator ${operator} has no identity provider.`);
}

async function remove(operator: string, terminal: Terminal): Promise<void> {
  const { problems } = await withOperator(terminal, operator, (store) =>
    store.changeIdentityProvider(null, distrustIdentityProvider, DOING),
  );
  refuseAny(problems);
  remark(terminal, `Operator ${operator} has no identity provider any more.`);
}

function linesOf(provider: IdentityProvider): string[] {
  return [
    `issuer       ${provider.issuer}`,
    `audience     ${provider.audience}`,
    `keys         ${provider.keysAddress}`,
    `algorithms   ${provider.algorithms.join(', ')}`,
    `scope claim  ${provider.scopeClaim}`,
    ...Object.entries(provider.scopes).map(([word, scopes]) => `scope        ${word}=${scopes.join(',')}`),
  ];
}

function keysAddress(text: string): string {
  const fault = faultOfKeysAddress(text);
  if (fault !== null) throw new InvalidArgumentError(`It ${fault}.`);
  return text;
}

// Their case matters to others, so it is the usual one here.
function algorithms(text: string): Algorithm[] {
  return text.split(',').map((given) => {
    const known = ALGORITHMS.find((one) => one === given.trim());
    if (!known) throw new InvalidArgumentError(`They must be among ${ALGORITHMS.join(', ')}.`);
    return known;
  });
}

function word(text: string, sofar: ScopeWords): ScopeWords {
  const [, name, scopes] = /^([^\s=]{1,128})=(.+)$/.exec(text) ?? [];
  if (name === undefined || scopes === undefined)
    throw new InvalidArgumentError('It must be a word and scopes, such as billing.read=READ.');
  const meant: Scope[] = someOf(SCOPES)(scopes);
  return { ...sofar, [name]: meant };
}
