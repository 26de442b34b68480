/** Records a history of every path into histories/. Run it when a path is new; older recordings stay and must replay. */
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { scriptedCrm, startPipeline } from '../support/pipeline.ts';
import { stopServers } from '../support/running.ts';
import { paths } from './paths.ts';

const crm = scriptedCrm();
const pipeline = await startPipeline();
try {
  await pipeline.startWorker({ crms: crm.crms });
  for (const [name, play] of Object.entries(paths)) {
    const row = await play({ pipeline, crm });
    const history = await pipeline.client.workflow.getHandle(row.workflow_id).fetchHistory();
    await writeFile(new URL(`histories/${name}.json`, import.meta.url), `${historyToJSON(history)}\n`);
    console.error(`${name}: ${history.events?.length} events`);
  }
} finally {
  await pipeline.stop();
  await stopServers();
}
