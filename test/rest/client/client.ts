import { Fetcher, type Middleware } from 'openapi-typescript-fetch';

import { DOCUMENT, expectDocumented } from '../document.ts';
import type { paths } from './old-wire.d.ts';

/** A client whose every path, parameter and field comes from the OpenAPI document: a wrong name does not compile. */
export function clientAt(origin: string) {
  const [server] = DOCUMENT.servers;
  const base = `${origin}${server?.url ?? ''}`;
  const documented: Middleware = async (url, init, next) => {
    const reply = await next(url, init);
    const path = url.slice(base.length + 1).replace(/\?.*/, '');
    expectDocumented({ method: init.method ?? '', path }, { http: reply.status, ...reply.data });
    return reply;
  };
  const wire = Fetcher.for<paths>();
  wire.configure({ baseUrl: base, use: [documented] });
  return {
    logIn: wire.path('/authentication/token').method('post').create(),
    logInWithApiKey: wire.path('/authentication/web_api_key/token').method('post').create(),
    release: wire.path('/authentication/token/release').method('post').create(),
    promotions: wire.path('/netflix/promotions/list').method('get').create(),
    subscriptions: wire.path('/netflix/subscriptions/show').method('get').create(),
    register: wire.path('/netflix/subscriptions/create').method('post').create(),
    suspend: wire.path('/netflix/subscriptions/suspend').method('post').create(),
    unsuspend: wire.path('/netflix/subscriptions/unsuspend').method('post').create(),
    terminate: wire.path('/netflix/subscriptions/terminate').method('post').create(),
    charges: wire.path('/netflix/charges/list').method('get').create(),
    acknowledge: wire.path('/netflix/charges/acknowledge').method('post').create(),
    accept: wire.path('/netflix/charges/accept').method('post').create(),
    decline: wire.path('/netflix/charges/decline').method('post').create(),
    pending: wire.path('/provisioning/generic_provisioning_requests/get_pending').method('get').create(),
    respond: wire.path('/provisioning/generic_provisioning_requests/send_response').method('post').create(),
  };
}
