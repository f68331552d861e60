import { confirm } from '../../src/netflix/rules.ts';
import type { DueMessage } from '../../src/store/netflix-store.ts';
import { changing, rewriting, type PlantedBug } from './planting.ts';

const BY_COURIER = { actor: 'netflix' };
const NOTHING = { charges: [], events: [] };

/** Ways to be wrong about the exchange with Netflix and about who follows, and what only shows when something breaks. */
export const PLANTED_IN_EXCHANGE: readonly PlantedBug[] = [
  {
    name: 'news-lost',
    says: 'The courier moves on behind every third charge without having brought it.',
    seed: 13,
    plant: ({ receiveCharges }) => {
      let brought = 0;
      return {
        receiveCharges: (about, rule, doing) => {
          const isLost = doing.actor === 'netflix' && (brought += 1) % 3 === 0;
          return receiveCharges(about, rule, isLost ? { ...doing, dryRun: true } : doing);
        },
      };
    },
  },
  {
    name: 'news-twice',
    says: 'A charge that the courier brings is taken in twice.',
    plant: ({ receiveCharges }) => ({
      receiveCharges: async (about, rule, doing) => {
        const outcome = await receiveCharges(about, rule, doing);
        if (doing.actor !== 'netflix') return outcome;
        return receiveCharges(
          about,
          (facts) =>
            rewriting(rule({ ...facts, received: new Map() }), ({ after }) => ({
              ...after,
              netflixChargeIdentifier: `${after.netflixChargeIdentifier} again`,
            })),
          doing,
        );
      },
    }),
  },
  {
    name: 'message-lost',
    says: 'A suspension counts as confirmed, though Netflix was never told of it.',
    plant: ({ netflix }) => ({
      netflix: {
        ...netflix,
        due: async (now, limit) => {
          const due = await netflix.due(now, limit);
          const lost = due.filter(({ message }) => message.kind === 'SUSPEND');
          for (const { id } of lost) await netflix.told(id, confirm, BY_COURIER);
          return due.filter((one) => !lost.includes(one));
        },
      },
    }),
  },
  {
    name: 'told-out-of-order',
    says: 'Netflix is told of a suspension after it was told that it is over.',
    seed: 48,
    plant: ({ netflix }) => {
      const late: DueMessage[] = [];
      return {
        netflix: {
          ...netflix,
          due: async (now, limit) => {
            const due = await netflix.due(now, limit);
            const suspending = due.filter(({ message }) => message.kind === 'SUSPEND');
            for (const { id } of suspending) await netflix.told(id, confirm, BY_COURIER);
            late.push(...suspending);
            return suspending.length > 0 ? netflix.due(now, limit) : [...due, ...late.splice(0)];
          },
        },
      };
    },
  },
  {
    name: 'confirmed-early',
    says: 'A suspension counts as confirmed before Netflix was told of it.',
    plant: ({ changeSubscription }) => ({
      changeSubscription: (by, rule, doing) =>
        changeSubscription(
          by,
          (facts) =>
            changing(rule(facts), ({ subscriptions }) => ({
              subscriptions: subscriptions.map((change) =>
                change.after.stage === 'SUSPENDED'
                  ? { ...change, after: { ...change.after, netflixState: 'NOT_EFFECTIVE' as const } }
                  : change,
              ),
            })),
          doing,
        ),
    }),
  },
  {
    name: 'live-gap',
    says: 'A live update skips the second of several events that it reads at once.',
    plant: ({ eventPage }) => ({
      eventPage: async (query) => {
        const { rows, more } = await eventPage(query);
        return { rows: query.before === null ? rows : rows.filter((_, k) => k !== 1), more };
      },
    }),
  },
  {
    name: 'half-committed',
    says: 'The first decision of a call is committed before the others: nobody notices until a gateway dies.',
    seed: 14,
    plant: ({ decideCharges }) => ({
      decideCharges: async (about, rule, doing) => {
        await decideCharges(
          about,
          (facts) =>
            changing(rule(facts), ({ charges, events }) =>
              charges.length > 1 ? { charges: charges.slice(0, 1), events: events.slice(0, 1) } : NOTHING,
            ),
          doing,
        );
        // To decide the same again is a success that changes nothing.
        return decideCharges(about, rule, doing);
      },
    }),
  },
];
