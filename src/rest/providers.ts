import { decodeGlobalId } from '../ids.ts';
import type { ProvisioningProviderBy } from '../provisioning/provisioning.ts';
import { identifier, objectWith, wholeNumber } from './kinds.ts';
import { optional, type Kind } from './parameters.ts';
import { invalid } from './refusals.ts';

const NAMES = ['id', 'name', 'alternative_code'];

const anyNumber = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/** The id that GraphQL gives out, or the number in it. */
const providerId: Kind<number> = {
  schema: { type: ['string', 'integer'] },
  read: (given, parameter) => {
    const text = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
    const named = decodeGlobalId(text);
    const number = named?.typename === 'ProvisioningProvider' ? named.id : text;
    if (!/^\d+$/.test(number))
      throw invalid(parameter, 'must be an id as GraphQL tells it, or the number in it');
    return anyNumber.read(number, parameter);
  },
};

const PROVIDER = objectWith(
  {
    id: optional(providerId, 'Its id, as GraphQL tells it.'),
    name: optional(identifier, 'Its name.'),
    alternative_code: optional(identifier, 'Its alternative code.'),
  },
  NAMES,
);

/** A provider as the body of a POST names it, in exactly one of three ways. */
export const providerInBody: Kind<ProvisioningProviderBy> = {
  schema: PROVIDER.schema,
  read: (given, parameter) => {
    const { id, name, alternative_code } = PROVIDER.read(given, parameter);
    if (id !== null) return { id };
    if (name !== null) return { name };
    if (alternative_code !== null) return { alternativeCode: alternative_code };
    throw new Error('Expected one way to name a provider, found none.');
  },
};

/** A provider as the query of a GET names it: `name=iptv`. */
export const providerInQuery: Kind<ProvisioningProviderBy> = {
  schema: { type: 'string', pattern: `^(${NAMES.join('|')})=.+`, examples: ['name=iptv'] },
  read: (given, parameter) => {
    const [, name = '', value] = /^(\w+)=(.*)$/su.exec(typeof given === 'string' ? given : '') ?? [];
    if (!NAMES.includes(name))
      throw invalid(
        parameter,
        `must begin with one of ${NAMES.map((known) => `${known}=`).join(', ')}, such as name=iptv`,
      );
    return providerInBody.read({ [name]: value }, parameter);
  },
};
