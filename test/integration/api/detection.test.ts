import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { logUnused } from '../../../src/store/actions/logUnused.ts';
import { startApi, type TestApi } from './support.ts';

describe('API: detection', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const get = async () => (await api.call('adam', 'GET', '/api/workspace/detection')).body;
  const put = (body: object) => api.call('adam', 'PUT', '/api/workspace/detection', { body });

  it('shows the defaults, takes choices over them, and gives a default back when its choice is left out', async () => {
    assert.deepEqual(await get(), { own: {}, effective: DEFAULT_DETECTION, below: {} });
    const chosen = await put({ fitScoreThreshold: 90, silenceDays: { default: 21, byStage: { contract: 7 } } });
    assert.equal(chosen.status, 200);
    const { effective } = await get();
    assert.deepEqual([effective.fitScoreThreshold, effective.silenceDays.default], [90, 21]);
    assert.equal(effective.closeDatePushedDays, DEFAULT_DETECTION.closeDatePushedDays);
    await put({});
    assert.deepEqual((await get()).effective, DEFAULT_DETECTION);
  });

  it('is changed by managers as well, read by everybody, and the trail says from what to what', async () => {
    const body = { fitScoreThreshold: 70, silenceDays: { default: 21, byStage: {} } };
    assert.equal((await api.call('mia', 'PUT', '/api/workspace/detection', { body })).status, 200);
    assert.deepEqual((await api.call('ana', 'GET', '/api/workspace/detection')).body.own, body);
    const { body: trail } = await api.call('adam', 'GET', '/api/security-trail?event=detection_change&limit=1');
    assert.deepEqual(trail.items[0].detail, {
      fitScoreThreshold: { from: null, to: 70 },
      'silenceDays.default': { from: null, to: 21 },
      'silenceDays.byStage': { from: null, to: {} },
    });
    await put({});
  });

  it('has pipelines and the field map changed by administrators alone, also by leaving them out', async () => {
    const pipelines = [{ id: '*', open: ['demo', 'contract'], won: ['won'], lost: ['lost'] }];
    const fieldMap = { hubspot: { champion: 'sponsor' } };
    const byManager = (body: object) => api.call('mia', 'PUT', '/api/workspace/detection', { body });
    assert.equal((await put({ pipelines, fieldMap })).status, 200);
    for (const body of [
      {},
      { pipelines },
      { fieldMap },
      { pipelines: [...pipelines, { ...pipelines[0], id: 'b' }], fieldMap },
      { pipelines, fieldMap: { hubspot: { champion: 'mine' } } },
    ]) {
      const refused = await byManager(body);
      assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'], JSON.stringify(body));
    }
    assert.deepEqual((await get()).own, { pipelines, fieldMap });
    assert.equal((await byManager({ pipelines, fieldMap, fitScoreThreshold: 75 })).status, 200);
    assert.deepEqual((await get()).own, { pipelines, fieldMap, fitScoreThreshold: 75 });
    await put({});
  });

  it('tells how many changes stayed below a threshold within 30 days, of this workspace alone', async () => {
    const trigger = { workspaceId: 'acme', triggerType: 'deal_close_date_pushed', payload: {} } as const;
    const log = (changes: object, outcome: 'below_threshold' | 'bulk' = 'below_threshold') =>
      logUnused(api.db, { ...trigger, ...changes, occurredAt: new Date() }, outcome);
    for (const changes of [{}, {}, { triggerType: 'deal_value_decrease' }, { workspaceId: 'other' }])
      await log(changes);
    await log({}, 'bulk');
    await sql`insert into trigger_log (workspace_id, trigger_type, outcome, created_at)
      values ('acme', 'deal_value_increase', 'below_threshold', now() - interval '31 days')`.execute(api.db);
    assert.deepEqual((await get()).below, { deal_close_date_pushed: 2, deal_value_decrease: 1 });
  });

  it('refuses what is malformed, by pointer, and changes nothing', async () => {
    for (const [body, pointer] of [
      [{ fitScoreThreshold: 'high' }, '/fitScoreThreshold'],
      [{ opens: { count: 1, windowHours: 24 } }, '/opens/count'],
      [{ pipelines: [{ id: '*', open: [], won: [], lost: [] }] }, '/pipelines/0/open'],
      [{ decrease: { minPercent: 5 } }, '/decrease/minAmountMinor'],
      [{ surprise: 1 }, ''],
    ] as const) {
      const { status, body: problem } = await put(body);
      assert.equal(status, 422, JSON.stringify(body));
      assert.ok(JSON.stringify(problem.errors).includes(pointer), JSON.stringify(problem.errors));
    }
    assert.deepEqual((await get()).own, {});
  });

  it("shows admins what became of their workspace's triggers, page by page", async () => {
    const trigger = { workspaceId: 'acme', triggerType: 'activity_slump', payload: { dealId: 'd1' } } as const;
    for (let i = 0; i < 3; i += 1) await logUnused(api.db, { ...trigger, occurredAt: new Date() }, 'no_owner');
    await logUnused(api.db, { ...trigger, workspaceId: 'other', occurredAt: new Date() }, 'no_owner');
    const page = async (query: string) => (await api.call('adam', 'GET', `/api/workspace/trigger-log?${query}`)).body;
    const first = await page('outcome=no_owner&limit=2');
    const second = await page(`outcome=no_owner&limit=2&before=${first.nextBefore}`);
    assert.deepEqual([first.items.length, second.items.length, second.nextBefore], [2, 1, null]);
    assert.deepEqual((await page('outcome=stale')).items, []);
  });
});
