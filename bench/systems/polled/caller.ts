/** The process that is called where a table is polled: it executes what is approved itself, while the caller waits. */
import { openPool } from '../../stand/pool.ts';
import { listen } from '../door.ts';
import { executeAction, insertAction } from '../job.ts';

const db = openPool(process.env.DATABASE_URL ?? '', 20);

listen({
  create: (payload, byItself) => insertAction(db, payload, byItself),
  approve: (id) => executeAction(db, id),
});
