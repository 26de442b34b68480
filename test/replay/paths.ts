/** Every path of an action's life, and of what is done beside it, played on real servers; their histories are what later workflow code must replay. */
import { randomBytes } from 'node:crypto';
import { DeliveryError } from '../../src/domain/delivery.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { WEBHOOK_EVENTS } from '../../src/domain/webhooks.ts';
import { createAction } from '../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../src/store/database/schema.ts';
import { retryAction } from '../../src/store/decisions/finish.ts';
import { sealingKeyOf } from '../../src/store/people/encryption.ts';
import { publishSealingKey } from '../../src/store/people/sealingKey.ts';
import { sendTest } from '../../src/store/webhooks/deliveries.ts';
import { addEndpoint, removeEndpoint } from '../../src/store/webhooks/endpoints.ts';
import { startTelling, tellingWorkflowId } from '../../src/temporal/tellingWorkflow.ts';
import { startActionWorkflow } from '../../src/temporal/tellWorkflow.ts';
import { startDeliveries } from '../../src/temporal/webhooks.ts';
import type { SendDigestsWorkflow } from '../../src/workflows/tellingWorkflow.ts';
import { eventually } from '../support/eventually.ts';
import { knownUser } from '../support/knownUser.ts';
import {
  addRep,
  auditOf,
  automatic,
  changeSettings,
  create,
  decide,
  log,
  newAction,
  type Pipeline,
  readRow,
  resultOf,
  skipTime,
  TOUCH,
  untilStatus,
} from '../support/pipeline.ts';
import type { scriptedCrm } from '../support/scriptedCrm.ts';
import { startWebhookReceiver } from '../support/webhookReceiver.ts';
import { startWebhookWorker } from '../support/webhookWorker.ts';

export interface Stage {
  pipeline: Pipeline;
  crm: ReturnType<typeof scriptedCrm>;
}

type Path = (stage: Stage) => Promise<Pick<ActionRow, 'workflow_id'>>;

async function closed({ pipeline }: Stage, row: ActionRow): Promise<ActionRow> {
  await resultOf(pipeline, row);
  return row;
}

async function failedTouch(stage: Stage): Promise<ActionRow> {
  stage.crm.next.push(async () => {
    throw new DeliveryError('permanent', 'refused');
  });
  const row = await create(stage.pipeline, TOUCH);
  await decide(stage.pipeline, row, 'approve');
  return closed(stage, row);
}

