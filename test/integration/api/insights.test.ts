import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { cancelReasons } from '../../../src/domain/words/cancelReasons.ts';
import { lookAt } from '../../../src/store/execution/claimExecution.ts';
import { recordFailed } from '../../../src/store/execution/settle.ts';
import { foldInsights } from '../../../src/store/insights/fold.ts';
import { compareInsights, rebuildInsights } from '../../../src/store/insights/rebuild.ts';
import { claimFor, type Person, startApi, type TestApi } from './support.ts';

interface Counted {
  n: number;
  actions: string;
  rate?: number | null;
}
interface Figures {
  created: Counted;
  approvedUnedited: Counted;
  approvedEdited: Counted;
  cancelled: Counted & { byReason: Record<string, Counted> };
  expired: Counted;
  failed: Counted;
  byItself: Counted;
  acceptance: Counted;
  fidelity: Counted;
  timeToDecide: Counted & { medianSeconds: number | null };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

describe('API: insights', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi();
  });
  afterEach(() => api.stop());

  async function insights(who: Person, query = ''): Promise<{ total: Figures; items: (Figures & { key: string })[] }> {
    const { status, body } = await api.call(who, 'GET', `/api/insights?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  async function decide(who: Person, id: string, decision: 'approve' | 'cancel', body: unknown = {}): Promise<void> {
    const answer = await api.call(who, 'POST', `/api/autonomous-actions/${id}/${decision}`, { body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  /** Without the lists behind the numbers. */
  function numbers({ created, approvedUnedited, approvedEdited, cancelled, expired, failed, byItself }: Figures) {
    const counts = { created, approvedUnedited, approvedEdited, cancelled, expired, failed, byItself };
    return Object.fromEntries(Object.entries(counts).flatMap(([name, { n }]) => (n === 0 ? [] : [[name, n]])));
  }

  const edited = { params: { body: 'Something else altogether' } };

  /** One of everything that can become of an action of ana's, and one of ben's. */
  async function everything(): Promise<Record<string, string>> {
    const make = () => api.makeAction('ana');
    const ids = {
      waiting: await make(),
      approved: await make(),
      edited: await make(),
      preset: await make(),
      ownWords: await make(),
      expired: await make(),
      failed: await make(),
      byItself: await make(),
      bens: await api.makeAction('ben'),
    };
    await decide('ana', ids.approved, 'approve');
    await decide('mia', ids.edited, 'approve', edited);
    await decide('ana', ids.preset, 'cancel', { reason: cancelReasons.wrongTiming });
    await decide('ana', ids.ownWords, 'cancel', { reason: 'they went bankrupt' });
    await decide('ben', ids.bens, 'approve');
    await lookAt(api.db, ids.expired, { atMs: Date.now() + 8 * DAY_MS });
    await decide('ana', ids.failed, 'approve');
    const claim = await claimFor(api, ids.failed);
    assert.ok(claim.kind === 'claimed');
    await recordFailed(api.db, ids.failed, claim.attempt, { kind: 'permanent', message: 'no' }, 'refused');
    await sql`update users set settings = ${JSON.stringify({
      autoExecute: { draft_email: { enabled: true, autoExecuteDelayMinutes: 0 } },
    })} where id = 'ana'`.execute(api.db);
    await sql`update pending_autonomous_actions set auto_execute_at = now() where id = ${ids.byItself}`.execute(api.db);
    assert.equal((await claimFor(api, ids.byItself)).kind, 'claimed');
    await sql`update users set settings = '{}' where id = 'ana'`.execute(api.db);
    return ids;
  }

  const ANAS = {
    created: 8,
    approvedUnedited: 2,
    approvedEdited: 1,
    cancelled: 2,
    failed: 1,
    byItself: 1,
  };

  it('counts what became of each action, in the decision’s own transaction', async () => {
    const { expired } = await everything();
    const { total } = await insights('ana', 'days=7');
    // Looked at as of a later day, it has expired on that.
    assert.deepEqual(numbers(total), ANAS);
    await sql`update pending_autonomous_actions set decided_at = now() where id = ${expired ?? ''}`.execute(api.db);
    const now = (await insights('ana', 'days=7')).total;
    assert.deepEqual(numbers(now), { ...ANAS, expired: 1 });
    assert.deepEqual(
      Object.entries(now.cancelled.byReason).map(([reason, { n }]) => [reason, n]),
      [
        ['wrongTiming', 1],
        ['other', 1],
      ],
    );
    assert.deepEqual(
      [now.acceptance.n, now.acceptance.rate],
      [6, null],
      'of those that a person decided on or that expired',
    );
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
  });

  it('has behind every number a list of just so many actions', async () => {
    const { expired } = await everything();
    await sql`update pending_autonomous_actions set decided_at = now() where id = ${expired ?? ''}`.execute(api.db);
    await api.call('adam', 'PUT', '/api/workspace/settings', { body: { insightsByPerson: true } });
    const lengths = new Map<string, number>();
    /** Each list is asked for once: most numbers of the groups are those of the total. */
    async function listed(who: Person, actions: string): Promise<number> {
      const known = lengths.get(`${who} ${actions}`);
      if (known !== undefined) return known;
      const list = await api.call(who, 'GET', `/api/autonomous-actions?${actions}`);
      assert.equal(list.status, 200, JSON.stringify(list.body));
      lengths.set(`${who} ${actions}`, list.body.items.length);
      return list.body.items.length;
    }
    for (const who of ['ana', 'mia', 'adam'] as const) {
      for (const groupBy of who === 'adam' ? ['trigger', 'actionType', 'template', 'user', 'day'] : ['trigger']) {
        const { total, items } = await insights(who, `groupBy=${groupBy}`);
        assert.ok(items.length > 0);
        for (const { cancelled, ...figures } of [total, ...items]) {
          const { key: _key, name: _name, ...counts } = figures as Figures & { key?: string; name?: string };
          for (const [name, { n, actions }] of Object.entries({ ...counts, cancelled, ...cancelled.byReason })) {
            assert.equal(await listed(who, actions), n, `${who}, by ${groupBy}, ${name}: ${actions}`);
          }
        }
      }
    }
  });

  it('shows a rep their own figures and a manager the team’s, and nobody those of whom they cover', async () => {
    await everything();
    const times = { beginsAt: new Date().toISOString(), endsAt: new Date(Date.now() + DAY_MS).toISOString() };
    const cover = await api.call('adam', 'POST', '/api/covers', { body: { userId: 'ben', coverId: 'ana', ...times } });
    assert.equal(cover.status, 201, JSON.stringify(cover.body));
    const created = async (who: Person, query?: string) => (await insights(who, query)).total.created.n;
    assert.equal(await created('ana'), 8);
    assert.equal(await created('mia'), 8);
    assert.equal(await created('mia', 'scope=own'), 0);
    assert.equal(await created('max'), 1);
    assert.equal(await created('adam'), 9);
    assert.equal(await created('otto'), 0);
  });

  it('shows nobody others by person until the workspace has switched that on', async () => {
    await everything();
    const off = await api.call('mia', 'GET', '/api/insights?groupBy=user');
    assert.deepEqual([off.status, off.body.code], [403, 'insights-by-person-off']);
    assert.equal((await insights('ana', 'groupBy=user')).items[0]?.key, 'ana', 'but one’s own');
    for (const who of ['ana', 'mia'] as const)
      assert.equal(
        (await api.call(who, 'PUT', '/api/workspace/settings', { body: { insightsByPerson: true } })).status,
        403,
        who,
      );
    const on = await api.call('adam', 'PUT', '/api/workspace/settings', { body: { insightsByPerson: true } });
    assert.equal(on.status, 200, JSON.stringify(on.body));
    assert.deepEqual(
      (await insights('adam', 'groupBy=user')).items.map(({ key }) => key),
      ['ana', 'ben'],
    );
    const { body } = await api.call('adam', 'GET', '/api/security-trail?event=workspace_settings_change');
    assert.deepEqual(body.items[0].detail, { insightsByPerson: { from: null, to: true } });
  });

  it('reckons acceptance, fidelity and the time to decide apart, each with its own n', async () => {
    for (let i = 0; i < 24; i += 1) {
      const id = await api.makeAction('ana');
      if (i < 22) {
        await sql`insert into action_views (action_id, user_id, workspace_id, channel, first_seen_at)
          values (${id}, 'ana', 'acme', 'web', now() - interval '100 seconds')`.execute(api.db);
      }
      if (i < 6) await decide('ana', id, 'cancel', { reason: cancelReasons.wording });
      else await decide('ana', id, 'approve', i < 15 ? edited : {});
    }
    const { total } = await insights('ana');
    assert.deepEqual([total.acceptance.n, total.acceptance.rate], [24, 0.75]);
    // Of eighteen approved ones there is none to be told.
    assert.deepEqual([total.fidelity.n, total.fidelity.rate], [18, null]);
    assert.equal(total.timeToDecide.n, 22);
    const { medianSeconds } = total.timeToDecide;
    assert.ok(medianSeconds !== null && medianSeconds > 100 / Math.SQRT2 && medianSeconds < 100 * Math.SQRT2);
    for (let i = 0; i < 2; i += 1) await decide('ana', await api.makeAction('ana'), 'approve');
    const { fidelity } = (await insights('ana')).total;
    assert.equal(fidelity.n, 20);
    assert.ok(fidelity.rate && fidelity.rate > 11 / 20 && fidelity.rate < 0.8, `${fidelity.rate}`);
  });

  it('counts an approval when it can no longer be undone, and once', async () => {
    const id = await api.makeAction('ana', { triggerType: 'deal_value_decrease', actionType: 'send_email' });
    await decide('ana', id, 'approve', { undoSeconds: 60 });
    assert.deepEqual(numbers((await insights('ana')).total), { created: 1 });
    await api.call('ana', 'POST', `/api/autonomous-actions/${id}/undo`);
    await decide('ana', id, 'approve');
    assert.deepEqual(numbers((await insights('ana')).total), { created: 1, approvedUnedited: 1 });
    await claimFor(api, id);
    await recordFailed(api.db, id, 1, { kind: 'permanent', message: 'no' }, 'refused');
    const retry = await api.call('ana', 'POST', `/api/autonomous-actions/${id}/retry`);
    assert.equal(retry.status, 200, JSON.stringify(retry.body));
    const counted = { created: 1, approvedUnedited: 1, failed: 1 };
    assert.deepEqual(numbers((await insights('ana')).total), counted, 'a retry is nothing new');
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
  });

  it('tells the same before and after what was counted is folded, and stands when actions are deleted', async () => {
    await everything();
    const before = await insights('adam');
    await foldInsights(api.db, 3);
    assert.deepEqual(await insights('adam'), before);
    const left = await sql`select from insight_deltas`.execute(api.db);
    assert.equal(left.rows.length, 0);
    await sql`alter table action_audit disable trigger audit_is_append_only`.execute(api.ownerDb);
    await sql`truncate trigger_log, deliveries, action_views, action_messages, tellings, email_drafts, decision_links`.execute(
      api.ownerDb,
    );
    await sql`delete from action_audit`.execute(api.ownerDb);
    await sql`update pending_autonomous_actions set trigger_alert_id = null`.execute(api.ownerDb);
    await sql`delete from realtime_alerts`.execute(api.ownerDb);
    await sql`delete from pending_autonomous_actions where user_id = 'ana'`.execute(api.ownerDb);
    assert.deepEqual(await insights('adam'), before);
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
    await foldInsights(api.db);
    assert.deepEqual(await insights('adam'), before);
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
  });

  it('finds what is counted wrongly and puts it right', async () => {
    await everything();
    await foldInsights(api.db);
    const before = await insights('adam');
    await sql`update insight_days set n = n + 2 where what = 'created' and user_id = 'ben'`.execute(api.db);
    await sql`delete from insight_days where what = 'edited'`.execute(api.db);
    const found = await compareInsights(api.db, 'acme');
    assert.deepEqual(found.map(({ userId, what, n }) => [userId, what, n]).sort(), [
      ['ana', 'edited', -1],
      ['ben', 'created', 2],
    ]);
    assert.equal(await rebuildInsights(api.db, 'acme'), 2);
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
    assert.deepEqual(await insights('adam'), before);
  });

  it('counts by the days of the workspace’s time zone, whatever that becomes later', async () => {
    const farAhead = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
    const inZone = (zone: string) => sql`update workspaces set time_zone = ${zone} where id = 'acme'`.execute(api.db);
    await inZone('Pacific/Kiritimati');
    await decide('ana', await api.makeAction('ana'), 'approve');
    const { items } = await insights('ana', 'groupBy=day');
    assert.deepEqual(
      items.map(({ key }) => key),
      [farAhead],
    );
    await inZone('Pacific/Pago_Pago');
    await decide('ana', await api.makeAction('ana'), 'approve');
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
    assert.equal((await insights('ana', 'groupBy=day')).total.created.n, 1, 'that day is still to come there');
  });

  it('lets decisions on equal actions at once wait for nobody', async () => {
    const first = await api.makeAction('ana');
    const second = await api.makeAction('ana');
    await api.db.transaction().execute(async (tx) => {
      await sql`update pending_autonomous_actions set status = 'cancelled', decision = 'cancel', decision_channel = 'web',
        decided_at = now() where id = ${first}`.execute(tx);
      await decide('ana', second, 'cancel');
    });
    assert.equal((await insights('ana')).total.cancelled.n, 2);
  });

  it('refuses a list of what is counted on no day', async () => {
    const { status, body } = await api.call(
      'ana',
      'GET',
      '/api/autonomous-actions?counted=created&countedTo=2026-11-30',
    );
    assert.deepEqual([status, body.errors[0].pointer], [422, '/querystring/countedFrom']);
  });
});
