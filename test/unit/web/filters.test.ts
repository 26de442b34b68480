import assert from 'node:assert/strict';
import {
  type Filters,
  ofTab,
  readFilters,
  tabOf,
  toOrder,
  toQuery,
  writeFilters,
} from '../../../src/web/api/filters.ts';

const everything: Filters = {
  actionType: 'send_email',
  triggerType: 'champion_cold',
  companyId: 'acme & sons',
  q: 'größer 25 %',
  userId: 'ana',
  scope: 'team',
  snoozed: 'only',
  currency: 'EUR',
  tab: 'failed',
};

describe('The queue’s filters', () => {
  it('come back from an address as they went into it', () => {
    assert.deepEqual(readFilters(writeFilters(everything)), everything);
  });

  it('leave an address clean where nothing is chosen', () => {
    assert.equal(writeFilters({ q: undefined, companyId: '' }), '');
    assert.deepEqual(readFilters('?q=%20&utm_source=mail'), {});
  });

  it('ask for one’s own pending actions without those snoozed unless told otherwise', () => {
    assert.deepEqual(toQuery({}), { status: ['pending'], scope: 'own', snoozed: 'hidden', underWay: 'hidden' });
    assert.deepEqual(toQuery({ scope: 'team', snoozed: 'only' }), {
      status: ['pending'],
      scope: 'team',
      snoozed: 'only',
      underWay: 'hidden',
    });
  });

  it('ask for what failed whether or not it was snoozed, the newest first', () => {
    assert.deepEqual(toQuery({ tab: 'failed', snoozed: 'only' }), { scope: 'own', failure: 'open' });
    assert.deepEqual(toOrder({ tab: 'failed', currency: 'EUR' }), { sort: 'newest' });
  });

  it('ask for what is under way whether or not it was snoozed, and for what is over by when it left the queue', () => {
    assert.deepEqual(toQuery({ tab: 'sending', snoozed: 'only' }), { scope: 'own', underWay: 'only' });
    assert.deepEqual(toQuery({ tab: 'done' }).status, ['executed', 'cancelled', 'expired', 'failed']);
    assert.deepEqual(toOrder({ tab: 'done', currency: 'EUR' }), { sort: 'decided' });
  });

  it('lead from links made before there were tabs to what failed', () => {
    assert.deepEqual(readFilters('?scope=team&failure=open'), { scope: 'team', tab: 'failed' });
  });

  it('choose a part of the queue whole, of the same people', () => {
    assert.deepEqual(readFilters(writeFilters({ ...everything, ...ofTab('done') })), {
      userId: 'ana',
      scope: 'team',
      currency: 'EUR',
      tab: 'done',
    });
    assert.equal(tabOf({ ...everything, ...ofTab('waiting') }), 'waiting');
  });

  it('order by deal value only within one currency', () => {
    assert.deepEqual(toOrder({}), { sort: 'queue' });
    assert.deepEqual(toOrder({ currency: 'EUR' }), { sort: 'value', currency: 'EUR' });
  });
});
