import { z } from 'zod';

/** The opaque global id of a thing: its type and its id. */
export function encodeGlobalId(type: string, id: string | number | bigint): string {
  return Buffer.from(`${type}:${String(id)}`).toString('base64url');
}

/** The type and id in a global id; no type in what the gateway never gave out, which `knownNodeId` refuses where it was given. */
export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const [, typename, id] = NODE.exec(Buffer.from(globalId, 'base64url').toString()) ?? [];
  if (typename === undefined || id === undefined || encodeGlobalId(typename, id) !== globalId)
    return { typename: '', id: globalId };
  return { typename, id };
}

const NODE =
  /^(Operator|Promotion|Customer|NetflixSubscription|Charge|Event|ProvisioningProvider|ProvisioningRequest):([1-9]\d{0,15})$/;

const UNKNOWN = 'This is not a global id that the gateway gave out.';

/** That a global id is one which the gateway may have given out, for the `validate` option of an argument. Relay's plugin decodes before that. */
export const knownNodeId = z
  .custom<string>()
  .refine(
    (decoded: unknown) =>
      typeof decoded === 'object' && decoded !== null && 'typename' in decoded && decoded.typename !== '',
    { error: UNKNOWN },
  );

/** The same for a global id that nobody decodes, in a field of an input. */
export const globalId = z
  .custom<string>()
  .refine((text) => decodeGlobalId(text).typename !== '', { error: UNKNOWN });
