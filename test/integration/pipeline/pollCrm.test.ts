import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { pollCrm } from '../../../src/activities/crmIn/pollCrm.ts';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import type { CrmPipeline } from '../../../src/domain/pipelines.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { findOwnerId } from '../../../src/store/crm/crmDirectory.ts';
import { readPipelines, savePipelines } from '../../../src/store/crm/crmPipelines.ts';
import { insertWorkspace } from '../../../src/store/people/people.ts';
import { schedulePolls } from '../../../src/temporal/crmWorkflows.ts';
import { eventually } from '../../support/eventually.ts';
import { log, type Pipeline, startPipeline } from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { refused, type ScriptedSource, scriptedSource } from '../../support/scriptedSource.ts';

const MINUTE_MS = 60_000;

describe('the poll', () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  let hubspot: ScriptedSource;
  const means = { smtpRelay: true, slack: true, crms: new Set(['built-in', 'hubspot', 'bottlecrm']) };

  before(async () => {
    pipeline = await startPipeline();
    api = await startPipelineApi(pipeline, { means });
  });
  after(async () => {
    await api.close();
    await pipeline.stop();
  });
  beforeEach(async () => {
    hubspot = scriptedSource('hubspot');
    for (const table of ['crm_owners', 'crm_stages', 'crm_connections', 'crm_cursors', 'crm_inbox'] as const) {
      await pipeline.db.deleteFrom(table).execute();
    }
  });

  const ana = { id: '501', email: 'Ana@Signoff.test', name: 'Ana Ruiz', active: true };
  const scope = { workspaceId: 'acme', crm: 'hubspot' };
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();
  const deps = () => ({ db: pipeline.db, log, sources: new Map([['hubspot', hubspot]]), crmWorkspace: undefined });

  /** A whole poll, step by step as the workflow asks for them. */
  async function poll(): Promise<string[]> {
    const steps: string[] = [];
    let step: Awaited<ReturnType<typeof pollCrm>>['next'] = 'owners';
    while (step !== undefined) {
      steps.push(step);
      ({ next: step } = await pollCrm(deps(), { crm: 'hubspot', step }, AbortSignal.timeout(MINUTE_MS)));
    }
    return steps;
  }
  const kept = async () =>
    (await pipeline.db.selectFrom('crm_inbox').select('event_key').orderBy('id').execute()).map(({ event_key }) =>
      event_key.split(':').slice(1, 3).join(':'),
    );
  const sinceOf = (index: number) => Date.parse(hubspot.asked[index]?.from?.since ?? '');
  const crms = async () => (await api.app.inject({ method: 'GET', url: '/readyz' })).json().crms;

  it('begins at now; the next one asks for what has changed since then, and some minutes more', async () => {
    hubspot.records = [
      { kind: 'deal', id: 'old', changedAt: ago(60) },
      { kind: 'deal', id: 'new', changedAt: ago(0) },
    ];
    const startedMs = Date.now();
    assert.deepEqual(await poll(), ['owners', 'company', 'contact', 'deal', 'pipelines']);
    assert.deepEqual(await kept(), ['deal:new']);
    assert.ok(hubspot.asked.every(({ from }) => from?.bulk !== true));
    await poll();
    const [first, second] = [sinceOf(3), sinceOf(8)];
    assert.ok(second >= first && second >= startedMs - 5 * MINUTE_MS, 'goes on from the first');
    assert.ok(second <= Date.now() - 4 * MINUTE_MS, 'overlaps it');
    assert.deepEqual(await kept(), ['deal:new'], 'the same state is taken once');
  });

  it('keeps page after page, and after a failure in between goes on with the page that failed', async () => {
    await poll();
    hubspot.records = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ kind: 'deal', id, changedAt: ago(0) }));
    await pollCrm(deps(), { crm: 'hubspot', step: 'deal' }, AbortSignal.timeout(MINUTE_MS));
    hubspot.failing = [{ what: 'deal', error: new DeliveryError('transient', 'HubSpot gave no answer (HTTP 503)') }];
    await poll();
    assert.deepEqual(await kept(), ['deal:a', 'deal:b']);
    hubspot.asked = [];
    await poll();
    assert.deepEqual(await kept(), ['deal:a', 'deal:b', 'deal:c', 'deal:d', 'deal:e']);
    assert.deepEqual(
      hubspot.asked.filter(({ what }) => what === 'deal').map(({ from }) => from?.cursor),
      ['2', '4'],
    );
  });

  it('begins the round anew where the CRM no longer gives a page', async () => {
    await poll();
    hubspot.records = ['a', 'b', 'c'].map((id) => ({ kind: 'deal', id, changedAt: ago(0) }));
    await pollCrm(deps(), { crm: 'hubspot', step: 'deal' }, AbortSignal.timeout(MINUTE_MS));
    hubspot.failing = [
      { what: 'deal', error: new DeliveryError('permanent', 'HubSpot refuses the request (HTTP 400)') },
    ];
    hubspot.asked = [];
    await poll();
    await poll();
    assert.deepEqual(await kept(), ['deal:a', 'deal:b', 'deal:c']);
    assert.deepEqual(
      hubspot.asked.filter(({ what }) => what === 'deal').map(({ from }) => from?.cursor),
      ['2', null, '2'],
    );
  });

  it('knows who can own records; who is gone from the CRM is no owner any more', async () => {
    const gone = { id: '502', email: 'mia@signoff.test', name: 'Mia', active: true };
    hubspot.owners = [ana, gone];
    await poll();
    assert.deepEqual(
      [await findOwnerId(pipeline.db, scope, 'ana'), await findOwnerId(pipeline.db, scope, 'mia')],
      ['501', '502'],
    );
    hubspot.owners = [{ ...ana, name: 'Ana R.' }];
    await poll();
    assert.deepEqual(
      [await findOwnerId(pipeline.db, scope, 'ana'), await findOwnerId(pipeline.db, scope, 'mia')],
      ['501', undefined],
    );
  });

  it('knows the pipelines as the CRM has them now, and of this CRM only', async () => {
    const others: CrmPipeline[] = [{ id: '77', stages: [{ id: '1001', label: 'Elsewhere', kind: 'lost' }] }];
    await savePipelines(pipeline.db, { ...scope, crm: 'bottlecrm' }, others);
    const sales: CrmPipeline = { id: 'default', stages: [{ id: 'demo', label: 'Demo', kind: 'open' }] };
    const stages = ['1002', '1001'].map((id) => ({ id, label: `Label of ${id}`, kind: 'open' as const }));
    hubspot.pipelines = [{ id: '77', stages }, sales];
    await poll();
    assert.deepEqual(await readPipelines(pipeline.db, scope), hubspot.pipelines);
    hubspot.pipelines = [{ id: '77', stages: [{ id: '1001', label: 'Contract sent', kind: 'won' }] }];
    await poll();
    assert.deepEqual(await readPipelines(pipeline.db, scope), hubspot.pipelines);
    assert.deepEqual(await readPipelines(pipeline.db, { ...scope, crm: 'bottlecrm' }), others);
  });

  it('keeps the pipelines that it knows where the CRM refuses them, takes all records and says what was refused', async () => {
    hubspot.pipelines = [{ id: '77', stages: [{ id: '1001', label: 'Contract sent', kind: 'open' }] }];
    await poll();
    hubspot.records = [{ kind: 'deal', id: 'd', changedAt: ago(0) }];
    hubspot.failing = [{ what: 'pipelines', error: refused() }];
    await poll();
    assert.deepEqual(await kept(), ['deal:d']);
    assert.deepEqual(await readPipelines(pipeline.db, scope), hubspot.pipelines);
    const [state] = await crms();
    assert.deepEqual(
      [state.ok, state.detail],
      [false, 'HubSpot refuses the access token (HTTP 401) (asked for pipelines)'],
    );
  });

  it('shows in /readyz how each credential fared, without failing it', async () => {
    const unreached = await crms();
    assert.deepEqual(
      unreached.map(({ crm, ok, checkedAt }: { crm: string; ok: boolean; checkedAt: unknown }) => [crm, ok, checkedAt]),
      [
        ['hubspot', false, null],
        ['bottlecrm', false, null],
      ],
    );
    await poll();
    assert.deepEqual((await crms())[0].ok, true);
    hubspot.failing = [{ what: 'contact', error: refused() }];
    assert.deepEqual(await poll(), ['owners', 'company', 'contact']);
    const [state] = await crms();
    assert.deepEqual(
      [state.ok, state.detail],
      [false, 'HubSpot refuses the access token (HTTP 401) (asked for contacts)'],
    );
    assert.ok(Date.parse(state.checkedAt) > Date.now() - MINUTE_MS);
    await poll();
    assert.equal((await crms())[0].ok, true);
  });

  it('waits as long as a rate limit demands, and does not call the credential wrong', async () => {
    await poll();
    hubspot.failing = [
      {
        what: 'owners',
        error: new DeliveryError('rate-limited', 'HubSpot asks to slow down', { retryAfterMs: 7_000 }),
      },
    ];
    await assert.rejects(poll(), (error) => error instanceof ApplicationFailure && error.nextRetryDelay === 7_000);
    assert.equal((await crms())[0].ok, true);
  });

  it('asks nothing where it is not known whose CRM it is, nor of a CRM that is not configured', async () => {
    await pollCrm(
      { ...deps(), sources: new Map() },
      { crm: 'hubspot', step: 'owners' },
      AbortSignal.timeout(MINUTE_MS),
    );
    await pollCrm(
      { ...deps(), crmWorkspace: 'elsewhere' },
      { crm: 'hubspot', step: 'owners' },
      AbortSignal.timeout(1_000),
    );
    assert.deepEqual(hubspot.asked, []);
  });

  it('a starting worker has it done at once and then every five minutes, also when several start', async () => {
    // A name of its own: schedules are the whole Temporal server's.
    const crm = `crm-${pipeline.taskQueue}`;
    const source = scriptedSource(crm);
    source.owners = [ana];
    await pipeline.startWorker({ sources: new Map([[crm, source]]) });
    await schedulePolls(pipeline.client, pipeline.taskQueue, [crm]);
    await schedulePolls(pipeline.client, pipeline.taskQueue, [crm]);
    const handle = pipeline.client.schedule.getHandle(`crm-poll-${crm}`);
    try {
      await eventually(async () => {
        assert.deepEqual(
          source.asked.slice(0, 5).map(({ what }) => what),
          ['owners', 'company', 'contact', 'deal', 'pipelines'],
        );
      });
      const { spec, policies } = await handle.describe();
      assert.deepEqual([spec.intervals?.[0]?.every, policies.overlap], [5 * MINUTE_MS, 'SKIP']);
    } finally {
      await handle.delete();
    }
  });

  it('polls for the workspace named where there are several', async () => {
    await insertWorkspace(pipeline.db, { id: 'other', name: 'Other' }, SYSTEM);
    hubspot.owners = [ana];
    await poll();
    assert.deepEqual(hubspot.asked, []);
    const named = { ...deps(), crmWorkspace: 'acme' };
    await pollCrm(named, { crm: 'hubspot', step: 'owners' }, AbortSignal.timeout(MINUTE_MS));
    assert.equal(await findOwnerId(pipeline.db, scope, 'ana'), '501');
  });
});
