import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, failEmail, makeCard, newGroup, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { history } = texts;
const LIST = '**/api/autonomous-actions?*';
const REFUSED = { phase: 'rcpt', reply: 550 };

describe('browser: the history', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();
  const { card, cards, press } = screen;

  const outcome = () => screen.page.getByLabel(history.filters.outcome);
  const idsOf = () =>
    screen.page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-queue] li[data-action-id]')].map((row) => row.dataset.actionId)`,
    );
  const cancel = ({ id }: { id: string }, reason = 'Wrong timing') =>
    callApi('rep', 'POST', `/autonomous-actions/${id}/cancel`, { reason });
  async function decided(group: string) {
    const [sent, cancelled] = [await makeCard({}, group), await makeCard({}, group)];
    await callApi('rep', 'POST', `/autonomous-actions/${sent.id}/approve?wait=executed`, {});
    await cancel(cancelled);
    return { sent, cancelled };
  }

  it('has what was decided by day, the last first, searched, filtered, linked to and taken along as it is shown', async () => {
    const group = newGroup();
    const { sent, cancelled } = await decided(group);
    await screen.open('ana', { path: '/' });
    await screen.isLive();
    await press('3');
    await cards().first().waitFor();
    await press('/');
    await screen.page.keyboard.type(group);
    await screen.page.getByText(history.count(2, false), { exact: true }).waitFor();
    await eventually(async () => assert.deepEqual(await idsOf(), [cancelled.id, sent.id]));
    assert.equal(await screen.page.getByRole('heading', { level: 2 }).first().textContent(), texts.common.today);
    await card(sent)
      .getByText(/^Sent, approved by Ana Ruiz/)
      .waitFor();
    await card(cancelled)
      .getByText(/Cancelled by Ana Ruiz. Reason: Wrong timing/)
      .waitFor();

    await outcome().selectOption('cancelled');
    await card(sent).waitFor({ state: 'detached' });
    await screen.page.reload();
    await card(cancelled).waitFor();
    assert.deepEqual(await idsOf(), [cancelled.id], 'the address says it all');
    const [download] = await Promise.all([
      screen.page.waitForEvent('download'),
      screen.page.getByRole('link', { name: history.export }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n').slice(1);
    assert.deepEqual(
      lines.map((line) => line.split(',')[0]),
      [cancelled.id],
    );
    await screen.page.goBack();
    await card(sent).waitFor();
    await screen.page.getByLabel(history.filters.to, { exact: true }).fill('2020-01-01');
    await screen.page.getByText(history.emptyFilterTitle).waitFor();
    await press('Escape');
    await screen.page.getByRole('button', { name: history.clear }).first().click();
    await eventually(async () => assert.equal(new URL(screen.page.url()).search, ''));
  });

  it('is gone through by keys, each action with its trail and its workflow beside it, and links stay within it', async () => {
    const group = newGroup();
    const { sent, cancelled } = await decided(group);
    await screen.open('ana', { path: `/history?q=${group}` });
    await card(sent).waitFor();
    await press('j');
    assert.equal(await screen.current(), cancelled.id);
    await press('j', 'Enter');
    const detail = screen.page.getByRole('region', { name: texts.detail.label });
    await detail.getByRole('heading', { name: texts.detail.trail.title }).waitFor();
    await detail.getByRole('link', { name: texts.detail.trail.workflow }).waitFor();
    assert.equal(new URL(screen.page.url()).searchParams.get('open'), sent.id);
    await press('k');
    await eventually(async () => assert.equal(new URL(screen.page.url()).searchParams.get('open'), cancelled.id));
    await press('Escape');
    await screen.page.getByText(texts.detail.nothingTitle).waitFor();
    await press('?');
    await screen.dialog().getByText(texts.shortcuts.keys.goHistory).waitFor();
  });

  it('counts what failed on every screen, and has it retried and confirmed', async () => {
    const group = newGroup();
    const [refused, lost] = [await makeCard({}, group), await makeCard({}, group)];
    await screen.open('ana', { path: '/settings' });
    await screen.isLive();
    const nav = screen.page.getByRole('navigation', { name: texts.shell.nav.label });
    const { byStatus } = await callApi('rep', 'GET', '/autonomous-actions/counts?scope=own&failure=open');
    const { failed: before = 0 } = byStatus;
    const counted = async () => Number(await nav.locator('[data-failed] [aria-hidden]').textContent());
    await failEmail(refused, REFUSED);
    await failEmail(lost, { phase: 'dot', close: true });
    await eventually(async () =>
      assert.equal(await counted(), before + 2, 'counted live, whichever screen one looks at'),
    );
    await nav.getByRole('link', { name: /History .*failed/ }).click();
    await screen.isLive();
    await press('f');
    await card(refused)
      .getByText(/Not delivered: .*550/)
      .waitFor();
    await card(lost).getByRole('link').click();
    await press('y');
    await card(lost).getByText(/^Sent/).waitFor();
    assert.equal((await stateOf(lost)).status, 'executed');
    await card(refused).getByRole('link').click();
    await press('t');
    await screen.page.getByRole('button', { name: texts.detail.openRetry }).click();
    const { retriedAs } = await stateOf(refused);
    await eventually(async () => {
      const { pathname, searchParams } = new URL(screen.page.url());
      assert.deepEqual([pathname, searchParams.get('open')], ['/history', retriedAs]);
    });
    await card(refused).getByText(history.seenTo('Ana Ruiz')).waitFor();
  });

  it('offers what is decided meanwhile, and moves nothing by itself', async () => {
    const group = newGroup();
    const { sent } = await decided(group);
    const later = await makeCard({}, group);
    await screen.open('ana', { path: `/history?q=${group}` });
    await card(sent).waitFor();
    await screen.isLive();
    await cancel(later);
    const offer = screen.page.getByRole('button', { name: history.arrived(1) });
    await offer.waitFor();
    assert.equal(await card(later).count(), 0);
    await offer.click();
    await card(later).waitFor();
  });

  it('of a team is a manager’s to see, of all or of one person', async () => {
    const group = newGroup();
    const { sent } = await decided(group);
    await screen.open('mia', { path: `/history?q=${group}` });
    await screen.page.getByText(history.emptyFilterTitle).waitFor();
    await screen.page.getByText(texts.shell.team, { exact: true }).click();
    await card(sent).getByText(texts.card.of('Ana Ruiz')).waitFor();
    await screen.page.getByLabel(history.filters.person).selectOption('Mia Lindqvist');
    await screen.page.getByText(history.emptyFilterTitle).waitFor();
    await screen.page.getByLabel(history.filters.person).selectOption('Ana Ruiz');
    await card(sent).waitFor();
  });

  it('says that it loads, and what can be done where that fails', async () => {
    await screen.open('ana', { path: '/history' });
    await cards().first().waitFor();
    screen.forgive(/503/);
    const loading = await screen.hold(LIST, (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.reload();
    await screen.page.getByRole('status', { name: texts.common.loading }).waitFor();
    loading.letGo();
    await screen.page.getByText(history.errorTitle).waitFor();
    await screen.page.unroute(LIST);
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await cards().first().waitFor();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`axe-core finds nothing in ${colorScheme}, and nothing scrolls sideways on a phone`, async () => {
      await screen.open('ana', { path: '/history', colorScheme });
      await cards().first().waitFor();
      await cards().first().getByRole('link').click();
      await screen.page.getByRole('heading', { name: texts.detail.trail.title }).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      await screen.page.setViewportSize({ width: 360, height: 740 });
      await screen.page.getByRole('button', { name: history.back }).click();
      await cards().first().waitFor();
      await screen.page.getByRole('button', { name: texts.filters.toggle }).click();
      assert.deepEqual(await violationsOn(screen.page), []);
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    });
  }
});
