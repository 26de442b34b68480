import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isValidSlackRequest } from '@slack/bolt';
import type { ActionsBlockElement, ModalView, WebClient } from '@slack/web-api';
import { type SlackFake, type SlackFakeSettings, startSlackFake } from '../../local/slackFake.ts';
import { replay, type SlackDesk, slackDesk } from '../support/slack.ts';
import { type Received, type SlackApp, startSlackApp } from '../support/slackApp.ts';
import { CARD, MODAL } from '../support/slackCards.ts';
import { slackClient, slackRefusal } from '../support/slackClient.ts';

const SECRET = 'the secret of a test';

describe('people in the fake of Slack', () => {
  let dir: string;
  let fake: SlackFake;
  let desk: SlackDesk;
  let app: SlackApp;
  let client: WebClient;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slackacts-'));
    app = await startSlackApp();
    fake = await start({});
    desk = slackDesk(`http://127.0.0.1:${fake.port}`);
    client = slackClient(fake);
  });
  after(async () => {
    await fake.close();
    await app.close();
    await rm(dir, { recursive: true });
  });
  beforeEach(() => app.answers(() => ({})));

  const start = (changes: Partial<SlackFakeSettings>) =>
    startSlackFake({
      port: 0,
      dir,
      signingSecret: SECRET,
      interactionsUrl: `${app.url}/slack/interactions`,
      commandsUrl: `${app.url}/slack/commands`,
      ...changes,
    });
  const card = async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'D0ANA', text: 'Decide', blocks: CARD });
    return { channel: 'D0ANA', ts };
  };
  const last = (): Received => app.received.at(-1) ?? assert.fail('nothing was received');
  const isSigned = ({ headers, body }: Pick<Received, 'headers' | 'body'>, secret = SECRET) =>
    isValidSlackRequest({
      signingSecret: secret,
      body,
      headers: {
        'x-slack-signature': String(headers['x-slack-signature']),
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
      },
    });
  /** Has the app open a modal while the click waits for its answer. */
  const opened = async (view: ModalView = MODAL) => {
    app.answers(async ({ payload }) => {
      if (payload.type === 'block_actions') await client.views.open({ trigger_id: payload.trigger_id, view });
      return {};
    });
    assert.equal((await desk.click('U0ANA', await card(), 'edit')).error, null);
    const [shown] = await desk.views('U0ANA');
    app.answers(() => ({}));
    return shown ?? assert.fail('no modal is open');
  };

  it('a click is told to the app in a request that Bolt finds rightly signed, and that is wrong after any change', async () => {
    const message = await card();
    const outcome = await desk.click('U0ANA', message, 'approve');
    assert.deepEqual([outcome.error, outcome.status], [null, 200]);
    const received = last();
    assert.equal(received.path, '/slack/interactions');
    assert.equal(received.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(isSigned(received), true);
    assert.equal(isSigned(received, 'another'), false);
    assert.equal(isSigned({ ...received, body: `${received.body}&x=1` }), false);
    const { payload } = received;
    assert.deepEqual(
      [payload.type, payload.user.id, payload.team.id, payload.channel.id, payload.message.ts, payload.container.type],
      ['block_actions', 'U0ANA', 'TSIGNOFF', 'D0ANA', message.ts, 'message'],
    );
    const [action, ...others] = payload.actions;
    assert.equal(others.length, 0);
    assert.deepEqual([action.action_id, action.block_id, action.value], ['approve', 'decide', 'act-1:3']);
    assert.match(action.action_ts, /^\d+\.\d{6}$/);
    await replay(outcome.request);
    assert.equal(last().body, received.body);
  });

  it('a submission carries what was put in and what was left, and the app’s field errors stay at the modal', async () => {
    const view = await opened();
    app.answers(() => ({ body: { response_action: 'errors', errors: { subject: 'Too short' } } }));
    const outcome = await desk.submit('U0ANA', view, { subject: { text: 'Hi' } });
    assert.deepEqual(outcome.errors, { subject: 'Too short' });
    const { payload } = last();
    assert.equal(isSigned(last()), true);
    assert.equal(payload.type, 'view_submission');
    assert.deepEqual([payload.view.id, payload.view.private_metadata], [view.id, '{"actionId":"act-1"}']);
    assert.deepEqual(payload.view.state.values.subject.text, { type: 'plain_text_input', value: 'Hi' });
    assert.deepEqual(payload.view.state.values.body.text, { type: 'plain_text_input', value: 'Dear Sarah' });
    assert.deepEqual((await desk.views('U0ANA'))[0]?.errors, { subject: 'Too short' });
    app.answers(() => ({}));
    assert.equal((await desk.submit('U0ANA', view, { subject: { text: 'Hello' } })).error, null);
    assert.deepEqual(await desk.views('U0ANA'), []);
  });

  it('a modal that the app answers is closed, changed, covered by another, or stays with what Slack says of a wrong answer', async () => {
    const view = await opened();
    const titles = async () => (await desk.views('U0ANA')).map(({ title }) => title.text);
    const submit = async (body: object) => {
      app.answers(() => ({ body }));
      const top = (await desk.views('U0ANA')).at(-1) ?? assert.fail();
      return desk.submit('U0ANA', top, { subject: { text: 'Hello' } });
    };
    const titled = (text: string) => ({ ...MODAL, title: { type: 'plain_text', text } });
    assert.equal((await submit({ response_action: 'update', view: titled('Second') })).error, null);
    assert.deepEqual(await titles(), ['Second']);
    assert.notEqual((await desk.views('U0ANA'))[0]?.hash, view.hash);
    await submit({ response_action: 'push', view: titled('Third') });
    await submit({ response_action: 'push', view: titled('Fourth') });
    assert.deepEqual(await titles(), ['Second', 'Third', 'Fourth']);
    const trouble = 'We had some trouble connecting. Try again?';
    for (const wrong of [
      { response_action: 'push', view: titled('Fifth') },
      { response_action: 'update', view: titled('x'.repeat(25)) },
      { response_action: 'errors', errors: { nowhere: 'Too short' } },
      { response_action: 'explode' },
    ])
      assert.equal((await submit(wrong)).error, trouble);
    assert.deepEqual(await titles(), ['Second', 'Third', 'Fourth']);
    assert.equal((await submit({ response_action: 'clear' })).error, null);
    assert.deepEqual(await titles(), []);
  });

  it('what Slack finds incomplete is not sent to the app', async () => {
    const view = await opened();
    const before = app.received.length;
    const outcome = await desk.submit('U0ANA', view, { body: { text: 'x'.repeat(3_001) } });
    assert.deepEqual(Object.keys(outcome.errors), ['subject', 'body']);
    assert.equal(app.received.length, before);
  });

  it('the app hears of a modal that is closed where it asks to', async () => {
    const silent = await opened();
    const before = app.received.length;
    await desk.close('U0ANA', silent);
    assert.equal(app.received.length, before);
    await desk.close('U0ANA', await opened({ ...MODAL, notify_on_close: true }));
    const { type, is_cleared: isCleared, view } = last().payload;
    assert.deepEqual([type, isCleared, view.private_metadata], ['view_closed', false, '{"actionId":"act-1"}']);
    assert.deepEqual(await desk.views('U0ANA'), []);
  });

  it('an open modal is updated by its id and its newest hash', async () => {
    const { id: view_id, hash } = await opened();
    const view: ModalView = { ...MODAL, callback_id: 'two' };
    const updated = await client.views.update({ view_id, view, hash });
    assert.notEqual(updated.view?.hash, hash);
    assert.equal((await desk.views('U0ANA'))[0]?.callback_id, 'two');
    const refused = async (change: object) =>
      (await slackRefusal(client.views.update({ view_id, view, ...change }))).error;
    assert.equal(await refused({ hash }), 'hash_conflict');
    assert.equal(await refused({ view_id: 'V0' }), 'not_found');
    await desk.close('U0ANA', { id: view_id });
    assert.equal(await refused({}), 'not_found');
  });

  it('a trigger opens one modal, soon', async () => {
    const open = async (trigger_id: string) =>
      (await slackRefusal(client.views.open({ trigger_id, view: MODAL }))).error;
    await opened();
    const { trigger_id: used } = last().payload;
    assert.equal(await open(used), 'exchanged_trigger_id');
    assert.equal(await open('1.2.3'), 'invalid_trigger_id');
    const hasty = await start({ triggerLifeMs: 0 });
    await slackDesk(`http://127.0.0.1:${hasty.port}`).command('U0ANA', '/signoff');
    const { trigger_id: late } = last().payload;
    const opening = slackClient(hasty).views.open({ trigger_id: late, view: MODAL });
    assert.equal((await slackRefusal(opening)).error, 'expired_trigger_id');
    await hasty.close();
  });

  it('a menu tells what was chosen, in a message as in a modal', async () => {
    await desk.click('U0ANA', await card(), 'snooze', { value: '1h' });
    const snooze = { text: { type: 'plain_text', text: 'In an hour' }, value: '1h' };
    assert.deepEqual(last().payload.actions[0].selected_option, snooze);
    assert.deepEqual(last().payload.state.values.decide.snooze.selected_option, snooze);
    const { elements } = CARD.at(-1) as { elements: ActionsBlockElement[] };
    const view = await opened({ ...MODAL, blocks: [...MODAL.blocks, { type: 'actions', block_id: 'more', elements }] });
    await desk.clickInView('U0ANA', view, 'more', { value: 'none', values: { subject: { text: 'Hi' } } });
    const { actions, container, view: shown, message, response_url: url } = last().payload;
    assert.deepEqual([actions[0].type, actions[0].selected_option.value], ['overflow', 'none']);
    assert.deepEqual([container, message, url], [{ type: 'view', view_id: view.id }, undefined, undefined]);
    assert.equal(shown.state.values.subject.text.value, 'Hi');
    await desk.close('U0ANA', view);
  });

  it('a command comes as Slack’s form, signed; its answer is for its user alone unless it says otherwise', async () => {
    app.answers(({ payload }) => ({ body: `two for ${payload.user_name}` }));
    assert.equal((await desk.command('U0BEN', '/signoff', 'due & late')).error, null);
    const { path, payload } = last();
    assert.equal(isSigned(last()), true);
    assert.deepEqual(
      [path, payload.command, payload.text, payload.user_id, payload.team_id, payload.channel_id, payload.api_app_id],
      ['/slack/commands', '/signoff', 'due & late', 'U0BEN', 'TSIGNOFF', 'D0BEN', 'ASIGNOFF'],
    );
    assert.match(payload.trigger_id, /^\d+\.\d+\.[0-9a-f]{32}$/);
    assert.equal((await desk.ephemerals('U0BEN')).at(-1)?.text, 'two for ben.adeyemi');
    app.answers(() => ({ body: { response_type: 'in_channel', text: 'for all', blocks: CARD } }));
    await desk.command('U0BEN', '/signoff');
    assert.equal((await desk.messages()).at(-1)?.text, 'for all');
    app.answers(() => ({ body: { text: 'x', blocks: [{ type: 'nothing' }] } }));
    assert.equal((await desk.command('U0BEN', '/signoff')).error, 'invalid_command_response');
  });

  it('an app that is too slow, broken or away is shown to the person as Slack would, once', async () => {
    const message = await card();
    const hasty = await start({ patienceMs: 50 });
    const before = app.received.length;
    app.answers(() => new Promise(() => {}));
    const hastyDesk = slackDesk(`http://127.0.0.1:${hasty.port}`);
    assert.equal((await hastyDesk.click('U0ANA', message, 'approve')).error, 'operation_timeout');
    assert.equal(app.received.length, before + 1);
    app.answers(() => ({ status: 500 }));
    assert.equal((await hastyDesk.click('U0ANA', message, 'approve')).error, 'http_service_error');
    app.answers(() => ({ status: 401 }));
    assert.equal((await hastyDesk.command('U0ANA', '/signoff')).error, 'http_client_error');
    await hastyDesk.configure({ interactionsUrl: 'http://127.0.0.1:1/' });
    assert.equal((await hastyDesk.click('U0ANA', message, 'approve')).error, 'dispatch_failed');
    await hasty.close();
    const deaf = await start({ interactionsUrl: undefined });
    const outcome = await slackDesk(`http://127.0.0.1:${deaf.port}`).click('U0ANA', message, 'approve');
    assert.equal(outcome.error, 'app_missing_action_url');
    await deaf.close();
  });

  it('a response_url replaces, adds and deletes: five times, for a while', async () => {
    const message = await card();
    await desk.click('U0ANA', message, 'approve');
    const { response_url: url } = last().payload;
    const respond = async (body: object) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.text()];
    };
    assert.deepEqual(await respond({ replace_original: true, text: 'working …' }), [200, 'ok']);
    assert.deepEqual(
      (await desk.versions(message)).map(({ text, by }) => [text, by]),
      [
        ['Decide', 'chat.postMessage'],
        ['working …', 'response_url'],
      ],
    );
    assert.deepEqual(await respond({ text: 'only you' }), [200, 'ok']);
    assert.equal((await desk.ephemerals('U0ANA')).at(-1)?.text, 'only you');
    assert.deepEqual(await respond({ text: 'everybody', response_type: 'in_channel' }), [200, 'ok']);
    assert.equal((await desk.messages()).at(-1)?.text, 'everybody');
    assert.deepEqual(await respond({ delete_original: true }), [200, 'ok']);
    assert.equal(
      (await desk.messages()).some(({ ts }) => ts === message.ts),
      false,
    );
    assert.equal((await respond({ text: 'fifth' }))[0], 200);
    assert.deepEqual(await respond({ text: 'sixth' }), [404, '{"ok":false,"error":"used_url"}']);
    const hasty = await start({ responseUrlLifeMs: 0 });
    await slackDesk(`http://127.0.0.1:${hasty.port}`).command('U0ANA', '/signoff');
    const late = await fetch(last().payload.response_url, { method: 'POST', body: '{"text":"late"}' });
    assert.deepEqual([late.status, await late.json()], [404, { ok: false, error: 'expired_url' }]);
    await hasty.close();
  });
});
