import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { type Card, makeCard, orderFault, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { dialogs } = texts;
/** Where the pictures of what one sees go; unset: none are taken. */
const { SCREENSHOTS_DIR } = process.env;

describe('browser: a morning’s work', function () {
  this.timeout(180_000);
  this.slow(60_000);
  const screen = useScreen();
  const { cards, press } = screen;

  const picture = async (name: string) => {
    if (SCREENSHOTS_DIR) await screen.page.screenshot({ path: `${SCREENSHOTS_DIR}/${name}.png` });
  };

  /** So many emails to one person, the largest deal first. */
  async function makeCards(count: number): Promise<{ cards: Card[]; q: string }> {
    const name = `Pat ${Math.random().toString(36).slice(2)}`;
    const made: Card[] = [];
    for (let i = 0; i < count; i++) {
      const deal = { id: `${name}-${i}`, name: `Renewal ${i}`, amountMinor: (count - i) * 100_000, currency: 'USD' };
      made.push(await makeCard({ contact: { id: name, name, email: 'pat@testworks.test' }, deal }));
    }
    return { cards: made, q: encodeURIComponent(name) };
  }

  async function openQueue(q: string): Promise<void> {
    await screen.open('ana', { path: `/?q=${q}` });
    await cards().first().waitFor();
    await screen.isLive();
  }

  it('twenty cards are decided in a row by keys, without waiting for any answer', async () => {
    const { cards: made, q } = await makeCards(20);
    await openQueue(q);
    const ways = [['a'], ['c', '2', 'Enter'], ['a'], ['s', '1']];
    for (let i = 0; i < made.length; i++) {
      await press(...(ways[i % ways.length] ?? []));
      if (i === 9) await picture('twenty-cards');
    }
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
    await eventually(
      async () => {
        const states = await Promise.all(made.map(stateOf));
        const approved = states
          .filter(({ scheduledApproval, status }) => scheduledApproval !== null || status !== 'pending')
          .filter(({ status }) => status !== 'cancelled');
        const cancelled = states.filter(({ status }) => status === 'cancelled');
        const snoozed = states.filter(({ snoozedUntil }) => snoozedUntil !== null);
        assert.deepEqual([approved.length, cancelled.length, snoozed.length], [10, 5, 5]);
        assert.ok(cancelled.every(({ cancelReason }) => cancelReason === dialogs.reason.presets.wrongTiming));
      },
      { timeoutMs: 30_000 },
    );
    await eventually(
      async () => {
        const ended = (await Promise.all(made.map(stateOf))).filter(({ status }) => status === 'executed');
        assert.equal(ended.length, 10, 'each approval is executed when its window has passed');
      },
      { timeoutMs: 40_000 },
    );
  });

  it('a bulk approval is undone by one key, and a bulk cancel is done', async () => {
    const { cards: made, q } = await makeCards(5);
    await openQueue(q);
    await cards().nth(4).waitFor();
    await press('x', 'Shift+J', 'Shift+J', 'Shift+J', 'Shift+J');
    await screen.page.getByText(texts.bulk.selected(5)).waitFor();
    await press('a', 'Enter');
    await screen.page.getByText('5 emails will be sent').waitFor();
    await picture('bulk-approved');
    await press('Escape');
    await screen.page.getByRole('region', { name: texts.undo.label }).waitFor();
    await screen.page.getByText(texts.list.emptyFilterTitle, { exact: true }).waitFor();
    await picture('undo-tray');
    await press('Shift+U');
    await screen.page.getByText(texts.undo.undoneAll(5, 0)).waitFor();
    await cards().nth(4).waitFor();
    await picture('undone');
    for (const each of made) {
      const { status, scheduledApproval } = await stateOf(each);
      assert.deepEqual([status, scheduledApproval], ['pending', null]);
    }
    await press('Shift+J', 'Shift+J', 'Shift+J', 'Shift+J', 'Shift+J');
    await press('Shift+K', 'Shift+K', 'Shift+K', 'Shift+K', 'Shift+K');
    await screen.page.getByText(texts.bulk.selected(5)).waitFor();
    await press('c', '1');
    await picture('bulk-cancel');
    await press('Enter');
    await screen.page.getByText('5 cancelled').waitFor();
    await press('Escape');
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
    for (const each of made) assert.equal((await stateOf(each)).status, 'cancelled');
  });

  it('an email that its server refused is retried from the notice of it, and arrives', async () => {
    const { cards: made, q } = await makeCards(1);
    const [only] = made;
    assert.ok(only);
    await openQueue(q);
    await orderFault({ phase: 'rcpt', reply: 550 });
    await press('a');
    const notice = screen.page.getByRole('alert').filter({ hasText: 'Failed:' });
    await notice.waitFor({ timeout: 40_000 });
    await picture('failed');
    await notice.getByRole('button', { name: texts.decide.open }).click();
    await screen.page.getByRole('button', { name: texts.detail.buttons.retry, exact: true }).click();
    await screen.page.getByText(texts.detail.retried).waitFor();
    await picture('retried');
    const { retriedAs } = await stateOf(only);
    await eventually(async () => assert.equal((await stateOf({ id: retriedAs })).status, 'executed'));
  });
});
