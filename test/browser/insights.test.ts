import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const { insights, history } = texts;
const LIST = '**/api/insights?*';

/** A number on the screen, and where it leads. */
interface Shown {
  n: number;
  href: string;
}

describe('browser: insights', function () {
  // It may be the first that asks for the stack.
  this.timeout(240_000);
  this.slow(20_000);
  const screen = useScreen();
  const { press } = screen;

  const table = () => screen.page.getByRole('table');
  const grouped = (name: string) => table().getByRole('columnheader', { name, exact: true }).waitFor();

  /** All numbers that lead anywhere, each as it is written; of the cards' sentences the first number. */
  const numbers = () =>
    screen.page.evaluate<Shown[]>(`[...document.querySelectorAll('main a[href^="/history?"]')].map((link) => ({
      n: Number(/[\\d,]+/.exec(link.textContent)[0].replaceAll(',', '')),
      href: link.getAttribute('href'),
    }))`);

  /** As the history counts what it lists. */
  async function howMany(query: URLSearchParams): Promise<number> {
    const answer = await screen.page.context().request.get(`/api/autonomous-actions/counts?${query}`);
    const { pending = 0, ...left }: Record<string, number> = (await answer.json()).byStatus;
    const listsPending = ['created', 'byItself'].includes(query.get('counted') ?? '');
    return Object.values(left).reduce((sum, n) => sum + n, listsPending ? pending : 0);
  }

  it('lead from each number to as many actions, whatever they are grouped by; all by keys', async () => {
    await screen.open('ana', { path: '/' });
    await screen.isLive();
    await press('4');
    await screen.page.waitForURL('**/insights');
    await grouped(insights.groupings.trigger);
    await screen.page.getByText(insights.whose.own).waitFor();
    await press('>');
    await screen.page.waitForURL((url) => url.searchParams.get('days') === '90');
    for (const name of ['trigger', 'actionType', 'template', 'day'] as const) {
      await grouped(insights.groupings[name]);
      const shown = await numbers();
      assert.ok(shown.length > 10);
      const some = shown.filter((_, index) => index % Math.ceil(shown.length / 25) === 0);
      const listed = await Promise.all(some.map(({ href }) => howMany(new URLSearchParams(href.split('?')[1]))));
      assert.deepEqual(
        some.map(({ href }, index) => [href, listed[index]]),
        some.map(({ href, n }) => [href, n]),
      );
      if (name !== 'day') await press('g');
    }
    await press('g');
    await grouped(insights.groupings.trigger);

    const { n, href } = (await numbers()).find(({ href }) => href.includes('counted=edited')) ?? { n: 0, href: '' };
    await screen.page.locator(`main a[href="${href}"]`).first().click();
    await screen.page.waitForURL('**/history?*');
    await screen.page.getByRole('status').getByText(history.count(n, false), { exact: true }).waitFor();
    await screen.page.getByText(history.behind.counted.edited ?? '').waitFor();
    await screen.page.goBack();
    await grouped(insights.groupings.trigger);
    await press('j');
    assert.equal(await screen.page.locator('tr[data-row-id]:focus').count(), 1);
  });

  it('show rates with n and interval, and below 20 only counts', async () => {
    await screen.open('adam', { path: '/insights?days=90' });
    await grouped(insights.groupings.trigger);
    const acceptance = screen.page.getByRole('region', { name: insights.rates.acceptance.title });
    const { total } = await callApi('admin', 'GET', '/insights?days=90');
    const { n, rate, low, high } = total.acceptance;
    await acceptance.getByText(insights.percent(rate), { exact: true }).waitFor();
    await acceptance.getByText(insights.interval(low, high)).waitFor();
    await acceptance.getByText(insights.rates.acceptance.of(n)).waitFor();
    await acceptance.getByText(insights.rates.acceptance.means).waitFor();
    await screen.page.route(LIST, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.total.acceptance = { ...body.total.acceptance, n: 19, rate: null, low: null, high: null };
      await route.fulfill({ response: answer, json: body });
    });
    await screen.page.reload();
    await acceptance.getByText(insights.tooFew).waitFor();
    await acceptance.getByRole('link', { name: insights.rates.acceptance.of(19) }).waitFor();
    assert.equal(await acceptance.getByText('%').count(), 0);
  });

  it('are by person where an administrator has switched that on alone, and say so', async () => {
    const person = () => screen.page.getByText(insights.groupings.user, { exact: true });
    await screen.open('mia', { path: '/insights' });
    await grouped(insights.groupings.trigger);
    await screen.page.getByText(insights.byPerson.off).waitFor();
    assert.equal(await person().count(), 0);
    const before = await callApi('admin', 'GET', '/workspace/settings');
    await screen.open('adam', { path: '/insights' });
    try {
      await screen.page.getByRole('switch', { name: insights.byPerson.toggle }).click();
      await person().first().click();
      await table()
        .getByRole('rowheader', { name: /^Ana Ruiz/ })
        .waitFor();
      await screen.open('mia', { path: '/insights?groupBy=user' });
      await screen.page.getByText(insights.byPerson.on).waitFor();
      await table()
        .getByRole('rowheader', { name: /^Ana Ruiz/ })
        .waitFor();
    } finally {
      await callApi('admin', 'PUT', '/workspace/settings', before);
    }
  });

  it('say that they load, and what can be done where that fails; axe-core finds nothing, and a phone scrolls only down', async () => {
    await screen.open('mia', { path: '/insights?days=90' });
    await grouped(insights.groupings.trigger);
    screen.forgive(/503/);
    const loading = await screen.hold(LIST, (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.reload();
    await screen.page.getByRole('status', { name: texts.common.loading }).waitFor();
    loading.letGo();
    await screen.page.getByText(insights.errorTitle).waitFor();
    await screen.page.unroute(LIST);
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await grouped(insights.groupings.trigger);
    const byDay = await screen.hold('**/api/insights?*groupBy=day*', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.reload();
    byDay.letGo();
    await screen.page.getByText(insights.noDays).waitFor();
    await screen.page.unroute('**/api/insights?*groupBy=day*');
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await screen.page.getByText(insights.noDays).waitFor({ state: 'detached' });
    for (const colorScheme of ['light', 'dark'] as const) {
      await screen.page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(screen.page), []);
    }
    await screen.page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    assert.deepEqual(await violationsOn(screen.page), []);
  });
});
