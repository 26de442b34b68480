import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { type Card, callApi, failEmail, makeCard, newGroup, stateOf, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

/** A touch is logged at once: nothing of it can be undone. */
const TOUCH = { triggerType: 'meeting_completed', actionType: 'log_touch' };
const { dialogs } = texts;

describe('browser: deciding', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { card, dialog, openQueue, press } = screen;

  const tray = () => screen.page.getByRole('region', { name: texts.undo.label });
  const eventId = () => `meeting-${Math.random().toString(36).slice(2)}`;

  it('approves by one key: the card leaves before the server has answered', async () => {
    const made = await makeCard({ ...TOUCH, eventId: eventId() });
    await openQueue(made);
    const approval = await screen.hold('**/api/autonomous-actions');
    await press('a');
    await card(made).waitFor({ state: 'detached' });
    await approval.caught();
    assert.equal((await stateOf(made)).status, 'pending', 'nothing has reached the server yet');
    approval.letGo();
    await eventually(async () => assert.equal((await stateOf(made)).status, 'executed'));
    const { decidedBy, decisionChannel, version } = await stateOf(made);
    assert.deepEqual([decidedBy, decisionChannel, version], ['ana', 'web', 1]);
  });

  it('brings the card back with the reason where the approval is refused', async () => {
    const made = await makeCard({ contact: { id: 'nobody', name: 'No Body' } });
    await openQueue(made);
    await press('a');
    const { notDone } = texts.verbs.send_email;
    await screen.page.getByRole('alert').filter({ hasText: 'recipient' }).getByText(notDone).waitFor();
    await card(made).waitFor();
    assert.equal((await stateOf(made)).status, 'pending');
    screen.forgive(/409/);
  });

  it('an approval by somebody quicker than the screen waits for its undo window, and has it', async () => {
    const made = await makeCard();
    await openQueue(made);
    const windows = await screen.hold('**/api/action-types');
    await screen.page.reload();
    await windows.caught();
    await card(made).getByRole('link').focus();
    const approving = screen.page.waitForRequest('**/api/autonomous-actions');
    await press('a');
    windows.letGo();
    assert.equal((await approving).postDataJSON().undoSeconds, 10);
    await tray()
      .getByText(/Sending in \d+ s/)
      .waitFor();
    await press('u');
    await eventually(async () => assert.equal((await stateOf(made)).scheduledApproval, null));
  });

  it('an approved email can be undone while its window is open, also after a reload', async () => {
    const made = await makeCard();
    await openQueue(made);
    await press('a');
    await tray().getByText(made.company).waitFor();
    await eventually(async () => assert.ok((await stateOf(made)).scheduledApproval));
    await screen.page.reload();
    await tray()
      .getByText(/Sending in \d+ s/)
      .waitFor();
    await press('u');
    await card(made).waitFor();
    await eventually(async () => assert.equal((await stateOf(made)).scheduledApproval, null));
    assert.equal((await stateOf(made)).status, 'pending');
  });

  it('an undo opens again what was open when it was approved', async () => {
    const group = newGroup();
    const made = [await makeCard({}, group), await makeCard({}, group)];
    await openQueue(...made);
    const first = await screen.current();
    await press('Enter');
    await screen.page.waitForURL(`**/actions/${first}?*`);
    await press('a');
    await screen.page.waitForURL((url) => !url.pathname.endsWith(`/${first}`));
    await press('u');
    await screen.page.waitForURL(`**/actions/${first}?*`);
    await eventually(async () => assert.equal((await stateOf({ id: first ?? '' })).status, 'pending'));
  });

  it('once the window has passed the email has arrived, once', async () => {
    const made = await makeCard();
    await openQueue(made);
    await press('a');
    await eventually(async () => assert.equal((await stateOf(made)).status, 'executed'), { timeoutMs: 30_000 });
    await tray().waitFor({ state: 'detached' });
    const { mailboxUrl } = await theStack();
    // The mailbox is ours; a message is shaped so or the test fails.
    const mails = (await (await fetch(`${mailboxUrl}/messages`)).json()) as { messageId: string }[];
    assert.equal(mails.filter(({ messageId }) => messageId.includes(made.id)).length, 1);
  });

  it('cancels by keys alone, with a reason', async () => {
    const made = await makeCard();
    await openQueue(made);
    await press('c');
    await dialog().getByText(made.company).first().waitFor();
    await press('Enter');
    await dialog().getByText(dialogs.reason.missing).waitFor();
    await press('2');
    await press('Enter');
    await card(made).waitFor({ state: 'detached' });
    await eventually(async () => {
      const { status, cancelReason } = await stateOf(made);
      assert.deepEqual([status, cancelReason], ['cancelled', dialogs.reason.presets.wrongTiming]);
    });
  });

  it('reschedules: what would execute by itself is held, and its expiry extended', async () => {
    const made = await makeCard({ ...TOUCH, eventId: eventId() });
    const before = await stateOf(made);
    assert.ok(before.autoExecuteAt);
    await openQueue(made);
    await press('r');
    await dialog().getByLabel(dialogs.reschedule.autoChoices.hold).check();
    await dialog().getByLabel(dialogs.reschedule.expiryChoices.threeDays).check();
    await dialog().getByRole('button', { name: dialogs.reschedule.confirm }).click();
    await dialog().waitFor({ state: 'detached' });
    await card(made)
      .getByText(/Executes in/)
      .waitFor({ state: 'detached' });
    const after = await stateOf(made);
    assert.equal(after.autoExecuteAt, null);
    assert.equal(Date.parse(after.expiresAt) - Date.parse(before.expiresAt), 3 * 86_400_000);
    assert.match(after.audit.at(-1).inWords, /^Rescheduled by Ana Ruiz in the browser/);
  });

  it('snoozes: hidden until then, no decision, the expiry stays', async () => {
    const made = await makeCard();
    const before = await stateOf(made);
    await openQueue(made);
    await press('s');
    await dialog().getByText(dialogs.snooze.hides).waitFor();
    await press('1');
    await card(made).waitFor({ state: 'detached' });
    await eventually(async () => assert.ok(Date.parse((await stateOf(made)).snoozedUntil) > Date.now()));
    const after = await stateOf(made);
    assert.deepEqual([after.status, after.version, after.expiresAt], ['pending', 1, before.expiresAt]);
    assert.equal(after.audit.length, before.audit.length);
    await screen.page.getByRole('button', { name: texts.filters.snoozed, exact: true }).click();
    await card(made).waitFor();
  });

  it('approves a named list, after showing what is done to whom, and tells every item’s outcome', async () => {
    const group = newGroup();
    const touches = [
      await makeCard({ ...TOUCH, eventId: eventId() }, group),
      await makeCard({ ...TOUCH, eventId: eventId() }, group),
    ];
    const email = await makeCard({ contact: { id: 'nobody', name: 'No Body' } }, group);
    const all = [...touches, email];
    await openQueue(...all);
    for (const each of all) {
      await card(each).getByRole('link').focus();
      await card(each).getByRole('checkbox').click();
    }
    await screen.page.getByText(texts.bulk.selected(3)).waitFor();
    await screen.page.getByRole('button', { name: texts.bulk.approve }).click();
    for (const { company } of all) await dialog().getByText(company).first().waitFor();
    // Decided by somebody else in the meantime.
    await callApi('manager', 'POST', `/autonomous-actions/${touches[1]?.id}/cancel`, { reason: 'Handled' });
    await dialog()
      .getByRole('button', { name: dialogs.bulk.confirm('approve', 3) })
      .click();
    await dialog().getByText('1 touch will be logged, 1 decided before you, 1 refused').waitFor();
    await dialog()
      .getByText(/Cancelled by Mia Lindqvist before you/)
      .waitFor();
    await dialog()
      .getByText(/recipient/)
      .waitFor();
    await dialog().getByRole('button', { name: texts.common.close }).last().click();
    await eventually(async () => assert.equal((await stateOf(all[0] as Card)).status, 'executed'));
    assert.equal((await stateOf(email)).status, 'pending');
  });

  async function openFailed(fault: object): Promise<Card> {
    const made = await makeCard();
    await failEmail(made, fault);
    await screen.open('ana', { path: `/actions/${made.id}` });
    return made;
  }

  it('a refused delivery says so and is retried as a new action', async () => {
    const made = await openFailed({ phase: 'rcpt', reply: 550 });
    await screen.page.getByText(texts.detail.failures.permanent ?? '').waitFor();
    await screen.page.getByRole('button', { name: texts.detail.buttons.retry, exact: true }).click();
    await screen.page.getByText(texts.detail.retried).waitFor();
    const { retriedAs } = await stateOf(made);
    await eventually(async () => assert.equal((await stateOf({ id: retriedAs })).status, 'executed'));
    await screen.page.getByText(texts.detail.retriedAs).waitFor();
  });

  it('a delivery of which nobody knows is confirmed by whoever has looked', async () => {
    const made = await openFailed({ phase: 'dot', close: true });
    await screen.page.getByText(texts.detail.failures.unconfirmed ?? '').waitFor();
    await screen.page.getByRole('button', { name: texts.detail.buttons.confirm, exact: true }).click();
    await screen.page.getByText(texts.detail.confirmed).first().waitFor();
    assert.equal((await stateOf(made)).status, 'executed');
  });

  it('shows the full draft, what is behind it, the trail in words and earlier actions on the deal', async () => {
    const earlier = await makeCard();
    const { subject } = await stateOf(earlier);
    await callApi('rep', 'POST', `/autonomous-actions/${earlier.id}/cancel`, { reason: 'Handled' });
    const trigger = {
      triggerType: 'activity_slump',
      actionType: 'send_email',
      contextSummary: `${earlier.company}: quiet for 30 days`,
      company: subject.company,
      deal: subject.deal,
      contact: subject.contact,
    };
    const { actionId } = await callApi('rep', 'POST', '/triggers', trigger);
    await callApi('rep', 'POST', '/triggers', { ...trigger, contextSummary: `${earlier.company}: quiet for 31 days` });
    await screen.open('ana', { path: `/actions/${actionId}` });
    const detail = screen.page.getByRole('region', { name: texts.detail.label });
    await detail.getByRole('heading', { name: /quiet for 30 days/ }).waitFor();
    const draft = screen.page.frameLocator('iframe');
    await draft.getByText('Ana Ruiz').first().waitFor();
    await draft.getByText(subject.contact.email).first().waitFor();
    await detail
      .getByText(/quiet for 31 days|Again on/)
      .first()
      .waitFor();
    await detail.getByText('$75,000').first().waitFor();
    await detail.getByText(/^Created/).waitFor();
    const workflow = detail.getByRole('link', { name: new RegExp(texts.detail.trail.workflow) });
    assert.match((await workflow.getAttribute('href')) ?? '', /\/namespaces\/default\/workflows\/action/);
    await detail.getByRole('link', { name: new RegExp(`${earlier.company}: the deal fell`) }).click();
    await detail
      .getByText(texts.detail.state.cancelled('you'))
      .or(detail.getByText(/Cancelled by/))
      .first()
      .waitFor();
  });
});
