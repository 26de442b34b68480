/** The floor's worker: with the limits that ours has, where they matter. */
import { NativeConnection, Worker } from '@temporalio/worker';
import { openPool } from '../../stand/pool.ts';
import { executeAction } from '../job.ts';
import type { BareActivities } from './workflow.ts';

const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', TASK_QUEUE: taskQueue = '', BUNDLE: codePath = '' } = process.env;
const db = openPool(DATABASE_URL, 20);
const activities: BareActivities = { execute: (id) => executeAction(db, id) };

const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
  taskQueue,
  workflowBundle: { codePath },
  activities,
  // As MAX_CACHED_WORKFLOWS is by default.
  maxCachedWorkflows: 100,
  maxConcurrentActivityTaskExecutions: 40,
});
await worker.run();
