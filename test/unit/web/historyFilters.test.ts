import assert from 'node:assert/strict';
import {
  ALL,
  type HistoryFilters,
  narrowingOf,
  orderOf,
  readHistoryFilters,
  scopeOf,
  toHistoryQuery,
  writeHistoryFilters,
} from '../../../src/web/history/filters.ts';

const ana = { id: 'ana', role: 'rep', timeZone: 'America/New_York' } as Parameters<typeof toHistoryQuery>[1];

describe('The history’s filters', () => {
  it('come back from an address as they went into it', () => {
    const filters: HistoryFilters = {
      q: 'größer 25 %',
      scope: 'team',
      userId: 'ben',
      status: 'failed',
      from: '2026-11-01',
    };
    assert.deepEqual(readHistoryFilters(`?${writeHistoryFilters(filters)}`), filters);
    assert.deepEqual(readHistoryFilters('?q=%20&utm_source=mail'), {});
  });

  it('take what the insights say lists the actions behind a number, word for word', () => {
    const behind =
      'scope=team&userId=ana&countedFrom=2026-10-30&countedTo=2026-11-28&triggerType=champion_cold&counted=edited';
    const query = new URLSearchParams(toHistoryQuery(readHistoryFilters(`?${behind}&sort=decided`), ana) as never);
    query.sort();
    const asked = new URLSearchParams(behind);
    asked.sort();
    assert.equal(query.toString(), asked.toString());
  });

  it('ask for whole days by the user’s clocks, the last included, also where these change', () => {
    const { decidedFrom, decidedTo } = toHistoryQuery({ from: '2026-03-08', to: '2026-03-08' }, ana);
    assert.deepEqual([decidedFrom, decidedTo], ['2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z']);
  });

  it('begin with one’s own, an administrator’s with everybody’s, and with a person’s wherever one is named', () => {
    assert.deepEqual(
      [scopeOf({}, { role: 'rep' }), scopeOf({}, { role: 'admin' }), scopeOf({ scope: 'own' }, { role: 'admin' })],
      ['own', 'team', 'own'],
    );
    assert.equal(scopeOf({ userId: 'ben' }, { role: 'manager' }), 'team');
  });

  it('count what narrows and take it away, but not whose history it is', () => {
    const filters: HistoryFilters = { scope: 'team', userId: 'ben', q: 'x', counted: 'created' };
    assert.deepEqual(narrowingOf(filters), ['q', 'counted']);
    assert.deepEqual(readHistoryFilters(`?${writeHistoryFilters({ ...filters, ...ALL })}`), {
      scope: 'team',
      userId: 'ben',
    });
  });

  it('list by creation what need not have left the queue', () => {
    assert.deepEqual(
      [orderOf({}), orderOf({ counted: 'edited' }), orderOf({ counted: 'created' }), orderOf({ counted: 'byItself' })],
      ['decided', 'decided', 'newest', 'newest'],
    );
  });
});
