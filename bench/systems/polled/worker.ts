/** The worker that polls its table every second and executes what is due; while there is more, it goes on at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '../../stand/pool.ts';
import { executeAction } from '../job.ts';

const BATCH = 100;
const EVERY_MS = 1_000;
const TAKE = `
  update actions set status = 'approved', approved_at = now()
  where id in (select id from actions where status = 'pending' and due_at <= now()
    order by due_at limit ${BATCH} for update skip locked)
  returning id`;

const db = openPool(process.env.DATABASE_URL ?? '', 20);
for (;;) {
  const { rows } = await db.query<{ id: string }>(TAKE);
  await Promise.all(rows.map(({ id }) => executeAction(db, id)));
  if (rows.length < BATCH) await sleep(EVERY_MS);
}
