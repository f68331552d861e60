import { describe, expect, it } from 'vitest';

import { NetflixUnreachable, type Netflix } from '../../src/netflix/port.ts';
import type { Sandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { hashOfSecret } from '../../src/secrets.ts';
import { addMonths, DAY, HOUR } from '../../src/time.ts';
import { chargesOf, eventually, joins, message, newsOf, OPERATOR, START, type Time } from './world.ts';

/** Opens Netflix's side, and the sandbox behind it, for the length of one test. */
export type OpenNetflix = (time: Time) => Promise<{ netflix: Netflix; sandbox: Sandbox }>;

/** What whoever calls Netflix may rely on. Every way to it proves it by calling this. */
export function netflixContract(name: string, open: OpenNetflix): void {
  const opened = async () => {
    const time = { now: START };
    return { time, ...(await open(time)) };
  };

  describe(name, () => {
    it('tells nothing when nothing is new', async () => {
      const { netflix } = await opened();
      expect(await netflix.news(OPERATOR, null, 10)).toEqual([]);
    });

    it.each([
      message('HAND_OVER_TOKEN', { number: '1', promotionCode: 'ΚΑΛΩΣ ΗΡΘΑΤΕ/50%', sandboxScenario: 'ends' }),
      message('SUSPEND', { number: '2', at: START + 1 }),
      message('UNSUSPEND', { number: '3' }),
      message('TERMINATE', { number: '4' }),
      message('TELL_OUTCOME', { number: '5', outcome: 'DECLINED' }),
    ])('takes in $kind', async (told) => {
      const { netflix } = await opened();
      expect(await netflix.tell(OPERATOR, told)).toEqual({ accepted: true });
    });

    it('tells of a sign-up, and month by month of charges, with every figure as it is', async () => {
      const { netflix, sandbox, time } = await opened();
      const { tokenHash, netflixCustomerIdentifier } = await joins(netflix, sandbox, { at: START + 1 });
      time.now = addMonths(START, 1) + 1;
      const charge = {
        kind: 'CHARGE',
        netflixCustomerIdentifier,
        netflixChargeIdentifier: expect.stringMatching(/^NFX-[0-9A-F]{20}$/),
        amount: '9.99',
        currency: 'EUR',
      };
      expect(await newsOf(netflix)).toEqual([
        {
          kind: 'SIGNED_UP',
          tokenHash,
          signedUpOn: START + 1,
          prices: [{ amount: '9.99', currency: 'EUR', effectiveFrom: '2026-01-31' }],
        },
        { ...charge, paidThroughDate: '2026-02-28', raisedOn: START + 1 },
        { ...charge, paidThroughDate: '2026-03-31', raisedOn: Date.parse('2026-02-28T10:00:00.001Z') },
      ]);
    });

    it('takes in a message once, however often it is told', async () => {
      const { netflix, sandbox, time } = await opened();
      const { subscriptionNumber } = await joins(netflix, sandbox);
      const suspend = message('SUSPEND', { number: 'a', subscriptionNumber, at: START + HOUR });
      const unsuspend = message('UNSUSPEND', { number: 'b', subscriptionNumber, at: START + 2 * HOUR });
      for (const told of [suspend, unsuspend, suspend])
        expect(await netflix.tell(OPERATOR, told)).toEqual({ accepted: true });
      time.now = addMonths(START, 1);
      expect(await chargesOf(netflix)).toHaveLength(2);
    });

    it('answers the same to the same message told twice at once', async () => {
      const { netflix } = await opened();
      const told = message('HAND_OVER_TOKEN', { number: '1' });
      expect(await Promise.all([netflix.tell(OPERATOR, told), netflix.tell(OPERATOR, told)])).toEqual([
        { accepted: true },
        { accepted: true },
      ]);
    });

    it('refuses for good with a reason, and again with the same', async () => {
      const { netflix } = await opened();
      const refused = message('HAND_OVER_TOKEN', { number: '1', sandboxScenario: 'refuse-token' });
      const reply = await netflix.tell(OPERATOR, refused);
      expect(reply).toEqual({ accepted: false, reason: expect.stringContaining('refuse-token') });
      expect(await netflix.tell(OPERATOR, refused)).toEqual(reply);
    });

    it('judges anew what it refused', async () => {
      const { netflix } = await opened();
      const refused = message('HAND_OVER_TOKEN', { number: '1', sandboxScenario: 'refuse-token' });
      expect(await netflix.tell(OPERATOR, refused)).toMatchObject({ accepted: false });
      const possible = message('HAND_OVER_TOKEN', { number: '1' });
      expect(await netflix.tell(OPERATOR, possible)).toEqual({ accepted: true });
      expect(await netflix.tell(OPERATOR, refused)).toEqual({ accepted: true });
    });

    it('says that nobody knows when no answer comes, and is told again', async () => {
      const { netflix, sandbox } = await opened();
      const told = message('HAND_OVER_TOKEN', { number: '1', sandboxScenario: 'timeout' });
      const tries: unknown[] = [];
      const tell = async () => {
        const reply = await netflix.tell(OPERATOR, told).catch((error: unknown) => error);
        tries.push(reply);
        if (reply instanceof Error) throw reply;
        return reply;
      };
      expect(await eventually(tell)).toEqual({ accepted: true });
      expect(tries.slice(0, -1).every((reply) => reply instanceof NetflixUnreachable)).toBe(true);
      expect(await sandbox.look('token', START)).toMatchObject({ kind: 'OPEN' });
    });

    it('goes on behind any cursor, with at most as much as was asked for, and the same again', async () => {
      const { netflix, sandbox, time } = await opened();
      for (const n of [1, 2, 3]) await joins(netflix, sandbox, { n, at: START + n });
      time.now = addMonths(START, 3);
      const all = await netflix.news(OPERATOR, null, 1000);
      expect(all).toHaveLength(12);
      expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(12);
      for (const [index, { cursor }] of all.entries()) {
        expect(await netflix.news(OPERATOR, cursor, 5)).toEqual(all.slice(index + 1, index + 6));
      }
      expect(await netflix.news(OPERATOR, null, 1)).toEqual(all.slice(0, 1));
    });

    it('adds what is new behind the last cursor only', async () => {
      const { netflix, sandbox, time } = await opened();
      await joins(netflix, sandbox);
      const before = await netflix.news(OPERATOR, null, 100);
      await joins(netflix, sandbox, { n: 2, at: START - DAY });
      time.now = START + DAY;
      const after = await netflix.news(OPERATOR, null, 100);
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.length).toBeGreaterThan(before.length);
    });

    it.each(['other', 'a/b', 'ü %2F?', '..', '.'])('keeps the operator %j apart', async (operatorCode) => {
      const { netflix, sandbox } = await opened();
      await joins(netflix, sandbox);
      const { tokenHash } = await joins(netflix, sandbox, { operatorCode });
      expect(await newsOf(netflix)).toHaveLength(2);
      const [signedUp, charge, ...more] = await newsOf(netflix, operatorCode);
      expect(signedUp).toMatchObject({ kind: 'SIGNED_UP', tokenHash });
      expect(charge).toMatchObject({ netflixCustomerIdentifier: `PAI-${operatorCode}-1` });
      expect(more).toEqual([]);
      // The same number is another message with another operator.
      const end = message('TERMINATE', { number: 'end' });
      expect(await netflix.tell(operatorCode, end)).toEqual({ accepted: true });
      expect(await sandbox.look(`token-${OPERATOR}-1`, START)).toMatchObject({ kind: 'SIGNED_UP' });
      expect(await sandbox.look(`token-${operatorCode}-1`, START)).toMatchObject({ kind: 'ENDED' });
    });

    it('knows a token by its hash, once it was told', async () => {
      const { netflix, sandbox } = await opened();
      expect(await sandbox.look('token', START)).toEqual({ kind: 'UNKNOWN' });
      await netflix.tell(OPERATOR, message('HAND_OVER_TOKEN', { number: '1' }));
      expect(await sandbox.look('token', START)).toEqual({ kind: 'OPEN', operatorCode: OPERATOR });
      expect(await sandbox.look(hashOfSecret('token'), START)).toEqual({ kind: 'UNKNOWN' });
    });

    it('is of no use once it was closed', async () => {
      const { netflix } = await opened();
      await netflix.close();
      await expect(netflix.news(OPERATOR, null, 1)).rejects.toThrow(NetflixUnreachable);
      await expect(netflix.tell(OPERATOR, message('SUSPEND', { number: '1' }))).rejects.toThrow(
        NetflixUnreachable,
      );
    });
  });
}
