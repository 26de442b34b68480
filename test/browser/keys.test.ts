import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { makeCard, queueOf, shownIds, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { dialogs, filters } = texts;

describe('browser: keys', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { cards, current, press } = screen;

  before(async () => {
    for (let i = 0; i < 3; i++) await makeCard();
  });

  const selected = () =>
    screen.page.evaluate(
      `[...document.querySelectorAll('li[data-action-id]:has(input:checked)')].map((card) => card.dataset.actionId)`,
    );

  /** A fresh page, before any key; the ids of its cards. */
  async function openQueue(user: 'ana' | 'mia' = 'ana', path = '/?q=Testworks'): Promise<string[]> {
    await screen.open(user, { path });
    await cards().nth(2).waitFor();
    await screen.isLive();
    return shownIds(screen.page);
  }

  it('x j x on a fresh page selects the first card and the second', async () => {
    const [first, second] = await openQueue();
    await press('x', 'j', 'x');
    assert.deepEqual(await selected(), [first, second]);
  });

  it('Shift+J on a fresh page selects the current card and the next, and goes on from there', async () => {
    const ids = await openQueue();
    await press('Shift+J');
    assert.deepEqual(await selected(), ids.slice(0, 2));
    await press('Shift+J');
    assert.deepEqual(await selected(), ids.slice(0, 3));
    await press('Escape', 'Shift+K');
    assert.deepEqual(await selected(), ids.slice(1, 3), 'selected anew, from where it is now');
  });

  it('after Esc in the dialog of the first card the next step is to the second', async () => {
    const [, second] = await openQueue();
    await press('c');
    await screen.page.getByRole('dialog').waitFor();
    await press('Escape');
    await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('j');
    assert.equal(await current(), second);
  });

  it('with Caps Lock on a letter does what it does without', async () => {
    const [first, second] = await openQueue();
    await press('x');
    // As browsers report it: the capital, and no Shift.
    const key = (name: string) => `dispatchEvent(new KeyboardEvent('keydown', { key: '${name}', bubbles: true }))`;
    await screen.page.evaluate(key('J'));
    await eventually(async () => assert.equal(await current(), second));
    assert.deepEqual(await selected(), [first], 'it moves, and selects nothing');
    await screen.page.evaluate(key('X'));
    await eventually(async () => assert.deepEqual(await selected(), [first, second]));
  });

  it('the keys go on after the My-team toggle', async () => {
    await openQueue('mia', '/?q=Testworks&scope=team');
    await screen.page.getByText(texts.shell.own, { exact: true }).click();
    await screen.page.getByText(texts.shell.team, { exact: true }).click();
    await cards().nth(2).waitFor();
    await eventually(async () => {
      await press('x');
      assert.equal(((await selected()) as string[]).length, 1);
    });
    await press('?');
    await screen.page.getByRole('dialog', { name: texts.shortcuts.title }).waitFor();
  });

  it('the keys go on after each filter; in an open list and in a text they are its own', async () => {
    await openQueue();
    for (const [label, value] of [
      [filters.actionType, 'send_email'],
      [filters.triggerType, 'deal_value_decrease'],
      [filters.order, ''],
    ] as const) {
      const list = screen.page.getByLabel(label, { exact: true });
      await list.focus();
      await list.selectOption(value);
      await press('?');
      await screen.page.getByRole('dialog', { name: texts.shortcuts.title }).waitFor();
      await press('Escape');
      await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await press('/', '?', 'x');
    assert.equal(await screen.page.getByLabel(filters.search, { exact: true }).inputValue(), 'Testworks?x');
    assert.equal(await screen.page.getByRole('dialog').count(), 0);
  });

  it('a dialog has the focus before the next key can come', async () => {
    await openQueue();
    for (const key of ['c', 's', 'r']) {
      // What React does for a key is done when its microtasks are; a timer would be too late.
      const inDialog = await screen.page.evaluate(`(async () => {
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
        for (let i = 0; i < 20; i++) await null;
        return document.activeElement.closest('[role=dialog]') !== null;
      })()`);
      assert.ok(inDialog, key);
      await press('Escape');
      await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('cancels by c 2 Enter typed in one go, on a page that has only just loaded', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: '/' });
    await screen.page.goto(queueOf(made), { waitUntil: 'commit' });
    await cards().first().waitFor();
    await press('c', '2', 'Enter');
    await eventually(async () => {
      const { status, cancelReason } = await stateOf(made);
      assert.deepEqual([status, cancelReason], ['cancelled', dialogs.reason.presets.wrongTiming]);
    });
  });

  it('what is typed while the form is loading is written there, and decides nothing', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: queueOf(made) });
    await cards().first().waitFor();
    const loading = await screen.hold(`**/api/autonomous-actions/${made.id}`);
    await press('e');
    await screen.page.keyboard.type('a, c ');
    loading.letGo();
    const subject = screen.page.getByRole('textbox', { name: 'Subject' });
    await subject.waitFor();
    await eventually(async () => assert.match(await subject.inputValue(), /a, c /));
    await screen.page.keyboard.type('b');
    assert.match(await subject.inputValue(), /a, c b/);
    const { status, scheduledApproval, version } = await stateOf(made);
    assert.deepEqual([status, scheduledApproval, version], ['pending', null, 1]);
  });
});
