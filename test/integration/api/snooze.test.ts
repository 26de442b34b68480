import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { type Person, startApi, type TestApi } from './support.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('API: snooze', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const snooze = (who: Person, id: string, until: unknown) =>
    api.call(who, 'POST', `/api/autonomous-actions/${id}/snooze`, { body: { until } });

  async function listed(who: Person, query: string): Promise<string[]> {
    const { body } = await api.call(who, 'GET', `/api/autonomous-actions?${query}`);
    return body.items.map(({ id }: { id: string }) => id).sort();
  }

  const readRow = (id: string) =>
    api.db.selectFrom('pending_autonomous_actions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  it('hides an action from its own user’s queue and counts until then, and from nobody else’s', async () => {
    const [hidden, shown] = [await api.makeAction('ana'), await api.makeAction('ana')];
    const until = inMs(DAY_MS);
    const { status, body } = await snooze('ana', hidden, until);
    assert.deepEqual([status, body], [200, { actionId: hidden, snoozedUntil: until }]);
    for (const sort of ['queue', 'newest', 'value&currency=USD']) {
      assert.deepEqual(await listed('ana', `sort=${sort}&snoozed=hidden`), [shown], sort);
      assert.deepEqual(await listed('ana', `sort=${sort}&snoozed=only`), [hidden], sort);
      assert.deepEqual(await listed('ana', `sort=${sort}`), [hidden, shown].sort(), sort);
      assert.deepEqual(await listed('mia', `sort=${sort}&scope=team&snoozed=hidden`), [hidden, shown].sort(), sort);
      assert.deepEqual(await listed('mia', `sort=${sort}&scope=team&snoozed=only`), [], sort);
    }
    const counts = async (query: string) =>
      (await api.call('ana', 'GET', `/api/autonomous-actions/counts?${query}`)).body.byStatus;
    assert.deepEqual(await counts('snoozed=hidden'), { pending: 1 });
    assert.deepEqual(await counts('snoozed=only'), { pending: 1 });

    // As if the day had gone by.
    await sql`update pending_autonomous_actions set snoozed_until = now() - interval '1 second' where id = ${hidden}`.execute(
      api.db,
    );
    assert.deepEqual(await listed('ana', 'sort=queue&snoozed=hidden'), [hidden, shown].sort());
    assert.deepEqual(await listed('ana', 'sort=queue&snoozed=only'), []);
  });

  it('brings it back at once when told so', async () => {
    const id = await api.makeAction('ana');
    await snooze('ana', id, inMs(DAY_MS));
    const { body } = await snooze('ana', id, null);
    assert.deepEqual(body, { actionId: id, snoozedUntil: null });
    assert.ok((await listed('ana', 'sort=queue&snoozed=hidden')).includes(id));
  });

  it('decides nothing: version, deadlines and audit trail stay as they are, and screens are told', async () => {
    const id = await api.makeAction('ana');
    const before = await readRow(id);
    await snooze('ana', id, inMs(DAY_MS));
    const { snoozed_until, ...after } = await readRow(id);
    assert.ok(snoozed_until instanceof Date);
    assert.deepEqual({ ...after, snoozed_until: null }, before);
    const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
    assert.deepEqual(
      body.audit.map(({ command }: { command: string }) => command),
      ['create'],
    );
    const events = await api.db.selectFrom('events').select('type').where('action_id', '=', id).execute();
    assert.ok(events.some(({ type }) => type === 'action.snoozed'));
  });

  it('is refused in the past and beyond 30 days from now', async () => {
    const id = await api.makeAction('ana');
    for (const until of [inMs(-1_000), inMs(30 * DAY_MS + 60_000), 'tomorrow', undefined, 5]) {
      const { status, body } = await snooze('ana', id, until);
      assert.deepEqual([status, body.code, body.errors[0].pointer], [422, 'invalid-request', '/until'], String(until));
    }
    assert.equal((await readRow(id)).snoozed_until, null);
    assert.equal((await snooze('ana', id, inMs(30 * DAY_MS - 60_000))).status, 200);
  });

  it('is refused where the action has been decided, which is shown among what is not snoozed again', async () => {
    const id = await api.makeAction('ana');
    await snooze('ana', id, inMs(DAY_MS));
    await api.call('mia', 'POST', `/api/autonomous-actions/${id}/cancel`);
    const { status, body } = await snooze('ana', id, inMs(DAY_MS));
    assert.deepEqual([status, body.code, body.decision.byName], [409, 'already-decided', 'Mia']);
    assert.deepEqual(await listed('ana', 'status=cancelled&snoozed=hidden'), [id]);
    assert.deepEqual(await listed('ana', 'status=cancelled&snoozed=only'), []);
    const { body: counts } = await api.call('ana', 'GET', '/api/autonomous-actions/counts?snoozed=hidden');
    assert.equal(counts.byStatus.cancelled, 1);
  });
});
