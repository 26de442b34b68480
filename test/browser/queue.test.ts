import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { callApi, makeCard, queueOf, shownIds } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

describe('browser: the queue', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { cards, card, current, press } = screen;

  const idsShown = () => shownIds(screen.page);

  it('signs a demo user in by one click, in a session that no script can read, and out again', async () => {
    await screen.open(null);
    await screen.page.getByRole('button', { name: /Ana Ruiz/ }).click();
    await cards().first().waitFor();
    assert.equal(await screen.page.evaluate('document.cookie'), '');
    await screen.page.getByRole('button', { name: /Ana Ruiz/ }).click();
    await screen.page.getByRole('menuitem', { name: texts.session.signOut, exact: true }).click();
    await screen.page.getByRole('heading', { name: texts.session.title }).waitFor();
    await screen.page.reload();
    await screen.page.getByRole('heading', { name: texts.session.title }).waitFor();
    // The application asks who is signed in, and 401 is the answer: Chromium notes it on the console.
    screen.forgive(/401/);
  });

  it('shows what waits as the API ranks it, each with what happened, what will be done, to whom and until when', async () => {
    const made = await makeCard();
    await screen.open('ana');
    await cards().first().waitFor();
    const ranked = await callApi('rep', 'GET', '/autonomous-actions?sort=queue&snoozed=hidden&limit=5');
    assert.deepEqual(
      (await idsShown()).slice(0, 5),
      ranked.items.map(({ id }: { id: string }) => id),
    );
    await screen.page.getByLabel(texts.filters.search).fill(made.company);
    const text = (await card(made).textContent()) ?? '';
    for (const part of [`${made.company}: the deal fell 25 %`, 'Send email', 'to Sam Field', '$75,000', 'Urgent']) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.ok(!text.includes('Expires in '), 'there is a week for it');
    const expiresAt = new Date(Date.now() + 20 * 3_600_000).toISOString();
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/reschedule`, { expiresAt });
    await card(made)
      .getByText(/Expires in 19 h/)
      .waitFor();
  });

  it('keeps filters in the address, so that a shared link shows the same', async () => {
    const made = await makeCard();
    await screen.open('ana');
    await screen.page.getByLabel(texts.filters.search).fill(made.company);
    await eventually(async () => assert.deepEqual(await idsShown(), [made.id]));
    const url = new URL(screen.page.url());
    assert.equal(url.searchParams.get('q'), made.company);
    await screen.page.goto(`/actions/${made.id}${url.search}`);
    await eventually(async () => assert.deepEqual(await idsShown(), [made.id]));
    assert.equal(await screen.page.getByLabel(texts.filters.search).inputValue(), made.company);
    await screen.page.getByRole('heading', { name: new RegExp(made.company) }).waitFor();
    await screen.page.getByRole('button', { name: texts.filters.clear }).click();
    await eventually(async () => assert.ok((await idsShown()).length > 1));
  });

  it('announces what is new and moves nothing until it is asked for', async () => {
    await screen.open('ana');
    await cards().first().waitFor();
    await screen.isLive();
    const before = await idsShown();
    const made = await makeCard();
    const show = screen.page.getByRole('button', { name: texts.list.arrived(1) });
    await show.waitFor();
    assert.deepEqual(await idsShown(), before);
    await screen.page
      .getByRole('status')
      .filter({ hasText: texts.list.announceArrived(1) })
      .waitFor();
    await show.click();
    await show.waitFor({ state: 'detached' });
    await screen.page.getByLabel(texts.filters.search).fill(made.company);
    await card(made).waitFor();
  });

  it('a card decided elsewhere says by whom, and leaves', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: queueOf(made) });
    await card(made).waitFor();
    await screen.isLive();
    await callApi('manager', 'POST', `/autonomous-actions/${made.id}/cancel`, { reason: 'Handled' });
    await card(made).getByText('Cancelled by Mia Lindqvist').waitFor();
    await card(made).waitFor({ state: 'detached' });
  });

  it('shows a manager the team’s queue, and whose each action is', async () => {
    const made = await makeCard();
    await screen.open('mia', { path: queueOf(made) });
    await screen.page.getByText(texts.shell.team).click();
    await card(made).getByText(texts.card.of('Ana Ruiz')).waitFor();
    assert.equal(new URL(screen.page.url()).searchParams.get('scope'), 'team');
    const whose = screen.page.getByLabel(texts.filters.person, { exact: true });
    await whose.selectOption('Mia Lindqvist');
    await card(made).waitFor({ state: 'detached' });
    await whose.selectOption('Ana Ruiz');
    await card(made).waitFor();
    await press('Shift+F');
    assert.equal(new URL(screen.page.url()).searchParams.get('userId'), 'ana', 'in every part of the queue');
    await screen.page.getByText(texts.shell.own, { exact: true }).click();
    assert.equal(new URL(screen.page.url()).searchParams.get('userId'), null);
  });

  it('is walked through by keys alone, which a list under ? explains', async () => {
    const made = await makeCard();
    await screen.open('ana');
    await cards().nth(1).waitFor();
    const [first, second] = await idsShown();
    await press('j');
    assert.equal(await current(), first);
    await press('j');
    assert.equal(await current(), second);
    await press('k');
    assert.equal(await current(), first);
    await press('Enter');
    await screen.page.waitForURL(`**/actions/${first}`);
    await press('Escape');
    await screen.page.waitForURL((url) => url.pathname === '/');
    await press('/');
    await screen.page.keyboard.type(made.company);
    await eventually(async () => assert.deepEqual(await idsShown(), [made.id]));
    await press('Escape');
    await press('?');
    const help = screen.page.getByRole('dialog', { name: texts.shortcuts.title });
    for (const what of Object.values(texts.shortcuts.keys)) {
      await help.getByRole('term').getByText(what, { exact: true }).waitFor();
    }
    await help.getByLabel(texts.shortcuts.on).click();
    await press('Escape');
    await help.waitFor({ state: 'detached' });
    await press('?');
    await press('ArrowDown');
    assert.equal(await help.count(), 0, 'switched off, single keys do nothing');
  });

  it('tells an administrator where actions are, as none will ever come to them', async () => {
    await makeCard();
    await screen.open('adam');
    await screen.page.getByText(texts.list.emptyOfAdmin).waitFor();
    assert.equal(await screen.page.getByText(texts.list.empty).count(), 0);
    await screen.page.getByRole('button', { name: texts.list.showEverybodys }).click();
    await cards().first().waitFor();
  });

  it('says that nothing waits, or that nothing matches', async () => {
    await screen.open('max', { path: '/?scope=own' });
    await screen.page.getByText(texts.list.emptyTitle).waitFor();
    await screen.page.goto('/?q=nothing-of-the-kind');
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
  });
});
