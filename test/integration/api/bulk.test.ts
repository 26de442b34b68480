import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DecisionReply, DecisionRequest } from '../../../src/temporal/decisions.ts';
import { type Answer, type CallOptions, type Person, record, startApi, type TestApi } from './support.ts';

type Script = (request: DecisionRequest) => Promise<DecisionReply>;

describe('API: bulk decisions', () => {
  let api: TestApi;
  /** What the decider answers for an action, once; by default it records the decision. */
  const scripts = new Map<string, Script>();
  const seen: DecisionRequest[] = [];
  const onTheWay = { now: 0, most: 0 };

  async function decide(request: DecisionRequest): Promise<DecisionReply> {
    seen.push(request);
    onTheWay.now += 1;
    onTheWay.most = Math.max(onTheWay.most, onTheWay.now);
    const script = scripts.get(request.actionId);
    scripts.delete(request.actionId);
    try {
      return await (script === undefined ? record(api.db, request) : script(request));
    } finally {
      onTheWay.now -= 1;
    }
  }

  before(async () => {
    api = await startApi({ decider: { decide } });
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
  const decisionsOn = (id: string) => seen.filter(({ actionId }) => actionId === id).length;

  it('reports every item’s own outcome in the order of the request, with what the single route would say', async () => {
    const [fine = '', decided = '', stale = '', broken = '', unconfirmed = ''] = await makeSome(5);
    const bens = await api.makeAction('ben');
    await api.call('mia', 'POST', `/api/autonomous-actions/${decided}/cancel`);
    await api.call('ana', 'PATCH', `/api/autonomous-actions/${stale}`, { body: { params: { subject: 'New' } } });
    const fail = async () => {
      throw new Error('a fault of ours');
    };
    scripts.set(broken, fail);
    scripts.set(unconfirmed, async () => ({ kind: 'unconfirmed' }));

    const ids = [decided, fine, stale, broken, bens, unconfirmed, randomUUID()];
    const answer = await bulk('ana', { action: 'cancel', items: items(ids) });
    assert.equal(answer.status, 200);
    assert.deepEqual(
      answer.body.results.map(({ actionId }: { actionId: string }) => actionId),
      ids,
    );
    const expected = ['already-decided', 'done', 'refused', 'failed', 'refused', 'failed', 'refused'];
    assert.deepEqual(outcomes(answer), expected);

    scripts.set(broken, fail);
    scripts.set(unconfirmed, async () => ({ kind: 'unconfirmed' }));
    for (const [i, id] of ids.entries()) {
      const result = answer.body.results[i];
      if (id === fine) continue;
      const single = await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`, { body: { version: 1 } });
      const { instance: _, ...problem } = result.problem;
      assert.deepEqual({ ...single.body, instance: undefined }, { ...problem, instance: undefined }, result.outcome);
      assert.equal(result.answer, undefined);
    }
    assert.equal(answer.body.results[0].problem.decision.byName, 'Mia');
    assert.doesNotMatch(JSON.stringify(answer.body), /a fault of ours/);
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
    const [fine = '', unconfirmed = ''] = await makeSome(2);
    scripts.set(unconfirmed, async () => ({ kind: 'unconfirmed' }));
    const send = () =>
      bulk('ana', { action: 'cancel', items: items([fine, unconfirmed]) }, { headers: { 'idempotency-key': 'all' } });
    const first = await send();
    const second = await send();
    const third = await send();
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
    assert.equal(decisionsOn(fine), 1, 'the done one was found in the record');
    assert.equal(
      new Set(seen.slice(-2).map(({ updateId }) => updateId)).size,
      1,
      'the second try is the same decision',
    );
  });

  it('takes a few at once, never more than eight', async () => {
    const ids = await makeSome(30);
    onTheWay.most = 0;
    let release = () => {};
    const eight = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (const id of ids) {
      scripts.set(id, async (request) => {
        if (onTheWay.now === 8) release();
        await eight;
        return record(api.db, request);
      });
    }
    assert.deepEqual(outcomes(await bulk('ana', { action: 'cancel', items: items(ids) })), Array(30).fill('done'));
    assert.equal(onTheWay.most, 8);
  });

  it('begins nothing any more once its key could be free again', async () => {
    const ids = await makeSome(20);
    const real = performance.now.bind(performance);
    scripts.set(ids[0] ?? '', async (request) => {
      performance.now = () => real() + 40_001;
      return record(api.db, request);
    });
    try {
      const answer = await bulk('ana', { action: 'cancel', items: items(ids) });
      assert.equal(answer.body.results.at(-1).problem.code, 'decision-unconfirmed');
      assert.equal(decisionsOn(ids.at(-1) ?? ''), 0);
    } finally {
      performance.now = real;
    }
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
