import assert from 'node:assert/strict';
import { type Filters, readFilters, toOrder, toQuery, writeFilters } from '../../../src/web/api/filters.ts';

const everything: Filters = {
  actionType: 'send_email',
  triggerType: 'champion_cold',
  companyId: 'acme & sons',
  q: 'größer 25 %',
  scope: 'team',
  snoozed: 'only',
  currency: 'EUR',
  failure: 'open',
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
    assert.deepEqual(toQuery({}), { status: ['pending'], scope: 'own', snoozed: 'hidden' });
    assert.deepEqual(toQuery({ scope: 'team', snoozed: 'only' }), {
      status: ['pending'],
      scope: 'team',
      snoozed: 'only',
    });
  });

  it('ask for what failed whether or not it was snoozed, the newest first', () => {
    assert.deepEqual(toQuery({ failure: 'open', snoozed: 'only' }), { scope: 'own', failure: 'open' });
    assert.deepEqual(toOrder({ failure: 'open', currency: 'EUR' }), { sort: 'newest' });
  });

  it('order by deal value only within one currency', () => {
    assert.deepEqual(toOrder({}), { sort: 'queue' });
    assert.deepEqual(toOrder({ currency: 'EUR' }), { sort: 'value', currency: 'EUR' });
  });
});
