import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { eventually } from '../../support/eventually.ts';
import {
  type Answer,
  breakAudit,
  type CallOptions,
  mendAudit,
  type Person,
  startApi,
  type TestApi,
} from './support.ts';

describe('API: bulk decisions', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  function bulk(who: Person, body: unknown, options: CallOptions = {}): Promise<Answer> {
    return api.call(who, 'POST', '/api/autonomous-actions/bulk', { body, ...options });
  }

  function makeSome(count: number): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, () => api.makeAction('ana')));
  }

  const items = (ids: string[]) => ids.map((actionId) => ({ actionId, version: 1 }));
  const outcomes = ({ body }: Answer) => body.results.map(({ outcome }: { outcome: string }) => outcome);
  const decisionsOn = async (id: string) =>
    (await api.call('ana', 'GET', `/api/autonomous-actions/${id}`)).body.audit.length - 1;

  it('reports every item’s own outcome in the order of the request, with what the single route would say', async () => {
    const [fine = '', decided = '', stale = ''] = await makeSome(3);
    const bens = await api.makeAction('ben');
    await api.call('mia', 'POST', `/api/autonomous-actions/${decided}/cancel`);
    await api.call('ana', 'PATCH', `/api/autonomous-actions/${stale}`, { body: { params: { subject: 'New' } } });

    const ids = [decided, fine, stale, bens, randomUUID()];
    const answer = await bulk('ana', { action: 'cancel', items: items(ids) });
    assert.equal(answer.status, 200);
    assert.deepEqual(
      answer.body.results.map(({ actionId }: { actionId: string }) => actionId),
      ids,
    );
    const expected = ['already-decided', 'done', 'refused', 'refused', 'refused'];
    assert.deepEqual(outcomes(answer), expected);

    for (const [i, id] of ids.entries()) {
      const result = answer.body.results[i];
      if (id === fine) continue;
      const single = await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`, { body: { version: 1 } });
      const { instance: _, ...problem } = result.problem;
      assert.deepEqual({ ...single.body, instance: undefined }, { ...problem, instance: undefined }, result.outcome);
      assert.equal(result.answer, undefined);
    }
    assert.equal(answer.body.results[0].problem.decision.byName, 'Mia');
    const { status, decision, decidedBy } = answer.body.results[1].answer;
    assert.deepEqual([status, decision, decidedBy], ['cancelled', 'cancel', 'ana']);
  });

  it('cancels a list for one reason, by the door that it came in by', async () => {
    const ids = await makeSome(3);
    const body = { action: 'cancel', reason: 'Not now', items: items(ids) };
    assert.deepEqual(
      outcomes(await bulk('ana', body, { headers: { 'signoff-channel': 'web' } })),
      Array(3).fill('done'),
    );
    for (const id of ids) {
      const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
      assert.deepEqual([body.status, body.cancelReason, body.decisionChannel], ['cancelled', 'Not now', 'web']);
    }
  });

  it('approves each with its own undo window', async () => {
    const [slow = '', now = ''] = await makeSome(2);
    const { body } = await bulk('mia', {
      action: 'approve',
      items: [
        { actionId: slow, version: 1, undoSeconds: 10 },
        { actionId: now, version: 1 },
      ],
    });
    const [first, second] = body.results;
    assert.deepEqual(
      [first.outcome, first.answer.status, second.outcome, second.answer.status],
      ['done', 'pending', 'done', 'approved'],
    );
    assert.equal(Date.parse(first.answer.executesAt) - Date.parse(first.answer.decidedAt), 10_000);
  });

  it('repeated with its Idempotency-Key it decides nothing again, and has another try at what failed', async () => {
    const [fine = '', broken = ''] = await makeSome(2);
    const send = () =>
      bulk('ana', { action: 'cancel', items: items([fine, broken]) }, { headers: { 'idempotency-key': 'all' } });
    await breakAudit(api, broken);
    const first = await send();
    await mendAudit(api);
    const second = await send();
    const third = await send();
    assert.doesNotMatch(JSON.stringify(first.body), /a fault of ours/);
    assert.deepEqual([first, second, third].map(outcomes), [
      ['done', 'failed'],
      ['done', 'done'],
      ['done', 'done'],
    ]);
    assert.deepEqual(second.body.results[0], first.body.results[0]);
    assert.deepEqual(
      [second.headers['idempotent-replayed'], third.headers['idempotent-replayed']],
      [undefined, 'true'],
    );
    assert.equal(await decisionsOn(fine), 1, 'the done one was found in the record');
  });

  it('begins nothing any more once it has gone on for too long', async () => {
    const ids = await makeSome(20);
    const real = performance.now.bind(performance);
    let release = () => {};
    let isLocked = () => {};
    const locked = new Promise<void>((resolve) => {
      isLocked = resolve;
    });
    // The first of them wait for their rows.
    const holding = api.ownerDb.transaction().execute(async (tx) => {
      await tx.selectFrom('pending_autonomous_actions').select('id').where('id', 'in', ids).forUpdate().execute();
      isLocked();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await locked;
    const answering = bulk('ana', { action: 'cancel', items: items(ids) });
    try {
      await eventually(async () => {
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::int as waiting from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`.execute(api.ownerDb);
        assert.ok((rows[0]?.waiting ?? 0) >= 8, 'eight are under way');
      });
      performance.now = () => real() + 40_001;
      release();
      await holding;
      const answer = await answering;
      assert.equal(outcomes(answer).filter((outcome: string) => outcome === 'done').length, 8);
      assert.equal(answer.body.results.at(-1).problem.code, 'decision-not-taken');
    } finally {
      performance.now = real;
    }
    assert.equal(await decisionsOn(ids.at(-1) ?? ''), 0);
  });

  it('takes named lists only, of at most 200', async () => {
    const ids = Array.from({ length: 201 }, () => randomUUID());
    const refused = [
      { action: 'cancel', items: [] },
      { action: 'cancel', items: items(ids) },
      { action: 'cancel', items: items([ids[0] ?? '', ids[0] ?? '']) },
      { action: 'cancel', items: [{ actionId: ids[0] }] },
      { action: 'edit', items: items(ids.slice(1)) },
      { action: 'cancel', items: [{ actionId: ids[0], version: 1, undoSeconds: 0 }] },
      { action: 'undo', reason: 'Too early', items: items(ids.slice(1)) },
      { action: 'cancel', items: 'all' },
    ];
    for (const body of refused) assert.equal((await bulk('ana', body)).status, 422, JSON.stringify(body).slice(0, 99));
    const most = await bulk('ana', { action: 'cancel', items: items(ids.slice(1)) });
    assert.deepEqual(new Set(outcomes(most)), new Set(['refused']));
  });
});
