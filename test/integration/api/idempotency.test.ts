import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { removeOldRows } from '../../../src/store/database/retention.ts';
import { eventually } from '../../support/eventually.ts';
import { aTrigger, breakAudit, mendAudit, startApi, type TestApi } from './support.ts';

describe('API: Idempotency-Key', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const send = (key: string, body: unknown, who: 'ana' | 'mia' = 'ana') =>
    api.call(who, 'POST', '/api/triggers', { body, headers: { 'idempotency-key': key } });

  it('gives a repeated request its first answer again', async () => {
    const first = await send('first', aTrigger('c1'));
    const again = await send('first', aTrigger('c1'));
    assert.equal(first.status, 201);
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
    assert.equal(again.headers['content-type'], first.headers['content-type']);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    assert.equal(again.headers['idempotent-replayed'], 'true');
  });

  it('gives a problem again too', async () => {
    const { body: made } = await send('cancelled', aTrigger('c-cancelled'));
    const cancel = (key: string) =>
      api.call('ana', 'POST', `/api/autonomous-actions/${made.actionId}/cancel`, {
        headers: { 'idempotency-key': key },
      });
    await cancel('k1');
    const refused = await cancel('k2');
    const again = await cancel('k2');
    assert.equal(refused.status, 409);
    assert.deepEqual(again.body, refused.body);
    assert.equal(again.headers['content-type'], 'application/problem+json');
  });

  it('refuses a key that stood for another body or address', async () => {
    await send('other', aTrigger('c2'));
    const otherBody = await send('other', aTrigger('c3'));
    assert.deepEqual([otherBody.status, otherBody.body.code], [422, 'idempotency-key-reused']);
    const otherUrl = await api.call('ana', 'POST', '/api/alerts/read-all', { headers: { 'idempotency-key': 'other' } });
    assert.deepEqual([otherUrl.status, otherUrl.body.code], [422, 'idempotency-key-reused']);
  });

  it('keeps the keys of different users apart', async () => {
    const mine = await send('shared', aTrigger('c4'));
    const hers = await send('shared', aTrigger('c4'), 'mia');
    assert.notEqual(mine.body.actionId, hers.body.actionId);
  });

  it('lets only one of many at once run', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send('crowd', aTrigger('c5'))));
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.actionId));
    assert.equal(ids.size, 1);
    for (const { status, body } of answers) {
      assert.ok(status === 201 || (status === 409 && body.code === 'idempotency-key-in-use'), JSON.stringify(body));
    }
    const { count } = await api.db
      .selectFrom('trigger_log')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('dedup_key', 'like', '%:c5:%')
      .executeTakeFirstOrThrow();
    assert.equal(count, '1');
  });

  it('tells a repetition that the first is still running, and runs again at once after a crash', async () => {
    const { body: made } = await send('crash-setup', aTrigger('c6'));
    const cancel = () =>
      api.call('ana', 'POST', `/api/autonomous-actions/${made.actionId}/cancel`, {
        headers: { 'idempotency-key': 'crash' },
      });
    // Its row is locked: the first waits there.
    let release = () => {};
    let isLocked = () => {};
    const locked = new Promise<void>((resolve) => {
      isLocked = resolve;
    });
    const holding = api.db.transaction().execute(async (tx) => {
      await sql`select from pending_autonomous_actions where id = ${made.actionId} for update`.execute(tx);
      isLocked();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await locked;
    const first = cancel();
    await eventually(async () => {
      const { rows } = await sql`select from idempotency_keys where key = 'crash'`.execute(api.db);
      assert.equal(rows.length, 1, 'the first has claimed its key');
    });
    const second = await cancel();
    assert.deepEqual([second.status, second.body.code], [409, 'idempotency-key-in-use']);
    release();
    await holding;
    const third = await first;
    assert.equal(third.status, 200);

    // As a process leaves it that dies in its midst: claimed, and never answered.
    await sql`update idempotency_keys set status = null, body = null, claimed_at = now() where key = 'crash'`.execute(
      api.db,
    );
    const repeated = await cancel();
    assert.deepEqual([repeated.status, repeated.headers['idempotent-replayed']], [200, undefined]);
    assert.deepEqual(repeated.body, third.body, 'the same decision, not another');
    assert.equal((await cancel()).headers['idempotent-replayed'], 'true');
  });

  it('a crash between what a trigger made and its answer makes nothing twice, whatever became of the action since', async () => {
    const first = await send('crash-after-commit', aTrigger('c-crash'));
    assert.equal(first.status, 201);
    await sql`update pending_autonomous_actions set status = 'cancelled' where id = ${first.body.actionId}`.execute(
      api.db,
    );
    // As the crash leaves it: claimed, and never answered.
    await sql`update idempotency_keys set status = null, body = null, claimed_at = now()
      where key = 'crash-after-commit'`.execute(api.db);
    const second = await send('crash-after-commit', aTrigger('c-crash'));
    assert.deepEqual([second.status, second.body.actionId], [201, first.body.actionId]);
    const { body: list } = await api.call('ana', 'GET', '/api/autonomous-actions?companyId=c-crash');
    assert.equal(list.items.length, 1);
  });

  it('does not keep answers of 500 and above', async () => {
    const { body: made } = await send('error-setup', aTrigger('c7'));
    await breakAudit(api);
    const cancel = () =>
      api.call('ana', 'POST', `/api/autonomous-actions/${made.actionId}/cancel`, {
        headers: { 'idempotency-key': 'error' },
      });
    const failed = await cancel();
    assert.deepEqual([failed.status, failed.body.code], [500, 'internal']);
    assert.doesNotMatch(JSON.stringify(failed.body), /a fault of ours/);
    await mendAudit(api);
    assert.equal((await cancel()).status, 200);
  });

  it('forgets an answer after 24 hours', async () => {
    const first = await send('old', aTrigger('c8'));
    await sql`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'old'`.execute(api.db);
    await sql`update trigger_log set created_at = now() - interval '25 hours'`.execute(api.db);
    await removeOldRows(api.db);
    const later = await send('old', aTrigger('c8'));
    assert.deepEqual([later.status, later.body.deduplicated], [200, true]);
    assert.equal(later.body.actionId, first.body.actionId);
  });

  it('refuses keys that are none', async () => {
    for (const key of ['x'.repeat(256), 'ümlaut']) {
      const { status, body } = await send(key, aTrigger('c9'));
      assert.deepEqual([status, body.errors[0].pointer], [422, '/headers/idempotency-key']);
    }
    assert.equal((await send('x'.repeat(255), aTrigger('c9'))).status, 201);
  });
});
