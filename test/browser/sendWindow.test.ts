import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, closeWindow, makeCard, openWindow, stateOf } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { sending } = texts;

describe('browser: when emails leave', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { card, openQueue, press } = screen;
  const contact = { id: 'sam', name: 'Sam Field', email: 'sam@testworks.test', timeZone: 'Europe/Berlin' };
  afterEach(openWindow);

  const tray = () => screen.page.getByRole('region', { name: texts.undo.label });
  const button = (name: string) => screen.page.getByRole('button', { name, exact: true });
  /** "Leaves Thu, Dec 3, 09:00 AM, Berlin time". */
  const words = async (id: string) => {
    const { leaves, scheduledApproval } = await stateOf({ id });
    const at = new Date(leaves?.at ?? scheduledApproval.executesAt);
    const clock = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
    const when = new Intl.DateTimeFormat('en-US', { ...clock, timeZone: 'Europe/Berlin' }).format(at);
    assert.match(when, /09:00 AM$/);
    return sending.leaves(when, 'Europe/Berlin');
  };

  it('the card shows the minute before one approves; approved, it waits in sight and can be undone', async () => {
    await closeWindow();
    const made = await makeCard({ contact });
    await openQueue(made);
    await card(made)
      .getByText(await words(made.id))
      .waitFor();
    await press('Enter');
    await screen.page.getByText(sending.why.window).waitFor();
    await button(texts.verbs.send_email.button).click();
    await eventually(async () => assert.equal((await stateOf(made)).scheduledApproval?.waits.why, 'window'));
    await card(made).waitFor({ state: 'detached' });
    assert.equal(await tray().count(), 0, 'the tray holds what is about to be executed');
    await press('Shift+S');
    await card(made)
      .getByText(/Leaves .* Berlin time/)
      .waitFor();
    assert.equal(await card(made).getByRole('checkbox').count(), 0, 'a bulk decision has nothing to decide on it');
    await card(made).getByRole('link').click();
    await screen.page.getByText(`Approved by Ana Ruiz. ${await words(made.id)}`).waitFor();
    await button(texts.detail.buttons.undo).click();
    await eventually(async () => assert.equal((await stateOf(made)).scheduledApproval, null));
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/cancel`, {});
  });

  it('by a key it is approved for a morning of the contact’s, stands under what is being sent until then, and can be undone', async () => {
    const honolulu = 'Pacific/Honolulu';
    const made = await makeCard({ contact: { ...contact, timeZone: honolulu } });
    await openQueue(made);
    await press('l');
    await screen.dialog().getByText(texts.dialogs.later.contactsClocks(honolulu)).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    await press('1');
    await card(made).waitFor({ state: 'detached' });
    await press('Shift+S');
    await card(made)
      .getByText(/^Leaves .*09:00 AM, Honolulu time$/)
      .waitFor();
    const { scheduledApproval } = await stateOf(made);
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: honolulu, timeStyle: 'short' });
    assert.equal(hour.format(new Date(scheduledApproval.executesAt)), '09:00');
    assert.equal(await tray().count(), 0, 'the tray holds what is about to be executed');
    await press('Enter');
    await screen.page.getByText(sending.why.chosen).waitFor();
    await press('u');
    await eventually(async () => assert.equal((await stateOf(made)).scheduledApproval, null));
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/cancel`, {});
  });

  it('sent now anyway it leaves at once, after its undo window', async () => {
    await closeWindow();
    const made = await makeCard({ contact });
    await openQueue(made);
    await press('Enter');
    await button(texts.detail.buttons.sendNow).click();
    await tray()
      .getByText(/Sending in \d+ s/)
      .waitFor();
    await eventually(async () => assert.equal((await stateOf(made)).status, 'executed'), { timeoutMs: 30_000 });
  });

  it('what is held says why, whichever it is, and can be sent now anyway', async () => {
    await closeWindow();
    const lost = { ...contact, timeZone: 'Mars/Olympus_Mons' };
    const made = await makeCard({ contact: lost });
    const reason = 'nobody knows the contact\'s time zone "Mars/Olympus_Mons"';
    await openQueue(made);
    await card(made).getByText(sending.held(reason)).waitFor();
    await press('Enter');
    await screen.page.getByText(sending.why.held).waitFor();
    await button(texts.detail.buttons.sendNow).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);

    const { id } = made;
    const russia = { company: { id: 'ooo', name: 'OOO', country: 'RU' }, contact: { id: 'ivan', name: 'Ivan' } };
    const wide = await makeCard(russia);
    const { leaves } = await stateOf(wide);
    assert.notEqual(leaves.reason, reason);
    await openQueue(wide);
    await press('Enter');
    await screen.page.setViewportSize({ width: 360, height: 780 });
    await screen.page.getByText(sending.held(leaves.reason)).first().waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    for (const each of [id, wide.id]) await callApi('rep', 'POST', `/autonomous-actions/${each}/cancel`, {});
  });

  it('an administrator sets window and caps, and is told beside the field what is wrong with them', async () => {
    const { workspace, hours } = sending;
    await screen.open('adam', { path: '/workspace' });
    const rules = screen.page.getByRole('region', { name: workspace.title });
    await rules.getByLabel(workspace.window).check();
    const window = rules.getByRole('group', { name: workspace.windowHours });
    await window.getByLabel(hours.from.label).fill('17:00');
    await window.getByLabel(hours.country.label).fill('XX');
    await rules.getByLabel(workspace.perContactPerDay).fill('none');
    await rules.getByRole('button', { name: workspace.save }).click();
    await rules.getByText(workspace.notANumber).waitFor();
    await rules.getByLabel(workspace.perContactPerDay).fill('2');
    await rules.getByRole('button', { name: workspace.save }).click();
    await window.getByText('must be after the beginning').waitFor();
    screen.forgive(/422/);
    await window.getByLabel(hours.from.label).fill('08:30');
    await window.getByLabel(hours.country.label).fill('de-by');
    await rules.getByRole('button', { name: workspace.save }).click();
    await rules.getByText(workspace.saved, { exact: true }).waitFor();
    const { sendWindow, caps } = await callApi('admin', 'GET', '/workspace/settings');
    assert.deepEqual(sendWindow.hours, {
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: '08:30',
      to: '17:00',
      country: 'DE-BY',
    });
    assert.deepEqual(caps, { perContactPerDay: 2 });
    assert.deepEqual(await violationsOn(screen.page), []);
  });

  it('everybody sets his own working hours, and leaves them to the workspace again', async () => {
    const { own, hours } = sending;
    const before = await callApi('rep', 'GET', '/settings');
    await screen.open('ana', { path: '/settings#hours' });
    const part = screen.page.getByRole('region', { name: texts.settings.sectionNames.hours });
    await part.getByLabel(own.inherited.own).uncheck();
    await part.getByLabel(hours.dayNames.fri).uncheck();
    await part.getByLabel(hours.daysOff.label).fill('2027-01-04, 2027-01-05');
    await part.getByRole('button', { name: own.save }).click();
    await part.getByText(own.saved).waitFor();
    const { own: chosen } = await callApi('rep', 'GET', '/settings');
    assert.deepEqual(chosen.workingHours.days, ['mon', 'tue', 'wed', 'thu']);
    assert.deepEqual(chosen.workingHours.daysOff, ['2027-01-04', '2027-01-05']);
    assert.deepEqual(await violationsOn(screen.page), []);
    await part.getByLabel(own.inherited.own).check();
    await part.getByRole('button', { name: own.save }).click();
    await eventually(async () => assert.deepEqual((await callApi('rep', 'GET', '/settings')).own, before.own));
  });
});
