import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cursorOf, idOfCursor, pageQuery } from '../../src/graphql/pages.ts';
import { idOf, MOST_OPERATORS } from '../../src/ids.ts';

const anyList = fc.stringMatching(/^[a-z]{1,12}(:[a-z-]{1,8})?$/);
const anyOperator = fc.integer({ min: 1, max: MOST_OPERATORS });
const anyNumber = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const anyId = fc.tuple(anyOperator, anyNumber).map(([operatorId, n]) => idOf(operatorId, n));

describe('a cursor', () => {
  it('stands for the item that it was made for, in its own list', () => {
    fc.assert(
      fc.property(anyList, anyOperator, anyNumber, (list, operatorId, n) => {
        const id = idOf(operatorId, n);
        expect(idOfCursor(list, cursorOf(list, id))).toBe(id);
        expect(pageQuery(list, operatorId, { after: cursorOf(list, id) })).toMatchObject({ after: id });
      }),
    );
  });

  it('is nothing to another list, not even to one whose name begins alike', () => {
    fc.assert(
      fc.property(anyList, anyList, anyId, (list, other, id) => {
        fc.pre(list !== other);
        expect(idOfCursor(other, cursorOf(list, id))).toBeNull();
      }),
    );
  });

  it('is nothing to another operator', () => {
    fc.assert(
      fc.property(anyList, anyOperator, anyOperator, anyNumber, (list, operatorId, other, n) => {
        fc.pre(operatorId !== other);
        for (const name of ['after', 'before'])
          expect(() => pageQuery(list, other, { [name]: cursorOf(list, idOf(operatorId, n)) })).toThrow();
      }),
    );
  });

  it('is the only text for its place: whatever was changed in it is no cursor, or one of another place', () => {
    fc.assert(
      fc.property(
        anyList,
        anyId,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 3 }),
        (list, id, at, noise) => {
          const cursor = cursorOf(list, id);
          const place = at % (cursor.length + 1);
          const changed = cursor.slice(0, place) + noise + cursor.slice(place + 1);
          fc.pre(changed !== cursor);
          const found = idOfCursor(list, changed);
          expect(found === null || (found !== id && cursorOf(list, found) === changed)).toBe(true);
        },
      ),
    );
  });

  it('is never found in any other text', () => {
    fc.assert(
      fc.property(anyList, fc.string(), (list, text) => {
        const found = idOfCursor(list, text);
        expect(found === null || cursorOf(list, found) === text).toBe(true);
      }),
    );
  });
});
