import { callerOf, knownBy } from '../callers.ts';
import { schemaOfFields, text, writer, type Fields } from '../fields.ts';
import { credential, name, token } from '../kinds.ts';
import { entry, NOTHING } from '../method.ts';
import { mandatory, optional } from '../parameters.ts';
import { invalid, Refused } from '../refusals.ts';

const TOKEN: Fields<{ readonly token: string }> = {
  token: text(
    'Send it with every call. It lives for two hours, whatever is done with it.',
    ({ token }) => token,
  ),
};

const tokenOf = writer(TOKEN);

const unit = optional(name, 'The unit of the organisation, for your own records. It restricts nothing.');

/** To check a password takes much computing, on purpose. */
const COST_OF_PASSWORD = 100;

export const logIn = entry({
  verb: 'POST',
  path: 'authentication/token',
  summary: 'Exchanges a password for a token',
  description: 'Whatever does not fit, the answer is the same UNAUTHENTICATED.',
  parameters: {
    username: mandatory(credential, 'The name of the user.'),
    password: mandatory(credential, "The user's password."),
    organisation: mandatory(credential, 'The code of the operator.'),
    unit,
  },
  data: schemaOfFields(TOKEN),
  cost: () => COST_OF_PASSWORD,
  answer: async (given, { authentication, clientAddress }) =>
    tokenOf(await knownBy('password', () => authentication.logIn({ ...given, clientAddress }))),
});

export const logInWithApiKey = entry({
  verb: 'POST',
  path: 'authentication/web_api_key/token',
  summary: 'Exchanges an API key for a token',
  description:
    'The key is the user name of HTTP Basic (`Authorization: Basic …`), its password is empty. The body may be left out.',
  parameters: { unit },
  data: schemaOfFields(TOKEN),
  answer: async ({ unit: named }, { authentication, clientAddress, authorization }) => {
    const apiKey = keyIn(authorization);
    return tokenOf(
      await knownBy('Authorization', () =>
        authentication.logInWithApiKey({ apiKey, unit: named, clientAddress }),
      ),
    );
  },
});

export const release = entry({
  verb: 'POST',
  path: 'authentication/token/release',
  summary: 'Releases a token for good',
  description: 'Nobody gets in with it any more. An API key has no token to release.',
  parameters: { token },
  data: NOTHING,
  answer: async (given, entrance) => {
    const caller = await callerOf(given, entrance);
    if (caller.tokenId === null)
      throw invalid('token', 'is an API key, which cannot be released but only revoked');
    await entrance.authentication.logOut(caller);
    return {};
  },
});

/** The key in a header of HTTP Basic. Throws `Refused`. */
function keyIn(authorization: string | null): string {
  const [, encoded = ''] = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  const [, key] = /^([^:]+):$/.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  if (key !== undefined) return key;
  const how = 'Send `Basic` and the base64 of the API key with a colon behind it.';
  throw new Refused('UNAUTHENTICATED', 'Authorization', how);
}
