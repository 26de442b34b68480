/** A pipeline of a test's own that takes changes as a CRM would send them, already read. */
import type { CrmChange } from '../../src/domain/crm.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { CrmReader } from '../../src/integrations/crm/inbound.ts';
import { accept, type NewInboxRow } from '../../src/store/crm/inbox.ts';
import { startDrain } from '../../src/temporal/crmWorkflows.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';

/** Starts it, with a worker, and names what tests do with it; `stop` ends it. */
export async function startCrmIn() {
  const pipeline: Pipeline = await startPipeline();
  let sent = 0;
  /** The next reads of these records fail. */
  const failing = new Map<string, Error>();

  // Events of this CRM are the changes themselves.
  const reader: CrmReader = {
    name: 'test',
    read: async (events) => {
      const changes = events.map(({ change }) => change as unknown as CrmChange);
      for (const change of changes) {
        const error = failing.get('id' in change ? change.id : '');
        if (error !== undefined) throw error;
      }
      return changes;
    },
  };

  await pipeline.startWorker({ readers: new Map([[reader.name, reader]]) });

  function row(change: CrmChange): NewInboxRow {
    sent += 1;
    const recordKey = change.type === 'record' ? `${change.kind}:${change.id}` : `${change.type}:${sent}`;
    // A change is plain JSON.
    const event = { change: change as unknown as JsonObject };
    return { workspaceId: 'acme', crm: 'test', eventKey: `e${sent}`, recordKey, event, occurredAt: change.at };
  }

  async function receive(...changes: CrmChange[]): Promise<void> {
    await accept(pipeline.db, changes.map(row));
    await drained();
  }

  /** Waits until the inbox workflow that runs, or a new one, has completed. */
  async function drained(): Promise<void> {
    await startDrain(pipeline.client, pipeline.taskQueue);
    await pipeline.client.workflow.getHandle('crm-inbox').result();
  }

  const actionsOn = (dealId: string) =>
    pipeline.db
      .selectFrom('pending_autonomous_actions')
      .selectAll()
      .where('deal_id', '=', dealId)
      .orderBy('created_at')
      .execute();

  const logged = (outcome: 'no_owner' | 'bulk' | 'stale' | 'below_threshold' | 'deleted') =>
    pipeline.db.selectFrom('trigger_log').selectAll().where('outcome', '=', outcome).orderBy('id').execute();

  const triggersFor = async (companyId: string) => {
    const rows = await pipeline.db
      .selectFrom('pending_autonomous_actions')
      .select(['trigger_type', 'user_id'])
      .where('company_id', '=', companyId)
      .execute();
    return rows.map(({ trigger_type, user_id }) => `${trigger_type} of ${user_id}`).sort();
  };

  return { pipeline, failing, triggersFor, row, receive, drained, actionsOn, logged, stop: () => pipeline.stop() };
}

export type CrmIn = Awaited<ReturnType<typeof startCrmIn>>;
