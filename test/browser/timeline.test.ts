import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, makeCard } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const { timeline } = texts;

describe('browser: why nothing happened', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { press } = screen;

  const entries = () => screen.page.locator('li[data-row-id]');
  const entry = (text: string | RegExp) => entries().filter({ hasText: text });

  it('is one key away from an action, and one from there back to it; all by keys, in light, dark and on a phone', async () => {
    const card = await makeCard();
    const { subject } = await callApi('rep', 'GET', `/autonomous-actions/${card.id}`);
    const settings = await callApi('rep', 'GET', '/settings');
    const off = { ...settings.own, triggerActions: { ...settings.own.triggerActions, champion_cold: 'off' } };
    await callApi('rep', 'PUT', '/settings', off);
    const about = { deal: subject.deal, company: subject.company };
    await callApi('rep', 'POST', '/triggers', { triggerType: 'champion_cold', ...about });
    await callApi('rep', 'PUT', '/settings', settings.own);
    await callApi('rep', 'PATCH', `/autonomous-actions/${card.id}`, { params: { subject: 'Hello again' } });

    await screen.openQueue(card);
    await press('w');
    await screen.page.waitForURL((url) => url.pathname === `/deals/built-in/${subject.deal.id}`);
    await entry('No action: Ana Ruiz has switched this trigger off.').waitFor();
    await entry('It made an action.').waitFor();
    const shown = await entries().allTextContents();
    const place = (text: string) => shown.findIndex((each) => each.includes(text));
    assert.ok(place('Edited by Ana Ruiz') < place('It made an action.'), 'the newest first');
    assert.equal(await screen.page.getByRole('heading', { level: 2 }).textContent(), subject.deal.name);
    assert.equal(await entry('It made an action.').getByRole('link', { name: timeline.workflow }).count(), 1);

    for (const colorScheme of ['light', 'dark'] as const) {
      await screen.page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(screen.page), []);
    }
    await screen.page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await screen.page.setViewportSize({ width: 1280, height: 800 });

    await press('j');
    assert.equal(await screen.page.locator('li[data-row-id]:focus').count(), 1);
    await press('Enter');
    await screen.page.waitForURL(`**/actions/${card.id}`);
    await screen.page.getByRole('link', { name: timeline.links.company }).click();
    await screen.page.waitForURL((url) => url.pathname === `/companies/built-in/${subject.company.id}`);
    await entry('It made an action.').waitFor();
    await press('Escape');
    await screen.page.waitForURL(`**/actions/${card.id}`);
  });

  it('is opened by an address from the CRM, says where nothing is to be seen, and what can be done where it fails', async () => {
    const card = await makeCard();
    const { subject } = await callApi('rep', 'GET', `/autonomous-actions/${card.id}`);
    await screen.open('ben', { path: `/deals/built-in/${subject.deal.id}` });
    screen.forgive(/404/);
    await screen.page.getByText(timeline.notFoundTitle).waitFor();
    await screen.open('ana', { path: '/deals/hubspot/no.such.deal' });
    screen.forgive(/404|503/);
    await screen.page.getByText(timeline.notFoundTitle).waitFor();
    const loading = await screen.hold('**/api/timeline/**', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.goto(new URL(`/deals/built-in/${subject.deal.id}`, screen.page.url()).href);
    await screen.page.getByRole('status', { name: texts.common.loading }).waitFor();
    loading.letGo();
    await screen.page.getByText(timeline.errorTitle).waitFor();
    await screen.page.unroute('**/api/timeline/**');
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await entry('It made an action.').waitFor();
  });
});
