import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { signUpPage } from '../../src/netflix/sandbox/sign-up-page.ts';
import { DAY, HOUR } from '../../src/time.ts';
import { message, newsOf, OPERATOR, START } from './world.ts';

function opened() {
  const time = { now: START };
  const clock = () => time.now;
  const sandbox = openSandbox({ file: ':memory:', clock });
  onTestFinished(() => sandbox.close());
  const nameOf = async (code: string) => (code === OPERATOR ? 'Ham & <b>Sons</b>' : code);
  const lines: unknown[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const show = signUpPage({ sandbox, nameOf, clock, logger });
  return {
    sandbox,
    lines,
    time,
    visit: async (method = 'GET', query = '?token=token') => {
      const response = await show(new Request(`http://gateway/sandbox/sign-up${query}`, { method }));
      const html = await response.text();
      return { status: response.status, html, allow: response.headers.get('allow') };
    },
    handOver: (number = '1') => sandbox.tell(OPERATOR, message('HAND_OVER_TOKEN', { number })),
  };
}

describe('the sign-up page of the sandbox', () => {
  it('asks for patience until Netflix knows the link', async () => {
    const { visit, handOver } = opened();
    for (const method of ['GET', 'POST']) {
      const { status, html } = await visit(method);
      expect(status).toBe(404);
      expect(html).toContain('Netflix does not know this link yet');
      expect(html).toContain('try again in a moment');
    }
    await handOver();
    expect((await visit()).status).toBe(200);
  });

  it('says who will bill, and signs up with one button', async () => {
    const { visit, handOver, sandbox } = opened();
    await handOver();
    const page = await visit();
    expect(page.html).toContain('Ham &amp; &lt;b&gt;Sons&lt;/b&gt;');
    expect(page.html).toContain('<button');
    expect(await newsOf(sandbox)).toEqual([]);
    const confirmed = await visit('POST');
    expect([confirmed.status, confirmed.html]).toEqual([200, expect.stringContaining('You are signed up')]);
    expect(await newsOf(sandbox)).toMatchObject([
      { kind: 'SIGNED_UP', signedUpOn: START },
      { kind: 'CHARGE' },
    ]);
    for (const method of ['GET', 'POST']) expect((await visit(method)).html).toContain('You are signed up');
    expect(await newsOf(sandbox)).toHaveLength(2);
  });

  it('says in words why a sign-up is not possible', async () => {
    const { visit, handOver, sandbox, time } = opened();
    await handOver();
    await sandbox.tell(
      OPERATOR,
      message('HAND_OVER_TOKEN', { number: '2', tokenHash: 'new', at: START + 2 * DAY }),
    );
    time.now = START + DAY + 1;
    expect(await visit('POST')).toMatchObject({ status: 409, html: expect.stringContaining('has expired') });
    time.now = START + 2 * DAY + HOUR;
    expect(await visit('POST')).toMatchObject({ status: 409, html: expect.stringContaining('newer link') });
    await sandbox.tell(OPERATOR, message('TERMINATE', { number: '3' }));
    expect(await visit()).toMatchObject({ status: 409, html: expect.stringContaining('has ended') });
  });

  it('is only read and sent, and knows nobody without a token', async () => {
    const { visit } = opened();
    expect(await visit('DELETE')).toMatchObject({ status: 405, allow: 'GET, POST' });
    for (const query of ['', '?token='])
      expect(await visit('GET', query)).toMatchObject({
        status: 404,
        html: expect.stringContaining('a link of its own'),
      });
    expect((await visit('GET', '?token=%3Cscript%3E')).html).not.toContain('<script');
  });

  it('apologises when the sandbox cannot answer, and logs why', async () => {
    const { visit, sandbox, lines } = opened();
    await sandbox.close();
    expect(await visit()).toMatchObject({ status: 503, html: expect.stringContaining('Not just now') });
    expect(lines).toMatchObject([
      { err: { message: expect.stringMatching(/./) }, msg: 'The sandbox could not answer a sign-up.' },
    ]);
  });
});
