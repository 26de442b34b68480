import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
import { offlineProblem } from '../../src/web/api/client.ts';
import { texts } from '../../src/web/texts.ts';
import { type Card, callApi, makeCard, queueOf, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const LIST = '**/api/autonomous-actions?*';
const ACTIONS = '**/api/autonomous-actions{/*,?*}';
const { connection } = texts.shell;

describe('browser: when the connection fails', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen({ ignoresConsole: true });
  const { card, cards, current, press } = screen;
  // The page learns of it a moment after the browser: a key pressed in between would be sent.
  const offline = async (is: boolean) => {
    await screen.page.context().setOffline(is);
    const banner = screen.page.getByText(texts.shell.offlineBanner);
    await banner.waitFor({ state: is ? 'visible' : 'detached' });
  };
  const told = (text: string) => screen.page.getByRole('region', { name: texts.shell.notices }).getByText(text).first();
  const unavailable = (route: Route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' });

  it('refused as it is offline, an approval moves nothing on: neither what is open nor the current card', async () => {
    await makeCard();
    await makeCard();
    await screen.open('ana', { path: '/?q=Testworks' });
    await cards().nth(1).waitFor();
    await screen.isLive();
    await press('x', 'x');
    const first = await current();
    await offline(true);
    await press('a');
    await told(texts.problem(offlineProblem)).waitFor();
    assert.equal(await current(), first);
    await offline(false);
    await screen.isLive();
    await press('Enter');
    await screen.page.getByRole('group', { name: texts.detail.actions }).waitFor();
    await offline(true);
    await press('a');
    await told(texts.problem(offlineProblem)).waitFor();
    assert.match(screen.page.url(), new RegExp(`/actions/${first}`));
    assert.equal((await stateOf({ id: first ?? '' })).scheduledApproval, null);
  });

  it('a dialog that was open by then keeps what was chosen in it', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: queueOf(made) });
    await cards().first().waitFor();
    await screen.isLive();
    await press('c', '2');
    await offline(true);
    await press('Enter');
    const dialog = screen.page.getByRole('dialog');
    await told(texts.problem(offlineProblem)).waitFor();
    assert.ok(await dialog.getByLabel(texts.dialogs.reason.presets.wrongTiming).isChecked());
    await offline(false);
    await press('Enter');
    await eventually(async () => assert.equal((await stateOf(made)).status, 'cancelled'));
  });

  it('a failed read says nothing of a decision', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: queueOf(made) });
    await cards().first().waitFor();
    await screen.page.route(`**/api/autonomous-actions/${made.id}`, (route) => route.abort());
    await press('Enter');
    const detail = screen.page.getByRole('region', { name: texts.detail.label });
    await detail.getByText(texts.detail.errorTitle).waitFor();
    assert.doesNotMatch((await detail.textContent()) ?? '', /decision/);
  });

  it('back online, what could not be loaded is loaded by itself', async () => {
    const made = await makeCard();
    await screen.open('ana');
    await cards().first().waitFor();
    await offline(true);
    await screen.page.getByLabel(texts.filters.search).fill(made.company);
    await screen.page.getByText(texts.list.errorTitle).waitFor();
    await offline(false);
    await card(made).waitFor();
  });

  it('once the server is back, what could not be loaded is loaded by itself', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: '/?q=nothing-of-the-kind' });
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
    await screen.page.route(LIST, unavailable);
    await screen.page.route('**/api/events', unavailable);
    await screen.page.goto(queueOf(made));
    await screen.page.getByText(texts.list.errorTitle).waitFor();
    await screen.page.getByText(connection.lost, { exact: true }).waitFor();
    await screen.page.unroute(LIST);
    await screen.page.unroute('**/api/events');
    await card(made).waitFor();
    await screen.isLive();
  });

  it('an API that does not answer is not called live, and can be asked again', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: '/?q=nothing-of-the-kind' });
    await screen.isLive();
    // An answer about anything else would show that it is there.
    await screen.page.route(ACTIONS, () => {});
    await screen.page.goto(queueOf(made));
    await screen.page.getByText(texts.common.late).waitFor();
    await screen.page.getByText(connection.late, { exact: true }).waitFor();
    await screen.page.unroute(ACTIONS);
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await card(made).waitFor();
    await screen.isLive();
    assert.equal(await screen.page.getByText(texts.common.late).count(), 0);
  });

  /** The server answers an approval as it does where it has lost its database, perhaps in the middle of the commit. */
  async function approveUnconfirmed(made: Card): Promise<void> {
    await screen.page.route('**/api/autonomous-actions', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'database-unavailable', status: 503, title: '', detail: '', instance: '' }),
      }),
    );
    await press('a');
    await told('not known yet whether it will be sent').waitFor();
    await card(made).waitFor();
  }

  it('that an approval is not known to hold is told until it is known, and no longer', async () => {
    const made = await makeCard();
    await screen.open('ana', { path: queueOf(made) });
    await cards().first().waitFor();
    await screen.isLive();
    await approveUnconfirmed(made);
    // The database is back, and takes it.
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/approve`, {});
    await told('Sent:').waitFor();
    assert.equal(await told('not known yet').count(), 0);
  });
});
