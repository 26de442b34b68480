/** The floor's process that is called: a row, a workflow, an update. */
import { Client, Connection } from '@temporalio/client';
import { openPool } from '../../stand/pool.ts';
import { listen } from '../door.ts';
import { insertAction } from '../job.ts';
import { approveUpdate, type BareWorkflow } from './workflow.ts';

const EXPIRES_AFTER_MS = 7 * 24 * 60 * 60_000;
const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', TASK_QUEUE: taskQueue = '' } = process.env;
const db = openPool(DATABASE_URL, 20);
const client = new Client({ connection: Connection.lazy({ address: TEMPORAL_ADDRESS }) });

listen({
  create: async (payload, byItself) => {
    const row = await insertAction(db, payload, byItself);
    const untilMs = row.dueMs ?? Date.now() + EXPIRES_AFTER_MS;
    await client.workflow.start<typeof BareWorkflow>('BareWorkflow', {
      workflowId: row.id,
      taskQueue,
      args: [{ id: row.id, untilMs, byItself }],
    });
    return row;
  },
  approve: async (id) => {
    await client.workflow.getHandle(id).executeUpdate(approveUpdate);
  },
});
