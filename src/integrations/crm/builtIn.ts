import type { Effect } from '../../domain/delivery.ts';
import type { CrmClient, CrmTask, CrmTouch } from './crm.ts';

/** Keeps a record under a delivery's key; where that key has one already, answers it and adds nothing. */
export type InsertOnce<Row> = (deliveryKey: string, row: Row) => Promise<{ id: string }>;

/**
 * The built-in CRM: two tables, behind the two functions given. As inserting twice is inserting once, its effects are
 * exactly once and asking is doing. Results: `{ crm, taskId }` and `{ crm, touchId }`.
 */
export function createBuiltInCrm(store: {
  insertTask: InsertOnce<CrmTask>;
  insertTouch: InsertOnce<CrmTouch>;
}): CrmClient {
  const name = 'built-in';
  return {
    name,
    createTask: (task) => insertion(async (key) => ({ crm: name, taskId: (await store.insertTask(key, task)).id })),
    logTouch: (touch) => insertion(async (key) => ({ crm: name, touchId: (await store.insertTouch(key, touch)).id })),
  };
}

function insertion(insert: (key: string) => ReturnType<Effect['perform']>): Effect {
  return {
    perform: async (attempt) => {
      await attempt.fence();
      return insert(attempt.key);
    },
    ask: ({ key }) => insert(key),
  };
}
