import assert from 'node:assert/strict';
import type { ActionSummary } from '../../../src/web/api/client.ts';
import { dealName, groupByDeal, onDealOf } from '../../../src/web/queue/byDeal.ts';

/** What grouping looks at, of a card. */
function cardOf(id: string, dealId: string | null, crm = 'hubspot', scheduledApproval: object | null = null) {
  return { id, dealId, crm, status: 'pending', scheduledApproval, subject: {} } as ActionSummary;
}

const ids = (cards: readonly ActionSummary[]) => cards.map(({ id }) => id).join('');

describe('The queue by deal', () => {
  const cards = [
    cardOf('a', 'cobalt'),
    cardOf('b', null),
    cardOf('c', 'amber'),
    cardOf('d', 'cobalt'),
    cardOf('e', null),
    cardOf('f', 'cobalt', 'built-in'),
  ];

  it('puts a deal’s cards under the first of them, and leaves what has no deal, or is alone on it, in its place', () => {
    const grouped = groupByDeal(cards);
    assert.equal(ids(grouped.cards), 'adbcef');
    assert.deepEqual(
      [...grouped.groups].map(([first, group]) => [first, ids(group)]),
      [['a', 'ad']],
      'two CRMs may call two deals alike',
    );
  });

  it('keeps a deal’s place when its first card leaves, and puts what is new where it belongs by itself', () => {
    const { order } = groupByDeal(cards);
    const [, ...rest] = cards;
    assert.equal(ids(groupByDeal(rest).cards), 'bcdef', 'by itself the deal would sink to its next card');
    assert.equal(ids(groupByDeal(rest, order).cards), 'dbcef');
    const later = [
      cardOf('x', 'first'),
      ...rest.slice(0, 2),
      cardOf('y', null),
      ...rest.slice(2),
      cardOf('z', 'amber'),
    ];
    assert.equal(ids(groupByDeal(later, order).cards), 'xdbczyef');
  });

  it('finds what is undecided on the deal of a card, which for a card without deal is that card', () => {
    const approved = cardOf('g', 'cobalt', 'hubspot', {});
    assert.equal(ids(onDealOf([...cards, approved], cardOf('d', 'cobalt'))), 'ad');
    assert.equal(ids(onDealOf(cards, cardOf('b', null))), 'b');
  });

  it('is called by the deal, else by its company, else by what the CRM tells it apart by', () => {
    const company = { id: 'c', name: 'Cobalt' };
    const named = (subject: object) => dealName({ ...cardOf('a', '77'), subject } as ActionSummary);
    assert.equal(named({ deal: { id: '77', name: 'Cobalt renewal' }, company }), 'Cobalt renewal');
    assert.equal(named({ deal: { id: '77' }, company }), 'Cobalt');
    assert.equal(named({ deal: { id: '77' } }), '77');
  });
});
