import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, makeCard } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { alerts } = texts;
const LIST = '**/api/alerts?*';

describe('browser: alerts', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { press } = screen;

  const rows = () => screen.page.locator('li[data-alert-id]');
  const about = (company: string) => rows().filter({ hasText: company });
  const nav = () => screen.page.getByRole('navigation', { name: texts.shell.nav.label });
  const unread = async () => {
    const { unread } = await callApi('rep', 'GET', '/alerts/counts');
    return unread;
  };

  it('stand day by day, the newest first; one leads to the action that it made, and is read by that', async () => {
    const [older, newer] = [await makeCard(), await makeCard()];
    await screen.open('ana', { path: '/alerts' });
    await about(newer.company).waitFor();
    assert.equal(await screen.page.getByRole('heading', { level: 2 }).first().textContent(), texts.common.today);
    const shown = await rows().allTextContents();
    const place = (company: string) => shown.findIndex((text) => text.includes(company));
    assert.ok(place(newer.company) < place(older.company));
    assert.equal(await about(older.company).getAttribute('data-unread'), 'true');
    await about(older.company).getByRole('link').click();
    await screen.page.getByRole('heading', { name: new RegExp(older.company) }).waitFor();
    assert.ok(screen.page.url().endsWith(`/actions/${older.id}`));
    await screen.page.goBack();
    await about(older.company).waitFor();
    await eventually(async () => assert.equal(await about(older.company).getAttribute('data-unread'), null));
    assert.equal(await about(newer.company).getAttribute('data-unread'), 'true', 'and no other one');
  });

  it('are reached, moved through, read and left by keys alone', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: '/' });
    await screen.isLive();
    await press('2');
    await about(made.company).waitFor();
    await press('j');
    assert.equal(await screen.page.locator('li[data-alert-id]:focus-within').count(), 1);
    await press('j', 'k', 'm');
    const first = rows().first();
    await eventually(async () => assert.equal(await first.getAttribute('data-unread'), null));
    const before = await unread();
    assert.ok(before > 0);
    await press('Shift+M');
    await eventually(async () => assert.equal(await unread(), 0));
    await press('n');
    await screen.page.getByText(alerts.emptyUnreadTitle).waitFor();
    await press('n');
    await about(made.company).waitFor();
    await press('?');
    await screen.dialog().getByText(texts.shortcuts.keys.markAllRead).waitFor();
    await press('Escape');
    await screen.dialog().waitFor({ state: 'detached' });
    await press('j', 'Enter');
    await screen.page.waitForURL(/\/actions\//);
    await screen.isLive();
    await press('2');
    await about(made.company).waitFor();
    await press('1');
    await screen.page.waitForURL((url) => url.pathname === '/');
  });

  it('that come meanwhile are counted and offered, and move nothing', async () => {
    await screen.open('ana', { path: '/alerts' });
    await screen.isLive();
    const before = await rows().count();
    const made = await makeCard();
    await screen.page.getByRole('button', { name: alerts.arrived(1) }).click();
    await about(made.company).waitFor();
    assert.ok((await rows().count()) >= Math.min(before, 1));
    await nav()
      .getByText(texts.shell.nav.unread(await unread()))
      .waitFor();
  });

  it('of the team are shown to whom it has, with whose they are, and marked by nobody but their owner', async () => {
    const made = await makeCard();
    await screen.open('mia', { path: '/alerts' });
    await screen.page.getByText(texts.shell.team, { exact: true }).click();
    await about(made.company).getByText(alerts.of('Ana Ruiz')).waitFor();
    await about(made.company).getByRole('link').click();
    await screen.page.getByRole('heading', { name: new RegExp(made.company) }).waitFor();
    await screen.open('ana', { path: '/alerts' });
    await about(made.company).waitFor();
    assert.equal(await about(made.company).getAttribute('data-unread'), 'true');
  });

  it('say that they load, and what can be done where that fails', async () => {
    await screen.open('ana', { path: '/alerts' });
    await rows().first().waitFor();
    screen.forgive(/503/);
    const loading = await screen.hold(LIST, (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.reload();
    await screen.page.getByRole('status', { name: texts.common.loading }).waitFor();
    loading.letGo();
    await screen.page.getByText(alerts.errorTitle).waitFor();
    await screen.page.unroute(LIST);
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await rows().first().waitFor();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`axe-core finds nothing in ${colorScheme}, and nothing scrolls sideways on a phone`, async () => {
      await screen.open('ana', { path: '/alerts', colorScheme });
      await rows().first().waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      await screen.page.setViewportSize({ width: 360, height: 740 });
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    });
  }
});
