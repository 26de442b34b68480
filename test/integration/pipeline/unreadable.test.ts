import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import { eventually } from '../../support/eventually.ts';
import { auditOf, create, decide, type Pipeline, startPipeline, TOUCH, untilStatus } from '../../support/pipeline.ts';

const UNREADABLE = {
  'of an encoding that nobody knows': payload('binary/encrypted', 'x'),
  'of broken JSON': payload('json/plain', '{"by": "mi'),
  'without a word about its encoding': { metadata: {}, data: Buffer.from('{}') },
  'without anything': {},
};

function payload(encoding: string, data: string) {
  return { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) };
}

describe('messages that cannot be read', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
  });
  after(() => pipeline.stop());

  for (const [kind, sent] of Object.entries(UNREADABLE)) {
    it(`a signal ${kind} is refused and audited, and the action goes on`, async () => {
      const row = await create(pipeline, TOUCH);
      await pipeline.client.workflowService.signalWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: row.workflow_id },
        signalName: 'approve',
        input: { payloads: [sent, sent] },
      });
      await eventually(async () => {
        const refused = (await auditOf(pipeline, row.id)).filter(({ accepted }) => !accepted);
        assert.deepEqual(
          refused.map(({ message }) => message),
          ['approve: takes one object, at least {}'],
        );
      });
      await decide(pipeline, row, 'approve');
      await untilStatus(pipeline, row.id, 'executed');
    });
  }

  it('an update that cannot be read is refused, and the action goes on', async () => {
    const row = await create(pipeline, TOUCH);
    const { UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED: lifecycleStage } =
      proto.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
    const { outcome } = await pipeline.client.workflowService.updateWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: row.workflow_id },
      waitPolicy: { lifecycleStage },
      request: {
        meta: { updateId: 'unreadable', identity: 'test' },
        input: { name: 'cancel', args: { payloads: [UNREADABLE['of broken JSON']] } },
      },
    });
    assert.equal(outcome?.failure?.message, 'cancel: takes one object, at least {}');
    const again = pipeline.client.workflow.getHandle(row.workflow_id).executeUpdate('approve', { args: ['no object'] });
    await assert.rejects(again, ({ cause }: { cause: ApplicationFailure }) => cause.type === 'invalid-command');
    await decide(pipeline, row, 'cancel');
    await untilStatus(pipeline, row.id, 'cancelled');
  });
});
