import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { makeCard, newGroup, shownIds, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { byDeal } = texts;

describe('browser: the queue by deal', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { card, press, dialog } = screen;

  /** Done at once, so that nothing is left to other tests. */
  const touch = { actionType: 'log_touch' };

  /** Three signals, the second on another deal: it stands between the others, as it came between them. */
  async function threeSignals() {
    const group = newGroup();
    const deal = { id: `deal-${group}`, name: `${group} renewal` };
    const first = await makeCard({ deal, ...touch }, group);
    const other = await makeCard(touch, group);
    const second = await makeCard({ deal, ...touch, triggerType: 'deal_stage_regression' }, group);
    return { first, other, second, heading: byDeal.heading(deal.name, 2, false) };
  }
  const headings = () => screen.page.locator('[data-queue] h2').allTextContents();
  const answer = async (made: { id: string }) => {
    const { status } = await stateOf(made);
    return status === 'pending' ? 'waits' : 'approved';
  };

  it('one key puts a deal’s cards together under its name, another approves all of them, and it stays so', async () => {
    const { first, other, second, heading } = await threeSignals();
    await screen.openQueue(first, other, second);
    assert.deepEqual(await shownIds(screen.page), [first.id, other.id, second.id]);
    assert.deepEqual(await headings(), []);
    await press('b');
    await screen.page.getByRole('heading', { name: heading }).waitFor();
    assert.deepEqual(await shownIds(screen.page), [first.id, second.id, other.id]);
    assert.deepEqual(await headings(), [heading]);
    assert.deepEqual(await violationsOn(screen.page), []);
    await screen.page.reload();
    await screen.page.getByRole('heading', { name: heading }).waitFor();
    await screen.isLive();
    await card(second).getByRole('link').focus();
    await card(second).getByRole('link').click();
    await press('Shift+A');
    await dialog().getByText(texts.dialogs.bulk.title('approve', 2)).waitFor();
    await dialog()
      .getByRole('button', { name: texts.dialogs.bulk.confirmVerb(texts.verbs.log_touch.button, 2) })
      .click();
    await eventually(async () => {
      assert.deepEqual(await Promise.all([first, second, other].map(answer)), ['approved', 'approved', 'waits']);
    });
    await press('Escape');
    await card(first).waitFor({ state: 'detached' });
    assert.deepEqual(await headings(), [], 'a deal with one card has no heading');
  });

  it('by buttons the same, one of them alone can be approved, and the group is told anew as it becomes smaller', async () => {
    const { first, second, other, heading } = await threeSignals();
    await screen.openQueue(first, other, second);
    await screen.page.getByRole('button', { name: texts.filters.byDeal }).click();
    await screen.page.getByRole('button', { name: byDeal.approveAll(2) }).click();
    await dialog().getByText(texts.dialogs.bulk.title('approve', 2)).waitFor();
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await screen.page.getByRole('heading', { name: heading }).waitFor();
    await card(first).getByRole('link').click();
    await press('a');
    await card(first).waitFor({ state: 'detached' });
    assert.deepEqual(await shownIds(screen.page), [second.id, other.id]);
    assert.deepEqual(await headings(), []);
    await screen.page.getByRole('button', { name: texts.filters.byDeal }).click();
    await eventually(async () => assert.deepEqual(await shownIds(screen.page), [other.id, second.id]));
    assert.equal(await answer(second), 'waits');
  });
});
