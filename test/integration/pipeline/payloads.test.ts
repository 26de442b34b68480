import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createReaders } from '../../../src/integrations/crm/readers.ts';
import { createWebhookInbound } from '../../../src/integrations/crm/webhook/index.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { hasDue } from '../../../src/store/crm/inbox.ts';
import { suppress } from '../../../src/store/people/suppressions.ts';
import { scheduleScan } from '../../../src/temporal/crmWorkflows.ts';
import { eventually } from '../../support/eventually.ts';
import { type Pipeline, readRow, resultOf, startPipeline } from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { directory } from '../../support/running.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';
import { startTemporal } from '../../support/servers.ts';
import { signedStandard } from '../../support/signedWebhooks.ts';

/** Stands in every text that tells of a customer, and that anybody or any server writes. */
const CANARY = `canary${randomBytes(6).toString('hex')}`;
const ADDRESS = `${CANARY}@acme.test`;
const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
/** In what somebody sends to Temporal himself: that is there, and shows that the search finds what is there. */
const BY_HAND = `byhand${randomBytes(6).toString('hex')}`;

describe("what is in Temporal's store", () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  let dbFilename: string;
  let authorization: string;
  const crm = scriptedCrm();

  before(async function () {
    this.timeout(120_000);
    dbFilename = join(await mkdtemp(join(directory(), 'temporal-')), 'temporal.db');
    pipeline = await startPipeline(() => startTemporal(dbFilename));
    const readers = createReaders({});
    await pipeline.startWorker({ crms: crm.crms, readers });
    const webhooks = { crms: [createWebhookInbound([SECRET])], workspaceId: 'acme' };
    api = await startPipelineApi(pipeline, { webhooks });
    authorization = `Bearer ${await createToken(pipeline.db, 'ana', 'test', SYSTEM)}`;
  });
  after(async () => {
    await api.close();
    await pipeline.stop();
  });

  async function call(method: 'POST' | 'PATCH', url: string, payload: object, wanted: number) {
    const response = await api.app.inject({ method, url: `/api${url}`, payload, headers: { authorization } });
    assert.equal(response.statusCode, wanted, response.body);
    return response.json();
  }

  async function raise(id: string, actionType: string, more: object = {}): Promise<string> {
    const touch = { touchType: 'meeting', occurredAt: '2026-11-20T10:00:00Z', body: CANARY, subject: CANARY };
    const { actionId } = await call(
      'POST',
      '/triggers',
      {
        triggerType: 'deal_value_decrease',
        actionType,
        contextSummary: `${CANARY} asked`,
        company: { id, name: CANARY, url: `https://${CANARY}.test/` },
        deal: { id, name: CANARY, stage: CANARY, amountMinor: 100, currency: 'USD' },
        contact: { id, name: CANARY, email: ADDRESS },
        actionParams: actionType === 'log_touch' ? touch : { subject: CANARY, body: CANARY, reason: CANARY },
        ...more,
      },
      201,
    );
    return actionId;
  }

  const untilOver = async (id: string) => resultOf(pipeline, await readRow(pipeline, id));

  /** Everything that the API, the CRM's way in, deliveries and their failures bring into Temporal. */
  async function play(): Promise<void> {
    const email = await raise('c-1', 'send_email');
    await call('PATCH', `/autonomous-actions/${email}`, { params: { body: `${CANARY} edited` } }, 200);
    await call('POST', `/autonomous-actions/${email}/approve?wait=executed`, {}, 200);

    const cancelled = await raise('c-2', 'draft_email');
    await call('POST', `/autonomous-actions/${cancelled}/cancel`, { reason: `no longer at ${CANARY}` }, 200);

    // A server's words in a failure that is retried, in one that is not, and in one that nobody foresaw.
    const fail = (error: Error) => async () => Promise.reject(error);
    crm.next.push(fail(new DeliveryError('transient', CANARY)), fail(new Error(CANARY)));
    crm.next.push(fail(new DeliveryError('permanent', CANARY)));
    const touch = await raise('c-3', 'log_touch');
    await call('POST', `/autonomous-actions/${touch}/approve`, { params: { body: `${CANARY} again` } }, 200);

    // Obstacles name people and addresses.
    await suppress(pipeline.db, 'acme', { address: ADDRESS }, SYSTEM);
    const suppressed = await raise('c-4', 'send_email');
    const { workflow_id } = await readRow(pipeline, suppressed);
    const handle = pipeline.client.workflow.getHandle(workflow_id);
    await eventually(() => handle.describe());
    await assert.rejects(
      handle.executeUpdate('approve', { args: [{ by: BY_HAND }] }),
      ({ cause }: Error) => cause !== undefined && !String(cause).includes(CANARY),
    );
    await call('POST', `/autonomous-actions/${suppressed}/cancel`, { reason: CANARY }, 200);

    const record = {
      id: 'd-9',
      name: CANARY,
      companyId: 'c-9',
      ownerEmail: 'ana@signoff.test',
      stage: 'negotiation',
      amount: 100_000,
      currency: 'USD',
      closeDate: '2026-12-01',
      competitors: [CANARY],
      contactIds: ['p-9'],
      updatedAt: new Date(Date.now() - 86_400_000).toISOString(),
    };
    const event = (id: string, type: string, changed: object) => ({
      specversion: '1.0',
      id,
      source: 'https://crm.example.com',
      type,
      data: { record: changed },
    });
    const smaller = { ...record, amount: 50_000, updatedAt: new Date().toISOString() };
    const events = [event('1', 'crm.deal.created', record), event('2', 'crm.deal.updated', smaller)];
    const { body, headers } = signedStandard(JSON.stringify(events), { secrets: [SECRET] });
    const sent = { method: 'POST', url: '/webhooks/crm', payload: body } as const;
    const answer = await api.app.inject({ ...sent, headers: { 'content-type': 'application/json', ...headers } });
    assert.deepEqual(answer.json(), { stored: 2, duplicates: 0, skipped: 0 });
    await eventually(async () => assert.equal(await hasDue(pipeline.db), false));
    await scheduleScan(pipeline.client, pipeline.taskQueue);
    await pipeline.client.schedule.getHandle('crm-scan-silence').trigger();
    for (const id of [email, cancelled, touch, suppressed]) await untilOver(id);
  }

  it('no text of a customer is: not in histories, summaries, attributes or failures, nor anywhere in its files', async function () {
    this.timeout(60_000);
    await play();
    const { rows } = await eventually(async () => {
      const rows = await pipeline.db.selectFrom('pending_autonomous_actions').selectAll().execute();
      assert.equal(rows.length, 5, 'four by the API and one by the webhook');
      return { rows };
    });
    assert.ok(rows.every(({ context_summary }) => context_summary.includes(CANARY)));

    const found: string[] = [];
    let workflows = 0;
    let events = '';
    for await (const { workflowId, runId, raw } of pipeline.client.workflow.list()) {
      workflows += 1;
      const history = await pipeline.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const text = Buffer.from(temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
      events += text;
      const info = JSON.stringify(raw);
      if (`${text}${info}${workflowId}`.includes(CANARY)) found.push(workflowId);
    }
    assert.deepEqual(found, []);
    assert.ok(workflows >= 6, `the actions', the inbox's and the schedule's: ${workflows}`);

    const files = await Promise.all([dbFilename, `${dbFilename}-wal`].map((file) => readFile(file).catch(() => '')));
    const stored = files.map((file) => file.toString('latin1')).join('');
    assert.ok(!stored.includes(CANARY), 'in the files');
    for (const text of [events, stored])
      assert.ok(text.includes(BY_HAND), 'the search finds what somebody sent by hand');
    assert.ok(events.includes('send_email on deal_value_decrease'), 'what it is about is seen in the Web UI');
  });
});
