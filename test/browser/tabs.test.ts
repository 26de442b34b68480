import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, closeWindow, makeCard, newGroup, openWindow, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { tabs } = texts;

describe('browser: the parts of the queue', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { card, press } = screen;
  const contact = { id: 'sam', name: 'Sam Field', email: 'sam@testworks.test', timeZone: 'Europe/Berlin' };
  afterEach(openWindow);

  const part = (name: keyof typeof tabs.names) =>
    screen.page
      .getByRole('navigation', { name: tabs.label })
      .getByRole('link', { name: new RegExp(`^${tabs.names[name]}`) });
  const look = async (name: string) => {
    const dir = process.env.LOOK_DIR;
    if (dir !== undefined) await screen.page.screenshot({ path: `${dir}/${name}.png` });
  };

  it('an action goes through them by keys: it waits, is being sent, waits again once undone from there, and is done', async () => {
    await closeWindow();
    const made = await makeCard({ contact });
    await screen.openQueue(made);
    await press('a');
    await card(made).waitFor({ state: 'detached' });
    await eventually(async () => assert.ok((await stateOf(made)).scheduledApproval));
    // Loaded anew while it is under way, the list of what waits does not hold it.
    await screen.open('ana', { path: '/' });
    await screen.isLive();
    await screen.cards().first().waitFor();
    await press('Shift+S');
    await card(made)
      .getByText(/^Leaves /)
      .waitFor();
    assert.ok(screen.page.url().endsWith('/?tab=sending'));
    assert.match((await part('sending').textContent()) ?? '', /\d/);
    assert.deepEqual(await violationsOn(screen.page), []);
    await look('sending');
    await card(made).getByRole('link').focus();
    await card(made).getByRole('link').click();
    await press('u');
    await card(made).waitFor({ state: 'detached' });
    await press('Shift+W');
    // Among all that waits it may be far down.
    await screen.openQueue(made);
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/cancel`, { reason: 'Over' });
    await card(made).waitFor({ state: 'detached' });
    await press('Shift+D');
    await card(made)
      .getByText(new RegExp(`${tabs.outcomes.cancelled} · Ana Ruiz`))
      .waitFor();
    assert.equal(await screen.page.getByRole('heading', { level: 2 }).first().textContent(), texts.common.today);
    await part('done')
      .getByText(/\d+ today/)
      .waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    await look('done');
  });

  it('among what is being sent the current card is taken back, not what was approved last; elsewhere nothing that waits', async () => {
    const group = newGroup();
    const [first, last] = [await makeCard({}, group), await makeCard({}, group)];
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await callApi('rep', 'POST', `/autonomous-actions/${first.id}/approve`, { executeAt: inHours(40) });
    await callApi('rep', 'POST', `/autonomous-actions/${last.id}/approve`, { executeAt: inHours(20) });
    await screen.open('ana', { path: '/' });
    await screen.isLive();
    await part('sending').getByText(/\d/).waitFor();
    await press('u');
    await screen.page.getByText(texts.undo.nothing).waitFor();
    await press('Shift+S');
    await card(first).getByRole('link').focus();
    while ((await screen.current()) !== first.id) await press('j');
    await press('u');
    await card(first).waitFor({ state: 'detached' });
    await eventually(async () => assert.equal((await stateOf(first)).scheduledApproval, null));
    assert.ok((await stateOf(last)).scheduledApproval, 'approved later, and not undone');
    await callApi('rep', 'POST', `/autonomous-actions/${last.id}/undo`, {});
  });

  it('what is done elsewhere comes into the part that is shown by itself, and each is reached by its address', async () => {
    await screen.open('ana', { path: '/?tab=done' });
    await screen.isLive();
    const made = await makeCard();
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/cancel`, { reason: 'Over' });
    await card(made).waitFor();
    assert.equal(await part('done').getAttribute('aria-current'), 'page');
    await part('waiting').click();
    assert.equal(new URL(screen.page.url()).search, '');
    await screen.page.goBack();
    await card(made).waitFor();
  });

  it('where nothing waits it is told what the day came to, and a part that is empty says what comes into it', async () => {
    await screen.open('ben', { path: '/' });
    await screen.page.route('**/api/autonomous-actions?*', (route) =>
      route.fulfill({ json: { items: [], nextCursor: null } }),
    );
    await screen.page.route('**/api/autonomous-actions/counts?*decidedFrom*', (route) =>
      route.fulfill({
        json: {
          byStatus: { executed: 3, cancelled: 1 },
          pending: { byActionType: {}, byTriggerType: {}, byUrgency: {}, byCurrency: {} },
          atLeast: false,
        },
      }),
    );
    await screen.page.reload();
    await screen.page.getByText('Today: 3 done, 1 cancelled.').waitFor();
    await look('nothing-waits');
    await press('Shift+S');
    await screen.page.getByText(tabs.emptySending).waitFor();
    await press('Shift+D');
    await screen.page.getByText(tabs.emptyDone).waitFor();
    await press('Shift+F');
    await screen.page.getByText(texts.failures.emptyTitle).waitFor();
    await screen.page.setViewportSize({ width: 360, height: 740 });
    assert.deepEqual(await violationsOn(screen.page), []);
    assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await look('tabs-phone');
  });
});
