import type { Db, Tx } from './db.ts';

/** Does it in the caller's transaction, else in one of its own. */
export function inTransaction<T>(db: Db | Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  // What says of itself that it is a transaction is one.
  return db.isTransaction ? work(db as Tx) : db.transaction().execute(work);
}
