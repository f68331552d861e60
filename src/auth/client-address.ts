import { isIP } from 'node:net';

/**
 * The network address that a request comes from: the peer's own, unless that is a proxy of ours. Each trusted proxy adds whom it heard from to
 * the end of `X-Forwarded-For`, so with n of them the n-th from the end is the client; what stands before it the client may have made up.
 */
export function clientAddressOf(
  { peer, forwardedFor }: { readonly peer: string | null; readonly forwardedFor: string | null },
  trustedProxies: number,
): string | null {
  if (trustedProxies === 0) return peer;
  const told = forwardedFor?.split(',').at(-trustedProxies)?.trim() ?? '';
  return isIP(told) === 0 ? peer : told;
}
