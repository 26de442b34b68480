import assert from 'node:assert/strict';
import { offlineProblem } from '../../src/web/api/client.ts';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { makeCard, queueOf } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const LIST = '**/api/autonomous-actions?*';
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describe('browser: states and looks', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen({ ignoresConsole: true });
  const { cards, press } = screen;

  const firstCard = () => cards().first();

  for (const [name, look] of [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', PHONE],
  ] as const) {
    it(`axe-core finds nothing, ${name}: sign-in, queue, detail, edit, every dialog`, async () => {
      const made = await makeCard();
      await screen.open(null, look);
      await screen.page.getByRole('heading', { name: texts.session.title }).waitFor();
      const found: string[] = [];
      const check = async (where: string) => {
        for (const violation of await violationsOn(screen.page)) found.push(`${where}: ${violation}`);
      };
      await check('sign-in');
      await screen.page.getByRole('button', { name: /Ana Ruiz/ }).click();
      await firstCard().waitFor();
      await check('queue');
      await screen.page.goto(`/actions/${made.id}`);
      await screen.page.getByRole('heading', { name: new RegExp(made.company) }).waitFor();
      await check('detail');
      for (const [key, dialog] of [
        ['c', 'cancel'],
        ['s', 'snooze'],
        ['r', 'reschedule'],
        ['?', 'help'],
      ] as const) {
        await press(key);
        await screen.page.getByRole('dialog').waitFor();
        await check(dialog);
        await press('Escape');
        await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await press('e');
      await screen.page.getByRole('button', { name: texts.edit.save, exact: true }).waitFor();
      await check('edit');
      assert.deepEqual(found, []);
    });
  }

  it('fits a phone 360 px wide: nothing scrolls sideways, in list and detail', async () => {
    const made = await makeCard();
    await screen.open('ana', PHONE);
    await firstCard().waitFor();
    const overflow = () => screen.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(await overflow(), 0);
    await screen.page.goto(`/actions/${made.id}`);
    await screen.page.getByRole('heading', { name: new RegExp(made.company) }).waitFor();
    assert.equal(await overflow(), 0);
    await screen.page.getByRole('button', { name: texts.detail.back }).click();
    await firstCard().waitFor();
  });

  it('loads at most 250 kB of JavaScript, compressed, for the queue with an open action', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: `/actions/${made.id}` });
    await screen.page.getByRole('heading', { name: new RegExp(made.company) }).waitFor();
    await screen.isLive();
    const bytes = await screen.page.evaluate<number>(`performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);
    assert.ok(bytes > 100_000 && bytes <= 250_000, `${bytes} bytes`);
  });

  it('shows that it is loading, and what can be done when loading fails', async () => {
    await screen.open('ana', { path: '/?q=slow' });
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
    const loading = await screen.hold(LIST, (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.reload();
    await screen.page.getByRole('status', { name: texts.common.loading }).waitFor();
    loading.letGo();
    await screen.page.getByText(texts.list.errorTitle).waitFor();
    await screen.page.unroute(LIST);
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
  });

  it('says that it is offline, decides nothing then, and goes on by itself afterwards', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: queueOf(made) });
    const card = screen.page.locator(`li[data-action-id="${made.id}"]`);
    await card.waitFor();
    await screen.page.context().setOffline(true);
    await screen.page.getByText(texts.shell.offlineBanner).waitFor();
    await card.getByRole('link').focus();
    await press('a');
    await screen.page.getByText(texts.problem(offlineProblem)).waitFor();
    await card.waitFor();
    await screen.page.context().setOffline(false);
    await screen.isLive();
    assert.equal(await screen.page.getByText(texts.shell.offlineBanner).count(), 0);
  });

  it('leads back to signing in where the session has ended', async () => {
    await screen.open('ana');
    await firstCard().waitFor();
    await screen.page.context().clearCookies();
    await screen.page.goto('/?q=anything');
    await screen.page.getByRole('heading', { name: texts.session.title }).waitFor();
  });
});
