import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { type Card, callApi, failEmail, makeCard, openScreen, orderFault, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { isLive, useScreen } from '../support/screen.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const REFUSED = { phase: 'rcpt', reply: 550 };

describe('browser: what failed', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { card, press } = screen;

  const show = () => screen.page.getByRole('link', { name: /^Failed \d+$/ });

  async function failedEmail(fault: object = REFUSED): Promise<Card> {
    const made = await makeCard();
    await failEmail(made, fault);
    return made;
  }

  it('is in sight with its reason after a reload, and is retried, confirmed and dismissed by keys', async () => {
    const [retried, dismissed] = [await failedEmail(), await failedEmail()];
    const confirmed = await failedEmail({ phase: 'dot', close: true });
    await screen.open('ana');
    await show().waitFor();
    await screen.page.reload();
    await show().waitFor();
    await screen.isLive();
    await press('f');
    await card(retried)
      .getByText(/Not delivered: .*550/)
      .waitFor();
    await card(confirmed)
      .getByText(/Unknown whether it was delivered/)
      .waitFor();
    for (const [made, key] of [
      [retried, 't'],
      [confirmed, 'y'],
      [dismissed, 'd'],
    ] as const) {
      await card(made).getByRole('link').focus();
      await card(made).getByRole('link').click();
      await press(key);
      await card(made).waitFor({ state: 'detached' });
    }
    const { retriedAs } = await stateOf(retried);
    await eventually(async () => assert.equal((await stateOf({ ...retried, id: retriedAs })).status, 'executed'));
    assert.equal((await stateOf(confirmed)).status, 'executed');
    const { status, failureHandledBy, audit } = await stateOf(dismissed);
    assert.deepEqual([status, failureHandledBy], ['failed', 'ana']);
    assert.match(audit.at(-1).inWords, /^Failure seen to by Ana Ruiz in the browser/);
  });

  it('comes into sight by itself where an automatic execution fails, for its manager too', async () => {
    const settings = await callApi('rep', 'GET', '/settings');
    await screen.open('mia', { path: '/?scope=team&tab=failed' });
    await screen.isLive();
    const ana = await openScreen('ana');
    try {
      await isLive(ana.page);
      await callApi('rep', 'PUT', '/settings', {
        autoExecute: { ...settings.own.autoExecute, send_email: { enabled: true, autoExecuteDelayMinutes: 0 } },
      });
      await orderFault(REFUSED);
      const made = await makeCard();
      await eventually(async () => assert.equal((await stateOf(made)).status, 'failed'), { timeoutMs: 30_000 });
      await ana.page.getByRole('alert').filter({ hasText: made.company }).waitFor();
      await ana.page.getByRole('link', { name: /^Failed \d+$/ }).waitFor();
      await ana.page.getByRole('link', { name: /History .*failed/ }).waitFor();
      await card(made)
        .getByText(/Not delivered/)
        .waitFor();
      await callApi('rep', 'POST', `/autonomous-actions/${made.id}/dismiss`);
      await card(made).waitFor({ state: 'detached' });
    } finally {
      await callApi('rep', 'PUT', '/settings', settings.own);
      await ana.close();
    }
  });

  it('says that nothing is left, and what can be done where it could not be asked', async () => {
    await screen.open('ben', { path: '/?tab=failed' });
    await screen.page.getByText(texts.failures.emptyTitle).waitFor();
    await screen.page.route('**/api/autonomous-actions/counts?*', (route) => route.abort());
    await screen.page.goto('/');
    await screen.page.getByText(texts.failures.unknown).waitFor({ timeout: 30_000 });
    await screen.page.unroute('**/api/autonomous-actions/counts?*');
    await screen.page.getByRole('alert').getByRole('button', { name: texts.common.retry }).click();
    await screen.page.getByText(texts.failures.unknown).waitFor({ state: 'detached' });
    screen.forgive(/ERR_FAILED/);
  });

  for (const [name, look] of [
    // The narrowest list beside an open action.
    ['light', { colorScheme: 'light', viewport: { width: 960, height: 740 } }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', PHONE],
  ] as const) {
    it(`the reason is told in full, axe-core finds nothing and nothing scrolls sideways, ${name}`, async () => {
      const made = await failedEmail();
      await screen.open('ana', { path: '/?tab=failed', ...look });
      await card(made).waitFor();
      const cut = await screen.page.evaluate(`(() => {
        const line = document.querySelector('li[data-action-id="${made.id}"] span[title]');
        return [line.scrollWidth - line.clientWidth, line.scrollHeight - line.clientHeight];
      })()`);
      assert.deepEqual(cut, [0, 0], 'the whole reason can be read');
      assert.deepEqual(await violationsOn(screen.page), []);
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
      const dir = process.env.LOOK_DIR;
      if (dir !== undefined) await screen.page.screenshot({ path: `${dir}/failed-${name}.png` });
    });
  }
});
