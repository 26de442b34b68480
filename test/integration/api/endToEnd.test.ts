import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { eventually } from '../../support/eventually.ts';
import { type Pipeline, startPipeline, type TestWorker } from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { aTrigger } from './support.ts';

describe('API: with a real Temporal and a worker', () => {
  let pipeline: Pipeline;
  let worker: TestWorker;
  let api: PipelineApi;
  let authorization: string;

  before(async function () {
    this.timeout(120_000);
    pipeline = await startPipeline();
    worker = await pipeline.startWorker();
    api = await startPipelineApi(pipeline);
    authorization = `Bearer ${await createToken(pipeline.db, 'ana', 'test', SYSTEM)}`;
  });
  after(async () => {
    await api.close();
    await pipeline.stop();
  });

  async function call(method: 'GET' | 'POST' | 'PATCH', url: string, body?: object, headers = {}) {
    const response = await api.app.inject({ method, url, payload: body, headers: { authorization, ...headers } });
    return { status: response.statusCode, body: response.json() };
  }
  const trigger = async (more: object = {}) =>
    (await call('POST', '/api/triggers', { ...aTrigger(`c-${randomUUID()}`), ...more })).body.actionId;

  it('is ready', async () => {
    await eventually(async () => assert.equal((await call('GET', '/readyz')).status, 200));
  });

  it('has an approved email sent, and shows it', async () => {
    const id = await trigger({ actionType: 'send_email' });
    const { status, body } = await call('POST', `/api/autonomous-actions/${id}/approve?wait=executed`, { version: 1 });
    assert.deepEqual([status, body.status, body.decidedBy], [200, 'executed', 'ana'], JSON.stringify(body));
    const { body: shown } = await call('GET', `/api/autonomous-actions/${id}`);
    assert.equal(shown.deliveries[0].state, 'done');
    assert.match(shown.workflowUrl, /^http:\/\/temporal\.test\/namespaces\/default\/workflows\/action%2Fana%2F/);
    assert.deepEqual(
      shown.audit.map(({ command }: { command: string }) => command),
      ['create', 'approve', 'execute'],
    );
  });

  it('a failed action is found by the filter of the link to Temporal that an administrator gets, an executed one is not', async () => {
    const executed = await trigger({ actionType: 'send_email' });
    const failed = await trigger({ actionType: 'send_email' });
    const approve = async (id: string) =>
      (await call('POST', `/api/autonomous-actions/${id}/approve?wait=executed`)).body.status;
    assert.equal(await approve(executed), 'executed');
    const faults = `http://127.0.0.1:${pipeline.mailbox.httpPort}/faults`;
    await fetch(faults, { method: 'POST', body: JSON.stringify({ phase: 'rcpt', reply: 550, times: 1 }) });
    assert.equal(await approve(failed), 'failed');

    const admin = {
      id: 'adam',
      workspaceId: 'acme',
      role: 'admin',
      displayName: 'Adam',
      email: 'adam@signoff.test',
    } as const;
    await insertUser(pipeline.db, admin, SYSTEM);
    const asAdmin = { authorization: `Bearer ${await createToken(pipeline.db, 'adam', 'test', SYSTEM)}` };
    const { body: me } = await call('GET', '/api/me', undefined, asAdmin);
    const link = new URL(me.failedWorkflowsUrl);
    assert.equal(`${link.origin}${link.pathname}`, 'http://temporal.test/namespaces/default/workflows');
    const query = `${link.searchParams.get('query')} and TaskQueue = "${pipeline.taskQueue}"`;
    const idOf = async (id: string) => (await call('GET', `/api/autonomous-actions/${id}`)).body.workflowId;
    // What is told of workflows that have closed arrives in lists a moment later.
    await eventually(async () => {
      const found: string[] = [];
      for await (const { workflowId, status } of pipeline.client.workflow.list({ query })) {
        assert.equal(status.name, 'COMPLETED');
        found.push(workflowId);
      }
      assert.deepEqual(found, [await idOf(failed)]);
    });
  });

  it('executes each type of action', async () => {
    for (const actionType of ['create_followup_task', 'log_touch', 'notify_rep', 'draft_email']) {
      const id = await trigger({ actionType });
      const { status, body } = await call('POST', `/api/autonomous-actions/${id}/approve?wait=executed`);
      assert.deepEqual([status, body.status], [200, 'executed'], `${actionType}: ${JSON.stringify(body)}`);
    }
    const { body: tasks } = await call('GET', '/api/crm/tasks');
    const { body: touches } = await call('GET', '/api/crm/touches');
    const { body: drafts } = await call('GET', '/api/drafts');
    assert.deepEqual([tasks.items.length, touches.items.length, drafts.items.length], [1, 1, 1]);
    const eml = await api.app.inject({
      url: `/api/drafts/${drafts.items[0].actionId}.eml`,
      headers: { authorization },
    });
    assert.equal(eml.headers['content-type'], 'message/rfc822');
    assert.match(eml.body, /^X-Unsent: 1\r\n/);
  });

  it('edits, refuses the stale and keeps the first of two decisions at once', async () => {
    const id = await trigger();
    const edited = await call('PATCH', `/api/autonomous-actions/${id}`, { params: { subject: 'New' }, version: 1 });
    assert.deepEqual([edited.status, edited.body.version], [200, 2]);
    const [approved, cancelled] = await Promise.all([
      call('POST', `/api/autonomous-actions/${id}/approve`, { version: 2 }),
      call('POST', `/api/autonomous-actions/${id}/cancel`, { version: 2, reason: 'race' }),
    ]);
    assert.deepEqual([approved.status, cancelled.status].sort(), [200, 409]);
    const loser = approved.status === 409 ? approved : cancelled;
    assert.equal(loser.body.code, 'already-decided');
    assert.equal(loser.body.decision.by, 'ana');
  });

  it('a decision counts without a worker, and is executed once when there is one again', async function () {
    this.timeout(60_000);
    const id = await trigger();
    await worker.stop();
    const key = { 'idempotency-key': randomUUID() };
    const approve = () => call('POST', `/api/autonomous-actions/${id}/approve`, undefined, key);
    const first = await approve();
    assert.deepEqual([first.status, first.body.status], [200, 'approved']);
    assert.deepEqual((await approve()).body, first.body);
    worker = await pipeline.startWorker();
    const { body } = await eventually(
      async () => {
        const answer = await call('GET', `/api/autonomous-actions/${id}`);
        assert.equal(answer.body.status, 'executed');
        return answer;
      },
      { timeoutMs: 30_000 },
    );
    assert.equal(body.audit.filter(({ command }: { command: string }) => command === 'approve').length, 1);
  });
});
