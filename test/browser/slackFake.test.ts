import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isValidSlackRequest } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { violationsOn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';
import { type SlackApp, startSlackApp } from '../support/slackApp.ts';
import { CARD, EVERYTHING, MODAL } from '../support/slackCards.ts';
import { slackClient } from '../support/slackClient.ts';

const SECRET = 'the secret of a test';
const PHONE = { viewport: { width: 390, height: 780 }, colorScheme: 'dark' as const };

describe('browser: the fake of Slack', function () {
  this.timeout(60_000);
  this.slow(10_000);
  const screen = useScreen();
  let dir: string;
  let fake: SlackFake;
  let app: SlackApp;
  let client: WebClient;
  let ts: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slackpage-'));
    app = await startSlackApp();
    fake = await startSlackFake({
      port: 0,
      dir,
      signingSecret: SECRET,
      interactionsUrl: `${app.url}/slack/interactions`,
      commandsUrl: `${app.url}/slack/commands`,
    });
    client = slackClient(fake);
    ts = (await client.chat.postMessage({ channel: 'D0ANA', text: 'Decide', blocks: CARD })).ts ?? '';
  });
  afterEach(async () => {
    await fake.close();
    await app.close();
    await rm(dir, { recursive: true, force: true });
  });

  const open = (path = '/?as=U0ANA&in=D0ANA', options = {}) =>
    screen.open(null, { baseURL: `http://127.0.0.1:${fake.port}`, path, ...options });
  const card = () => screen.page.locator(`[id="m-${ts}"]`);
  const button = (name: string) => card().getByRole('button', { name, exact: true });
  const dialog = () => screen.page.getByRole('dialog', { name: 'Edit the email' });
  const withModal = () =>
    app.answers(async ({ payload }) => {
      if (payload.type === 'block_actions') await client.views.open({ trigger_id: payload.trigger_id, view: MODAL });
      return { body: '' };
    });

  it('a button sends a signed interaction as the chosen user, who may be one that Signoff does not know', async () => {
    for (const [user, name] of [
      ['U0ANA', 'Ana Ruiz'],
      ['U0ZOE', 'Zoe Unmapped'],
    ] as const) {
      await open('/');
      await screen.page.getByLabel('You are').selectOption(name);
      await screen.page.getByRole('button', { name: 'Show' }).click();
      await button('Approve').click();
      await eventually(() => assert.ok(app.received.at(-1)?.payload.user.id === user));
      const { headers, body, payload } = app.received.at(-1) ?? assert.fail();
      const signed = {
        'x-slack-signature': String(headers['x-slack-signature']),
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
      };
      assert.equal(isValidSlackRequest({ signingSecret: SECRET, body, headers: signed }), true);
      assert.deepEqual([payload.actions[0].value, payload.message.ts], ['act-1:3', ts]);
    }
  });

  it('a modal keeps what was typed when the app finds something wrong, says what, and closes when nothing is; by keyboard alone', async () => {
    withModal();
    await open();
    await button('Edit').focus();
    await screen.page.keyboard.press('Enter');
    await dialog().waitFor();
    const subject = dialog().getByLabel('Subject');
    await dialog().locator('input:focus').waitFor();
    await screen.page.keyboard.press('Enter');
    await dialog().getByText('Please complete this required field.').waitFor();
    assert.equal(
      app.received.some(({ payload }) => payload.type === 'view_submission'),
      false,
    );

    app.answers(() => ({ body: { response_action: 'errors', errors: { subject: 'Say more' } } }));
    await subject.fill('Hi');
    await screen.page.keyboard.press('Enter');
    await dialog().getByText('Say more').waitFor();
    assert.equal(await subject.inputValue(), 'Hi');
    assert.equal(await subject.getAttribute('aria-invalid'), 'true');

    app.answers(() => ({}));
    await subject.fill('Hello again');
    await screen.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    const { view } = app.received.at(-1)?.payload ?? assert.fail();
    assert.equal(view.state.values.subject.text.value, 'Hello again');
    assert.equal(view.state.values.body.text.value, 'Dear Sarah');
  });

  it('what the app changes appears by itself, and an open modal keeps what is being typed', async () => {
    await open();
    await button('Approve').waitFor();
    await client.chat.update({ channel: 'D0ANA', ts, text: 'Approved by Ana' });
    await card().getByText('Approved by Ana', { exact: true }).waitFor();
    assert.equal(await card().getByRole('button').count(), 0);

    withModal();
    ts = (await client.chat.postMessage({ channel: 'D0ANA', text: 'Decide', blocks: CARD })).ts ?? '';
    await button('Edit').click();
    await dialog().getByLabel('Subject').fill('half a thou');
    await client.chat.update({ channel: 'D0ANA', ts, text: 'Cancelled by Max' });
    await card().getByText('Cancelled by Max', { exact: true }).waitFor();
    assert.equal(await dialog().getByLabel('Subject').inputValue(), 'half a thou');
    await dialog().getByRole('button', { name: 'Never mind' }).click();
    await dialog().waitFor({ state: 'detached' });
  });

  it('a command is answered with what only its user sees, and an app that fails is told of as Slack would', async () => {
    app.answers(({ payload }) => ({ body: { text: `*2 pending* for ${payload.user_id}, “${payload.text}”` } }));
    await open();
    await screen.page.getByLabel('Command').fill('/signoff due today');
    await screen.page.keyboard.press('Enter');
    const answer = () => screen.page.locator('article', { hasText: '2 pending for U0ANA, “due today”' });
    await answer().getByText('only visible to Ana Ruiz').waitFor();
    await open('/?as=U0BEN');
    await card().waitFor();
    assert.equal(await answer().count(), 0);

    app.answers(() => ({ status: 500 }));
    await open();
    await button('Approve').click();
    await card().getByText('Slack says: http_service_error').waitFor();
  });

  it('menus, questions before a click, and every kind of field work', async () => {
    app.answers(async ({ payload }) => {
      if (payload.actions?.[0].action_id === 'more')
        await client.views.open({ trigger_id: payload.trigger_id, view: EVERYTHING });
      return {};
    });
    await open();
    await card().getByText('Cancel it', { exact: true }).click();
    assert.equal(app.received.length, 0, 'the question comes first');
    await button('Yes, cancel').click();
    await eventually(() => assert.equal(app.received.at(-1)?.payload.actions[0].action_id, 'cancel'));
    await card().getByLabel('Snooze').selectOption('In an hour');
    await button('Choose').click();
    await eventually(() => assert.equal(app.received.at(-1)?.payload.actions[0].selected_option.value, '1h'));
    await card().locator('summary', { hasText: 'More actions' }).click();
    await button('Open everything').click();

    const everything = screen.page.getByRole('dialog', { name: 'Everything' });
    await everything.getByLabel('Reason').selectOption('Too late');
    await everything.getByLabel('On paper').check();
    await everything.getByLabel('Tell Mia').check();
    await everything.getByLabel('Day').fill('2026-12-24');
    await everything.getByLabel('Hour').fill('09:30');
    await everything.getByLabel('Moment').fill('2026-12-24T09:30');
    await everything.getByLabel('Address').fill('sam@acme.test');
    assert.deepEqual(await violationsOn(screen.page), []);
    await everything.getByRole('button', { name: 'Save' }).click();
    await everything.waitFor({ state: 'detached' });
    const { values } = app.received.at(-1)?.payload.view.state ?? assert.fail();
    // By blocks that have got their names from Slack.
    const held = Object.values<Record<string, object>>(values).flatMap((fields) => Object.values(fields));
    const tellMia = { text: { type: 'plain_text', text: 'Tell Mia' }, value: 'mia' };
    assert.deepEqual(held, [
      { type: 'static_select', selected_option: { text: { type: 'plain_text', text: 'Too late' }, value: 'late' } },
      { type: 'radio_buttons', selected_option: { text: { type: 'plain_text', text: 'On paper' }, value: 'paper' } },
      { type: 'checkboxes', selected_options: [tellMia] },
      { type: 'datepicker', selected_date: '2026-12-24' },
      { type: 'timepicker', selected_time: '09:30' },
      { type: 'datetimepicker', selected_date_time: Date.UTC(2026, 11, 24, 9, 30) / 1_000 },
      { type: 'email_text_input', value: 'sam@acme.test' },
    ]);
  });

  it('is without violations of WCAG, and fits a phone in the dark', async () => {
    withModal();
    for (const options of [{}, { colorScheme: 'dark' }, PHONE]) {
      await open(undefined, options);
      assert.deepEqual(await violationsOn(screen.page), []);
      await button('Edit').click();
      await dialog().waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
      await dialog().getByRole('button', { name: 'Never mind' }).click();
      await dialog().waitFor({ state: 'detached' });
    }
  });
});
