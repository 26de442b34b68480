/** What an action costs in Temporal: history events and workflow tasks of three paths, one JSON line each. */

import { paths } from '../test/replay/paths.ts';
import { scriptedCrm, startPipeline } from '../test/support/pipeline.ts';
import { stopServers } from '../test/support/running.ts';

const crm = scriptedCrm();
const pipeline = await startPipeline();
try {
  await pipeline.startWorker({ crms: crm.crms });
  for (const name of ['approved', 'expired', 'approved-with-undo-window']) {
    const row = await paths[name]?.({ pipeline, crm });
    if (row === undefined) throw new Error(`there is no path ${name}`);
    const history = await pipeline.client.workflow.getHandle(row.workflow_id).fetchHistory();
    const events = history.events ?? [];
    const workflowTasks = events.filter(
      ({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes,
    );
    console.log(
      JSON.stringify({ bench: 'history', path: name, events: events.length, workflowTasks: workflowTasks.length }),
    );
  }
} finally {
  await pipeline.stop();
  await stopServers();
}
