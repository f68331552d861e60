import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import { HOUR } from '../../src/time.ts';

const REGISTER = `mutation { registerSubscription(input: { billingSystemCustomerIdentifier: "B-2001" }) { netflixToken { redirectUrl } } }`;
const LOOK = `{ customer(by: { billingSystemCustomerIdentifier: "B-2001" }) { subscriptions { nodes { stage signedUpOn prices { formattedPrice } } } } }`;

async function opened() {
  let now = Date.parse('2026-06-15T12:00:00Z');
  const gateway = await openGateway(
    loadConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent', PORT: '0' }),
    { clock: () => now },
  );
  onTestFinished(() => gateway.close());
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${DEMO.apiKey}` };
  const ask = async (query: string): Promise<unknown> =>
    (
      await gateway.fetch(
        new Request('http://gateway/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) }),
      )
    ).json();
  return {
    gateway,
    ask,
    visit: (url: string, method = 'GET') => gateway.fetch(new Request(url, { method })),
    redirectUrl: async () => {
      const { data } = (await ask(REGISTER)) as {
        data: { registerSubscription: { netflixToken: { redirectUrl: string } } };
      };
      return data.registerSubscription.netflixToken.redirectUrl;
    },
    goOn: (time: number) => {
      now += time;
    },
  };
}

/** What a person reads on a page. */
async function wordsOf(response: Response): Promise<string> {
  const html = await response.text();
  return html
    .slice(html.indexOf('<main>'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('the sandbox sign-up page', () => {
  it('says who will bill, and signs up with one button', async () => {
    const { ask, visit, redirectUrl } = await opened();
    const url = await redirectUrl();
    const page = await visit(url);
    expect(page.status).toBe(200);
    expect(await wordsOf(page)).toBe(
      'Netflix sandbox Sign up for Netflix Your membership will be billed by Demo Telecom . This is a sandbox: no Netflix account is made, and nobody is asked for money. Sign up',
    );
    expect(await ask(LOOK)).toMatchObject({
      data: { customer: { subscriptions: { nodes: [{ stage: 'REGISTERED' }] } } },
    });

    const confirmed = await visit(url, 'POST');
    expect(confirmed.status).toBe(200);
    expect(await wordsOf(confirmed)).toContain('You are signed up');
    expect(await ask(LOOK)).toMatchObject({
      data: {
        customer: {
          subscriptions: {
            nodes: [
              {
                stage: 'ACTIVE',
                signedUpOn: '2026-06-15T12:00:00.000Z',
                prices: [{ formattedPrice: expect.stringContaining('9.99') }],
              },
            ],
          },
        },
      },
    });
  });

  it('tells somebody who comes back that it is done', async () => {
    const { visit, redirectUrl } = await opened();
    const url = await redirectUrl();
    await visit(url, 'POST');
    expect(await wordsOf(await visit(url))).toContain('You are signed up');
    expect((await visit(url, 'POST')).status).toBe(200);
  });

  it('says in words why a sign-up is not possible, before and after the button', async () => {
    const { visit, redirectUrl, goOn } = await opened();
    const url = await redirectUrl();
    goOn(25 * HOUR);
    for (const method of ['GET', 'POST']) {
      const page = await visit(url, method);
      expect(page.status).toBe(409);
      expect(await wordsOf(page)).toContain(
        'This sign-up is not possible This link has expired. Let the operator register the customer again.',
      );
    }
  });

  it.each([
    ['', 'Each customer has a link of its own'],
    ['?token=%3Cscript%3E', 'Netflix does not know this link yet'],
  ])('knows no sign-up for the token in %j, and says so', async (query, words) => {
    const { visit } = await opened();
    const page = await visit(`http://gateway/sandbox/sign-up${query}`);
    expect(page.status).toBe(404);
    const html = await page.text();
    expect(html).toContain(words);
    expect(html).not.toContain('<script');
  });

  it('writes the name of an operator as text', async () => {
    const { ask, visit, redirectUrl } = await opened();
    await ask(
      `mutation { updateOperator(input: { name: "<img src=x onerror='alert(1)'> & Sons" }) { operator { name } } }`,
    );
    const html = await (await visit(await redirectUrl())).text();
    expect(html).toContain('&lt;img src=x onerror=&#39;alert(1)&#39;&gt; &amp; Sons');
    expect(html).not.toContain('<img');
  });

  it('lets nothing keep, embed or pass on its address', async () => {
    const { visit, redirectUrl } = await opened();
    const { headers } = await visit(await redirectUrl());
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
    });
  });

  it('is not sent more than the gateway reads, nor what is no text', async () => {
    const { gateway, redirectUrl } = await opened();
    const sent = async (body: BodyInit) =>
      (await gateway.fetch(new Request(await redirectUrl(), { method: 'POST', body }))).status;
    expect(await sent('x'.repeat(300_000))).toBe(413);
    expect(await sent(Buffer.of(0xe9))).toBe(400);
  });

  it('is only read and sent', async () => {
    const { visit, redirectUrl } = await opened();
    const page = await visit(await redirectUrl(), 'DELETE');
    expect([page.status, page.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it('is where the redirect URL leads over HTTP, whatever port was free', async () => {
    const { gateway, redirectUrl } = await opened();
    const origin = await gateway.listen();
    const url = await redirectUrl();
    expect(url.startsWith(`${origin}/sandbox/sign-up?token=`)).toBe(true);
    const page = await fetch(url, { method: 'POST' });
    expect(page.status).toBe(200);
    expect(await wordsOf(page)).toContain('You are signed up');
  });
});