export const paths: Readonly<Record<string, Path>> = {
  async approved(stage) {
    const row = await create(stage.pipeline, TOUCH);
    await decide(stage.pipeline, row, 'approve');
    return closed(stage, row);
  },

  async 'edited-then-approved'(stage) {
    const row = await create(stage.pipeline);
    await decide(stage.pipeline, row, 'edit', { version: 1, params: { subject: 'Edited' } });
    await decide(stage.pipeline, row, 'edit', { version: 2, params: { body: 'Edited twice' } });
    await decide(stage.pipeline, row, 'approve', { version: 3 });
    return closed(stage, row);
  },

  async 'edit-and-approve'(stage) {
    const row = await create(stage.pipeline, TOUCH);
    await decide(stage.pipeline, row, 'approve', { params: { subject: 'Edited' } });
    return closed(stage, row);
  },

  async cancelled(stage) {
    const row = await create(stage.pipeline);
    await decide(stage.pipeline, row, 'cancel', { reason: 'not now' });
    return closed(stage, row);
  },

  async expired(stage) {
    const { pipeline } = stage;
    const { actionId } = await createAction(pipeline.db, newAction());
    // Skipped time leaves events of its own in the history; this one is to be as it would be after seven days.
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ expires_at: new Date(Date.now() + 1_000) })
      .where('id', '=', actionId)
      .execute();
    const row = await readRow(pipeline, actionId);
    await startActionWorkflow(pipeline.client, pipeline.taskQueue, row);
    return closed(stage, row);
  },

  async 'expired-after-seven-days'(stage) {
    const row = await create(stage.pipeline);
    await skipTime(stage.pipeline, row.workflow_id);
    return closed(stage, row);
  },

  async 'auto-executed'(stage) {
    const userId = await addRep(stage.pipeline, automatic('log_touch'));
    const row = await create(stage.pipeline, { ...TOUCH, userId });
    await skipTime(stage.pipeline, row.workflow_id);
    return closed(stage, row);
  },

  async 'switched-off'(stage) {
    const { pipeline } = stage;
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    await changeSettings(pipeline.db, userId, {});
    await skipTime(pipeline, row.workflow_id);
    return closed(stage, row);
  },

  async 'approved-with-undo-window'(stage) {
    const row = await create(stage.pipeline, TOUCH);
    await decide(stage.pipeline, row, 'approve', { undoSeconds: 1, params: { subject: 'Edited' } });
    return closed(stage, row);
  },

  async 'undone-rescheduled-then-approved'(stage) {
    const { pipeline } = stage;
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await decide(pipeline, row, 'undo');
    await decide(pipeline, row, 'reschedule', { autoExecuteAt: null });
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    await handle.signal('reschedule', { expiresAt: new Date(Date.now() + 20 * 86_400_000).toISOString() });
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await decide(pipeline, row, 'approve');
    return closed(stage, row);
  },

  async 'schedule-refused-by-the-row'(stage) {
    const { pipeline } = stage;
    const row = await create(pipeline, { params: { subject: 'Hello', body: 'Hello', urgency: 'normal' } });
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await eventually(async () => {
      if ((await auditOf(pipeline, row.id)).every(({ accepted }) => accepted)) throw new Error('not refused yet');
    });
    await decide(pipeline, row, 'cancel');
    return closed(stage, row);
  },

  failed: failedTouch,

  async 'retried-after-failure'(stage) {
    const { pipeline } = stage;
    const failed = await failedTouch(stage);
    await untilStatus(pipeline, failed.id, 'failed');
    const retried = await retryAction(pipeline.db, failed.id, { actor: knownUser('ana'), commandId: 'retry' });
    const row = await readRow(pipeline, retried.actionId ?? '');
    await startActionWorkflow(pipeline.client, pipeline.taskQueue, row);
    return closed(stage, row);
  },

  async 'transient-then-executed'(stage) {
    stage.crm.next.push(async () => {
      throw new DeliveryError('transient', 'not now');
    });
    const row = await create(stage.pipeline, TOUCH);
    await decide(stage.pipeline, row, 'approve');
    return closed(stage, row);
  },

  async 'signals-strange-and-good'(stage) {
    const { pipeline } = stage;
    const row = await create(pipeline, TOUCH);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    await handle.signal('approve');
    await handle.signal('edit', { params: { nonsense: true } });
    await handle.signal('unknown', {});
    await handle.signal('edit', { params: { subject: 'By signal' } });
    await eventually(async () => {
      const refused = (await auditOf(pipeline, row.id)).filter(({ accepted }) => !accepted);
      if (refused.length < 2) throw new Error('the refusals are not recorded yet');
    });
    await handle.signal('approve', { by: 'someone' });
    return closed(stage, row);
  },

  async 'cancellation-requested'(stage) {
    const row = await create(stage.pipeline);
    await stage.pipeline.client.workflow.getHandle(row.workflow_id).cancel();
    return closed(stage, row);
  },

  async 'approval-refused-by-the-row'(stage) {
    const { pipeline } = stage;
    const row = await create(pipeline, { params: { subject: 'Hello', body: 'Hello', urgency: 'normal' } });
    await decide(pipeline, row, 'approve');
    await eventually(async () => {
      if ((await auditOf(pipeline, row.id)).every(({ accepted }) => accepted)) throw new Error('not refused yet');
    });
    await decide(pipeline, row, 'cancel');
    return closed(stage, row);
  },

  async 'webhook-tried-again'({ pipeline }) {
    const { db, client, taskQueue } = pipeline;
    const [receiver, secretKey] = [await startWebhookReceiver(), randomBytes(32).toString('base64')];
    await publishSealingKey(db, await sealingKeyOf(secretKey));
    const worker = await startWebhookWorker(pipeline, { secretKey });
    receiver.answer('/', 500, 500, 204);
    const target = { url: receiver.url('/'), eventTypes: [...WEBHOOK_EVENTS] };
    const { id: endpointId } = await addEndpoint(db, 'acme', target, SYSTEM);
    const workflowId = `webhook/${await sendTest(db, 'acme', endpointId)}`;
    await startDeliveries({ client, db, taskQueue, log, callDeadlineMs: 10_000 }, 1);
    await skipTime(pipeline, workflowId);
    await client.workflow.getHandle(workflowId).result();
    await worker.stop();
    await removeEndpoint(db, 'acme', endpointId, SYSTEM);
    await receiver.close();
    return { workflow_id: workflowId };
  },

  // More than are told in one batch.
  async 'people-told'({ pipeline }) {
    const { db, client, taskQueue } = pipeline;
    const userId = await addRep(pipeline, { notifications: { atOnce: 'all' } });
    for (let made = 0; made < 60; made += 1) await createAction(db, newAction({ userId }));
    await startTelling(client, taskQueue);
    const workflowId = tellingWorkflowId(taskQueue);
    await client.workflow.getHandle(workflowId).result();
    return { workflow_id: workflowId };
  },

  // More people than are on one page.
  async 'digests-sent'({ pipeline }) {
    const { client, taskQueue } = pipeline;
    for (let rep = 0; rep < 25; rep += 1) await addRep(pipeline);
    const workflowId = `digests-of-acme/${taskQueue}`;
    const options = { workflowId, taskQueue, args: ['acme'] as [string] };
    await client.workflow.execute<typeof SendDigestsWorkflow>('SendDigestsWorkflow', options);
    return { workflow_id: workflowId };
  },
};
