import type { Event } from '../../events/event.ts';
import type { Page, PageQuery } from '../store.ts';
import { listsOf } from './pages.ts';
import { columnsOf, insertInto, type Sqlite } from './statement.ts';
import { events } from './tables.ts';

/** Reading and adding events; nothing changes or deletes one. */
export function eventRows(sqlite: Sqlite) {
  const { operatorId: _, ...columns } = columnsOf(events);
  const lists = listsOf<Event>(sqlite, events, columns);
  const insert = insertInto(sqlite, events);
  return {
    page: (operatorId: number, query: PageQuery): Page<Event> => lists.page(operatorId, query, []),
    insert: (operatorId: number, event: Event) => insert.run({ ...event, operatorId }),
  };
}
