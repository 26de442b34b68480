import type { Client } from '@temporalio/client';
import type { Log } from '../log.ts';
import { renumber } from '../store/actions/renumber.ts';
import type { Db } from '../store/database/db.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { decideAction } from '../store/decisions/decideAction.ts';
import type { SendingMeans } from '../store/decisions/executability.ts';
import { isLeased } from '../store/execution/deliveries.ts';
import { adoptDoubt, adoptOutcome } from '../store/execution/forgotten.ts';
import { deriveOutcome } from '../store/execution/settle.ts';
import { readEnding } from './ending.ts';

export interface CloseDeps {
  client: Client;
  db: Db;
  log: Log;
  means: SendingMeans;
}

/**
 * An unfinished action whose workflow is over. What the workflow has recorded holds, as Postgres has forgotten it; where
 * it recorded nothing it was terminated, or something worse, and the action is cancelled, or its execution settled from the ledger.
 *
 * @throws where Temporal does not answer, or no longer has the workflow
 */
export async function closeAction({ client, db, log, means }: CloseDeps, row: ActionRow): Promise<void> {
  const ending = await readEnding(client, row.workflow_id);
  const told = { actionId: row.id, workflowId: row.workflow_id, ending };
  if (ending.kind === 'replaced') {
    await renumber(db, row, { why: 'its workflow was ended by Signoff itself', asksAgain: false });
    return log.warn(told, 'an action gets a new workflow');
  }
  if (ending.kind === 'outcome') {
    const adopted = await adoptOutcome(db, row.id, ending.outcome);
    if (adopted === 'new-workflow') {
      await renumber(db, row, { why: 'its workflow ended before this approval', asksAgain: false });
    }
    return log.warn({ ...told, adopted }, 'took over from Temporal what this database had forgotten');
  }
  if (row.status === 'pending' && row.executing_at === null) {
    const status = ending.begun ? await adoptDoubt(db, row.id) : await cancel({ db, means }, row, ending.status);
    return log.warn({ ...told, status }, 'closed an action whose workflow was over');
  }
  // An attempt outlives the termination of its workflow: only after its lease is it known to be gone.
  if (await isLeased(db, row.id)) return;
  const outcome = await deriveOutcome(db, row.id);
  log.warn({ ...told, outcome }, 'settled an execution whose workflow was over');
}

async function cancel({ db, means }: Pick<CloseDeps, 'db' | 'means'>, row: ActionRow, ended: string) {
  const expired = Date.now() >= row.expires_at.getTime();
  const decided = await decideAction(
    db,
    row.id,
    {
      type: expired ? 'expire' : 'cancel',
      id: `workflow-${ended}`,
      by: null,
      channel: 'temporal',
      reason: `its workflow was ${ended} in Temporal`,
    },
    { means },
  );
  return decided.row.status;
}
