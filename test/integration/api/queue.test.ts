import assert from 'node:assert/strict';
import { type Person, startApi, type TestApi } from './support.ts';

interface Item {
  id: string;
  subject: { deal: { amountMinor?: number; currency?: string } };
}

describe('API: what the queue’s screens ask for', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  async function pages(who: Person, query: string, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '' : `&cursor=${cursor}`;
      const url = `/api/autonomous-actions?${query}&limit=${limit}${at}`;
      const { status, body } = await api.call(who, 'GET', url);
      assert.equal(status, 200, JSON.stringify(body));
      items.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return items;
  }

  const show = async (who: Person, id: string) => (await api.call(who, 'GET', `/api/autonomous-actions/${id}`)).body;

  describe('the order by value', () => {
    const amounts = [500, 9_007_199_254_740_991, 0, 700, 700, 700, 700, 700, 12];

    before(async () => {
      const make = (deal: Record<string, unknown>) => api.makeAction('ana', { deal: { id: 'deal-v', ...deal } });
      for (const amountMinor of amounts) await make({ amountMinor, currency: 'USD' });
      await make({ amountMinor: 8_000, currency: 'EUR' });
      await make({ amountMinor: 9_000 });
      await make({ currency: 'USD' });
      const cancelled = await make({ amountMinor: 600, currency: 'USD' });
      await api.call('ana', 'POST', `/api/autonomous-actions/${cancelled}/cancel`);
    });

    it('has the pending ones of one currency, the largest first, each once across pages and equal amounts', async () => {
      for (const [who, scope] of [
        ['ana', 'own'],
        ['mia', 'team'],
        ['adam', 'team'],
      ] as const) {
        for (const limit of [1, 2, 4, 200]) {
          const items = await pages(who, `sort=value&currency=USD&dealId=deal-v&scope=${scope}`, limit);
          const values = items.map(({ subject }) => subject.deal.amountMinor);
          assert.deepEqual(
            values,
            amounts.toSorted((a, b) => b - a),
            `${who}, ${limit} to a page`,
          );
          assert.equal(new Set(items.map(({ id }) => id)).size, amounts.length);
        }
      }
    });

    it('is refused without a currency, as amounts of two do not compare', async () => {
      for (const query of ['sort=value', 'sort=value&currency=usd']) {
        const { status, body } = await api.call('ana', 'GET', `/api/autonomous-actions?${query}`);
        assert.deepEqual(
          [status, body.code, body.errors[0].pointer],
          [422, 'invalid-request', '/querystring/currency'],
          query,
        );
      }
    });

    it('can be offered with its numbers: pending ones are counted by the currency of their amounts', async () => {
      const { body } = await api.call('ana', 'GET', '/api/autonomous-actions/counts?dealId=deal-v');
      assert.deepEqual(body.pending.byCurrency, { USD: amounts.length, EUR: 1 });
    });
  });

  it('offers the companies of what is pending, those with the most first, and nobody else’s', async () => {
    const of = (id: string, dealId: string) => ({ company: { id, name: `${id} Inc` }, deal: { id: dealId } });
    for (const [who, company, deal] of [
      ['ana', 'many', 'm-1'],
      ['ana', 'many', 'm-2'],
      ['ana', 'one', 'o-1'],
      ['otto', 'foreign', 'f-1'],
    ] as const) {
      await api.makeAction(who, of(company, deal));
    }
    const decided = await api.makeAction('ana', of('decided', 'd-1'));
    await api.call('ana', 'POST', `/api/autonomous-actions/${decided}/cancel`);
    const { body } = await api.call('ana', 'GET', '/api/autonomous-actions/companies');
    const names = ['many', 'one', 'foreign', 'decided'];
    assert.deepEqual(
      body.items.filter(({ id }: { id: string }) => names.includes(id)),
      [
        { id: 'many', name: 'many Inc', count: 2 },
        { id: 'one', name: 'one Inc', count: 1 },
      ],
    );
  });

  it('shows with an action the earlier ones on the same deal, the newest first, as far as the caller may see', async () => {
    const on = (id: string) => ({ deal: { id }, triggerType: 'champion_cold' });
    const first = await api.makeAction('ana', on('deal № 1'));
    await api.call('ana', 'POST', `/api/autonomous-actions/${first}/cancel`);
    const bens = await api.makeAction('ben', on('deal № 1'));
    const second = await api.makeAction('ana', on('deal № 1'));
    await api.makeAction('ana', on('d-2'));
    const asked = await api.makeAction('ana', on('deal № 1'));
    await api.makeAction('ana', on('deal № 1'));
    await api.makeAction('otto', on('deal № 1'));

    const earlier = async (who: Person, id: string) => (await show(who, id)).earlier.map(({ id }: Item) => id);
    assert.deepEqual(await earlier('ana', asked), [second, first]);
    assert.deepEqual(await earlier('adam', asked), [second, bens, first]);
    assert.deepEqual(await earlier('ana', first), []);
    const { earlier: summaries } = await show('ana', asked);
    assert.deepEqual([summaries[1].status, summaries[1].decidedByName], ['cancelled', 'Ana']);
    const withoutDeal = await api.makeAction('ana', { deal: undefined });
    assert.deepEqual(await earlier('ana', withoutDeal), []);
  });

  it('shows at most twenty earlier ones', async () => {
    const made: string[] = [];
    for (let i = 0; i < 22; i += 1) made.push(await api.makeAction('ana', { deal: { id: 'd-busy' } }));
    const { earlier } = await show('ana', made[21] ?? '');
    assert.deepEqual(
      earlier.map(({ id }: Item) => id),
      made.slice(1, 21).reverse(),
    );
  });

  it('tells whoever looks how long his own approval could be undone', async () => {
    const id = await api.makeAction('ana', { actionType: 'send_email' });
    await api.call('mia', 'PUT', '/api/settings', { body: { undoSeconds: { send_email: 45 } } });
    assert.deepEqual([(await show('ana', id)).undoSeconds, (await show('mia', id)).undoSeconds], [10, 45]);
  });

  it('shows an approval that can still be undone in lists and detail, by whom and until when', async () => {
    const id = await api.makeAction('ana');
    assert.equal((await show('ana', id)).scheduledApproval, null);
    const approve = { body: { undoSeconds: 60 }, headers: { 'signoff-channel': 'web' } };
    const { body: answer } = await api.call('mia', 'POST', `/api/autonomous-actions/${id}/approve`, approve);
    const { scheduledApproval, status } = await show('ana', id);
    const { at, executesAt, ...who } = scheduledApproval;
    const expected = { by: 'mia', byName: 'Mia', channel: 'web', waits: null, chosen: false };
    assert.deepEqual([status, who], ['pending', expected]);
    assert.equal(executesAt, answer.executesAt);
    assert.equal(Date.parse(executesAt) - Date.parse(at), 60_000);
    const { body: list } = await api.call('ana', 'GET', '/api/autonomous-actions?sort=queue&limit=200');
    const listed = list.items.find((item: Item) => item.id === id);
    assert.deepEqual(listed.scheduledApproval, scheduledApproval);
  });

  it('tells what waits for a decision from what is approved and not done, in lists and counts', async () => {
    const of = async (query: string) => {
      const path = `/api/autonomous-actions?${query}&limit=200`;
      const { body } = await api.call('ana', 'GET', path);
      return body.items.map(({ id }: Item) => id);
    };
    const countOf = async (query: string) => {
      const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/counts?${query}`);
      const byType = Object.values<number>(body.pending.byActionType).reduce((sum, count) => sum + count, 0);
      return [body.byStatus.pending ?? 0, byType];
    };
    const [waits, approved] = [await api.makeAction('ana'), await api.makeAction('ana')];
    const waiting = 'status=pending&underWay=hidden';
    const [before] = await countOf(waiting);
    await api.call('ana', 'POST', `/api/autonomous-actions/${approved}/approve`, { body: { undoSeconds: 600 } });
    assert.ok((await of('underWay=only')).includes(approved));
    assert.ok(!(await of('underWay=only')).includes(waits));
    assert.ok((await of(`${waiting}&sort=queue`)).includes(waits));
    assert.ok(!(await of(`${waiting}&sort=queue`)).includes(approved));
    assert.deepEqual(await countOf(waiting), [Number(before) - 1, Number(before) - 1]);
    await api.call('ana', 'POST', `/api/autonomous-actions/${approved}/undo`, { body: {} });
    assert.ok(!(await of('underWay=only')).includes(approved));
    assert.deepEqual(await countOf(waiting), [before, before]);
  });

  it('gives of each action type the schema that a form can be made from', async () => {
    const { status, body } = await api.call('ana', 'GET', '/api/action-types');
    assert.equal(status, 200);
    // biome-ignore lint/suspicious/noExplicitAny: what a test looks at in an answer is the test's own claim about it
    const schemas = Object.fromEntries(body.items.map((item: any) => [item.actionType, item.schema]));
    assert.deepEqual(Object.keys(schemas).length, 5);
    const { send_email, create_followup_task, log_touch, notify_rep } = schemas;
    assert.deepEqual(send_email.required, ['subject', 'body'], 'what has a default may be left out');
    assert.deepEqual(send_email.additionalProperties, false);
    assert.equal(send_email.properties.subject.maxLength, 300);
    assert.equal(send_email.properties.body.maxLength, 50_000);
    assert.equal(send_email.properties.contactEmail.format, 'email');
    assert.deepEqual(send_email.properties.urgency.enum, ['low', 'normal', 'high']);
    assert.equal(create_followup_task.properties.dueAt.format, 'date-time');
    assert.deepEqual(log_touch.properties.touchType.enum, ['note', 'meeting', 'call', 'email', 'form']);
    assert.deepEqual(notify_rep.required, ['body']);
  });
});
