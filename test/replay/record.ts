/**
 * Records the histories of paths that have none yet into histories/. Older recordings stay as they are: they were made
 * by older workflow code, and today's must replay them.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { startPipeline } from '../support/pipeline.ts';
import { stopServers } from '../support/running.ts';
import { scriptedCrm } from '../support/scriptedCrm.ts';
import { paths } from './paths.ts';

const crm = scriptedCrm();
const pipeline = await startPipeline();
try {
  await pipeline.startWorker({ crms: crm.crms });
  for (const [name, play] of Object.entries(paths)) {
    const file = new URL(`histories/${name}.json`, import.meta.url);
    if (existsSync(file)) continue;
    const row = await play({ pipeline, crm });
    const history = await pipeline.client.workflow.getHandle(row.workflow_id).fetchHistory();
    await writeFile(file, `${historyToJSON(history)}\n`);
    console.error(`${name}: ${history.events?.length} events`);
  }
} finally {
  await pipeline.stop();
  await stopServers();
}
