/** Writing to HubSpot with HubSpot's own client, against the stand-in for HubSpot, through the whole pipeline. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type HubspotFake, startHubspotFake } from '../../local/hubspotFake.ts';
import { DeliveryError, type Effect } from '../../src/domain/delivery.ts';
import type { CrmClient, CrmTask, CrmTouch } from '../../src/integrations/crm/crm.ts';
import { createHubspotClient } from '../../src/integrations/crm/hubspot/client.ts';
import { listConnections } from '../../src/store/crm/crmConnections.ts';
import { saveOwners } from '../../src/store/crm/crmDirectory.ts';
import { retryAction } from '../../src/store/decisions/finish.ts';
import { startActionWorkflow } from '../../src/temporal/tellWorkflow.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';
import { eventually } from '../support/eventually.ts';
import { HUBSPOT_TASK } from '../support/hubspotTask.ts';
import { knownUser } from '../support/knownUser.ts';
import { create, decide, deliveryOf, type Pipeline, readRow, startPipeline, untilStatus } from '../support/pipeline.ts';
import { directory } from '../support/running.ts';

const TOKEN = 'pat-test';
const TASKS = '/crm/v3/objects/tasks';
const TASK: CrmTask = { ...HUBSPOT_TASK, body: 'Ask about the\nbudget' };
const TOUCH: CrmTouch = { ...TASK, touchType: 'note', occurredAt: '2026-11-20T10:00:00Z' };

interface Kept {
  id: string;
  properties: Record<string, string>;
  associations: { to: string; id: string; typeId: number }[];
}

describe('writing to HubSpot', () => {
  let fake: HubspotFake;

  before(async () => {
    const dir = await mkdtemp(join(directory(), 'hubspot-out-'));
    fake = await startHubspotFake({ port: 0, dir, token: TOKEN });
    const objects = [
      { kind: 'owners', id: '501', properties: { email: 'ana@signoff.test' } },
      { kind: 'companies', id: '8001', properties: { name: 'Cobalt' } },
      { kind: 'contacts', id: '8101', properties: { firstname: 'Dana' } },
      { kind: 'deals', id: '8201', properties: { dealname: 'Renewal' } },
    ];
    const put = await fetch(`${fake.baseUrl}/objects`, { method: 'PUT', body: JSON.stringify(objects) });
    assert.equal(put.status, 200, await put.text());
  });
  after(() => fake.close());
  afterEach(() => fetch(`${fake.baseUrl}/faults`, { method: 'DELETE' }));

  async function fault(order: object) {
    const response = await fetch(`${fake.baseUrl}/faults`, { method: 'POST', body: JSON.stringify(order) });
    assert.equal(response.status, 201, await response.text());
  }
  // The fake is ours; its answers are shaped so or the test fails.
  const listed = async <T>(path: string) => (await (await fetch(`${fake.baseUrl}${path}`)).json()) as T[];
  /** What HubSpot has of a delivery, by its mark. */
  async function marked(key: string, kind = 'tasks'): Promise<Kept[]> {
    const all = await listed<Kept>(`/objects/${kind}`);
    return all.filter(({ properties }) => Object.values(properties).some((value) => value.includes(`ref: ${key}`)));
  }
  const clientOf = (more = {}) =>
    createHubspotClient({ accessToken: TOKEN, baseUrl: fake.baseUrl, timeoutMs: 10_000, ...more });

  describe('as a client', () => {
    let made = 0;
    const newKey = () => {
      made += 1;
      return `act-client-${made}`;
    };
    const perform = (effect: Effect, key = newKey()) => effect.perform(testAttempt(key));
    async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
      const outcome = await work.then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(outcome instanceof DeliveryError, String(outcome));
      return outcome;
    }

    it('makes a task with owner, due date, text and links to deal, contact and company', async () => {
      const result = await perform(clientOf().createTask(TASK), 'act-whole');
      const [task, ...others] = await marked('act-whole');
      assert.deepEqual([result, others], [{ crm: 'hubspot', taskId: task?.id }, []]);
      assert.deepEqual(task?.properties, {
        hs_timestamp: '2026-12-01T10:00:00Z',
        hs_task_subject: 'Call Dana',
        hubspot_owner_id: '501',
        hs_task_status: 'NOT_STARTED',
        hs_task_priority: 'HIGH',
        hs_task_type: 'TODO',
        hs_task_body: 'Ask about the<br>budget<br><br>ref: act-whole',
      });
      assert.deepEqual(
        task?.associations.map(({ to, id, typeId }) => [to, id, typeId]),
        [
          ['deals', '8201', 216],
          ['contacts', '8101', 204],
          ['companies', '8001', 192],
        ],
      );
    });

    const engagements = [
      ['note', 'notes'],
      ['form', 'notes'],
      ['meeting', 'meetings'],
      ['call', 'calls'],
      ['email', 'emails'],
    ] as const;
    for (const [touchType, kind] of engagements) {
      it(`logs "${touchType}" among the ${kind}, and finds it again`, async () => {
        const key = `act-touch-${touchType}`;
        const effect = clientOf().logTouch({ ...TOUCH, touchType });
        assert.equal(await effect.ask?.(testAttempt(key)), null);
        const result = await perform(effect, key);
        const [touch, ...others] = await marked(key, kind);
        assert.deepEqual([result, others], [{ crm: 'hubspot', touchId: touch?.id }, []]);
        assert.deepEqual(
          touch?.associations.map(({ to }) => to),
          ['deals', 'contacts', 'companies'],
        );
        assert.deepEqual(await effect.ask?.(testAttempt(key)), result);
      });
    }

    it('asks the fence once, immediately before the one request; refused there, it sends nothing', async () => {
      const before = (await listed('/requests')).length;
      const refused = testAttempt(newKey(), () => Promise.reject(new Error('overtaken')));
      await assert.rejects(clientOf().createTask(TASK).perform(refused), /overtaken/);
      assert.equal((await listed('/requests')).length, before);
      const attempt = testAttempt(newKey());
      await clientOf().createTask(TASK).perform(attempt);
      assert.deepEqual([attempt.fences(), (await listed('/requests')).slice(before)], [1, [`POST ${TASKS}`]]);
    });

    it('finds what is on the deal behind many others', async () => {
      const objects = Array.from({ length: 620 }, (_, i) => ({
        kind: 'tasks',
        id: String(600_000 + i),
        properties: { hs_task_body: `ref: act-other-${i}` },
        associations: [{ to: 'deals', id: '8299' }],
      }));
      const deal = { kind: 'deals', id: '8299', properties: {} };
      await fetch(`${fake.baseUrl}/objects`, { method: 'PUT', body: JSON.stringify([deal, ...objects]) });
      const { ask } = clientOf().createTask({ ...TASK, dealId: '8299' });
      assert.deepEqual(await ask?.(testAttempt('act-other-619')), { crm: 'hubspot', taskId: '600619' });
      assert.equal(await ask?.(testAttempt('act-nobody')), null);
    });

    it('looks on the contact or the company where there is no deal, and cannot ask where there is neither', async () => {
      const { dealId, contactId, ...onCompany } = TASK;
      const onContact = { ...onCompany, contactId };
      for (const task of [onContact, onCompany]) {
        const key = newKey();
        const effect = clientOf().createTask(task);
        const result = await perform(effect, key);
        assert.deepEqual(await effect.ask?.(testAttempt(key)), result, dealId);
      }
      const { companyId, ...alone } = onCompany;
      assert.equal(clientOf().createTask(alone).ask, undefined, companyId);
    });

    it('says in plain words what HubSpot does not take: an owner, a link, an id of another CRM', async () => {
      const refusal = async (more: Partial<CrmTask>) => {
        const { kind, message } = await failureOf(perform(clientOf().createTask({ ...TASK, ...more })));
        assert.equal(kind, 'permanent');
        return message;
      };
      assert.match(await refusal({ ownerId: '999' }), /^HubSpot does not take 999 as owner \(HTTP 400: /);
      assert.match(await refusal({ contactId: '404' }), /^HubSpot cannot link it to the contact 404 \(HTTP 404: /);
      assert.equal(await refusal({ dealId: 'deal-1' }), 'the deal "deal-1" is not an id of HubSpot: must be a number');
    });

    it('waits as HubSpot says, or as its policy means', async () => {
      const waits: [object, number][] = [
        [{ kind: 'rate_limited', retryAfterSeconds: 7 }, 7_000],
        [{ kind: 'rate_limited', policyName: 'TEN_SECONDLY_ROLLING' }, 10_000],
        [{ kind: 'rate_limited', policyName: 'DAILY' }, 3_600_000],
        [{ kind: 'locked' }, 2_000],
      ];
      for (const [order, retryAfterMs] of waits) {
        await fault({ path: TASKS, ...order });
        const failed = await failureOf(perform(clientOf().createTask(TASK)));
        assert.deepEqual([failed.kind, failed.retryAfterMs], ['rate-limited', retryAfterMs], JSON.stringify(order));
      }
    });

    it('fails for good on a refused token or a missing scope, and names the scope', async () => {
      const wrong = await failureOf(perform(clientOf({ accessToken: 'another' }).createTask(TASK)));
      assert.equal(wrong.kind, 'permanent');
      assert.match(wrong.message, /^HubSpot refuses the access token \(HTTP 401\)/);
      await fault({ path: TASKS, kind: 'missing_scope' });
      const lacking = await failureOf(perform(clientOf().createTask(TASK)));
      assert.equal(lacking.kind, 'permanent');
      assert.match(lacking.message, /lacks the scope crm\.objects\.contacts\.write/);
    });

    it('does not know the outcome once the request may have arrived, and knows it where nothing was connected', async () => {
      for (const kind of ['http_500', 'http_502', 'hang_up', 'lost']) {
        await fault({ path: TASKS, kind });
        assert.equal((await failureOf(perform(clientOf().createTask(TASK)))).kind, 'unconfirmed', kind);
      }
      await fault({ path: TASKS, kind: 'slow', delayMs: 5_000 });
      const late = await failureOf(perform(clientOf({ timeoutMs: 100 }).createTask(TASK)));
      assert.equal(late.kind, 'unconfirmed');
      const nobody = clientOf({ baseUrl: 'http://127.0.0.1:1' }).createTask(TASK);
      assert.equal((await failureOf(perform(nobody))).kind, 'transient');
    });

    it('closes the connection of what it has given up, so that it is not carried out later', async () => {
      const sockets: Socket[] = [];
      const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined).resume()));
      await once(silent.listen(0, '127.0.0.1'), 'listening');
      // A server that listens on TCP has such an address.
      const { port } = silent.address() as AddressInfo;
      const hasty = clientOf({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 500 });
      try {
        assert.equal((await failureOf(perform(hasty.createTask(TASK)))).kind, 'unconfirmed');
        const areClosed = () => assert.equal(sockets.map(({ destroyed }) => destroyed).join(), 'true');
        await eventually(areClosed, { timeoutMs: 2_000 });
      } finally {
        for (const socket of sockets) socket.destroy();
        silent.close();
      }
    });

    it('is given up with its worker', async () => {
      await fault({ path: TASKS, kind: 'slow', delayMs: 60_000 });
      const attempt = testAttempt(newKey(), async () => setImmediate(() => attempt.abort()) && undefined);
      assert.equal((await failureOf(clientOf().createTask(TASK).perform(attempt))).kind, 'unconfirmed');
    });
  });

  describe('through the pipeline', () => {
    let pipeline: Pipeline;
    let client: CrmClient;
    const beganAt: number[] = [];

    const means = { smtpRelay: true, slack: true, crms: new Set(['hubspot']) };
    before(async () => {
      pipeline = await startPipeline();
      const owners = [{ id: '501', email: 'ana@signoff.test', name: 'Ana', active: true }];
      await saveOwners(pipeline.db, { workspaceId: 'acme', crm: 'hubspot' }, owners);
      const timed = (effect: Effect): Effect => ({
        ...effect,
        perform: (attempt) => {
          beganAt.push(Date.now());
          return effect.perform(attempt);
        },
      });
      const hubspot: CrmClient = {
        name: 'hubspot',
        createTask: (task) => timed(client.createTask(task)),
        logTouch: (touch) => timed(client.logTouch(touch)),
      };
      await pipeline.startWorker({
        crms: new Map([['hubspot', hubspot]]),
        means,
      });
    });
    after(() => pipeline.stop());
    beforeEach(() => {
      client = clientOf();
      beganAt.length = 0;
    });

    async function approve() {
      const row = await create(pipeline, {
        actionType: 'create_followup_task',
        triggerType: 'deal_stage_regression',
        crm: 'hubspot',
        params: { subject: 'Call Dana', dueAt: '2026-12-01T10:00:00Z', urgency: 'normal' },
        subject: {
          deal: { id: '8201' },
          contact: { id: '8101', name: 'Dana' },
          company: { id: '8001', name: 'Cobalt' },
        },
      });
      await decide({ ...pipeline, means }, row, 'approve');
      return row;
    }

    const unanswered = [
      { kind: 'lost', what: 'its answer is lost', requests: 1 },
      { kind: 'http_502', what: 'HubSpot answers 502 and has made it', requests: 1 },
      { kind: 'http_500', what: 'HubSpot answers 500 and has not made it', requests: 2 },
      { kind: 'hang_up', what: 'the connection breaks before it is made', requests: 2 },
    ];
    for (const { kind, what, requests } of unanswered) {
      it(`an approved task is one task with its links although ${what}`, async () => {
        await fault({ path: TASKS, kind });
        const row = await approve();
        const executed = await untilStatus(pipeline, row.id, 'executed');
        const [task, ...others] = await marked(row.id);
        assert.deepEqual(others, []);
        assert.deepEqual(executed.result, { crm: 'hubspot', taskId: task?.id });
        assert.deepEqual(
          task?.associations.map(({ to, id }) => [to, id]),
          [
            ['deals', '8201'],
            ['contacts', '8101'],
            ['companies', '8001'],
          ],
        );
        assert.equal(task?.properties.hubspot_owner_id, '501');
        assert.equal(beganAt.length, requests);
      });
    }

    it('a task whose read-back is refused too stays one', async () => {
      await fault({ path: TASKS, kind: 'lost' });
      await fault({ path: '/crm/v4/objects/deals', kind: 'http_500' });
      const row = await approve();
      await untilStatus(pipeline, row.id, 'executed');
      assert.equal((await marked(row.id)).length, 1);
    });

    for (const order of [{ kind: 'rate_limited', retryAfterSeconds: 3 }, { kind: 'locked' }]) {
      it(`after "${order.kind}" it waits as long as it is told, and is one task`, async () => {
        await fault({ path: TASKS, ...order });
        const row = await approve();
        await untilStatus(pipeline, row.id, 'executed');
        const [first = 0, second = 0, ...more] = beganAt;
        assert.deepEqual(more, []);
        assert.ok(second - first >= (order.retryAfterSeconds ?? 2) * 1_000, `${second - first} ms`);
        assert.equal((await marked(row.id)).length, 1);
      });
    }

    it('a refused token fails the action, which says so; its retry works once the token is right', async () => {
      client = clientOf({ accessToken: 'revoked' });
      const row = await approve();
      const { failure } = await untilStatus(pipeline, row.id, 'failed');
      assert.equal(failure?.kind, 'permanent');
      assert.match(failure?.message ?? '', /^HubSpot refuses the access token \(HTTP 401\)/);
      assert.equal((await deliveryOf(pipeline, row.id)).state, 'refused');
      assert.deepEqual(await marked(row.id), []);
      const connections = await listConnections(pipeline.db);
      const [hubspot] = connections.filter(({ crm }) => crm === 'hubspot');
      assert.deepEqual([hubspot?.ok, hubspot?.detail], [false, failure?.message], 'told to /readyz at once');

      client = clientOf();
      const by = { actor: knownUser('ana'), commandId: randomUUID() };
      const retried = await retryAction(pipeline.db, row.id, by);
      const retryId = retried.kind === 'done' ? retried.actionId : assert.fail(retried.message);
      await startActionWorkflow(pipeline.client, pipeline.taskQueue, await readRow(pipeline, retryId));
      await untilStatus(pipeline, retryId, 'executed');
      assert.equal((await marked(retryId)).length, 1);
    });
  });
});
