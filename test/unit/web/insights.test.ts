import assert from 'node:assert/strict';
import { orderOf, readHistoryFilters, toHistoryQuery } from '../../../src/web/history/filters.ts';
import { listHref, nextOf, placeHref, readPlace } from '../../../src/web/insights/place.ts';
import { texts } from '../../../src/web/texts.ts';

// Of somebody signed in only what the query looks at.
const me = { role: 'rep', timeZone: 'America/New_York' } as Parameters<typeof toHistoryQuery>[1];

describe('The insights’ address', () => {
  it('says what is shown, and is as by default where it says nothing or nonsense', () => {
    const place = { days: 90, groupBy: 'template', scope: 'own' } as const;
    assert.deepEqual(readPlace(placeHref(place).slice('/insights'.length)), place);
    assert.deepEqual(readPlace('?days=8&groupBy=x&scope=y'), { days: 30, groupBy: 'trigger', scope: 'team' });
  });

  it('goes through all groupings and begins again', () => {
    assert.equal(nextOf(['a', 'b'], 'a'), 'b');
    assert.equal(nextOf(['a', 'b'], 'b'), 'a');
  });
});

describe('A number of the insights', () => {
  const days = 'countedFrom=2026-10-30&countedTo=2026-11-28';
  for (const actions of [
    `scope=team&userId=ana&${days}&counted=created`,
    `scope=team&${days}&triggerType=champion_cold&counted=decided&sort=decided`,
    `scope=team&${days}&draftVersion=none&cancelKind=other&counted=cancelled&sort=decided`,
  ]) {
    it(`leads to a history that asks for just what it counts: ${actions}`, () => {
      const filters = readHistoryFilters(listHref(actions).slice('/history'.length));
      const order = orderOf(filters);
      // The API's default is by creation.
      const asked = { ...toHistoryQuery(filters, me), ...(order === 'decided' && { sort: order }) };
      assert.deepEqual(asked, Object.fromEntries(new URLSearchParams(actions)));
    });
  }

  it('is told in units that say more than they round', () => {
    const told = [40, 80, 100, 7_200, 100_000, 259_200].map(texts.insights.about);
    const wanted = ['40 seconds', '80 seconds', '2 minutes', '2 hours', '28 hours', '3 days'];
    assert.deepEqual(
      told,
      wanted.map((each) => `about ${each}`),
    );
  });
});
