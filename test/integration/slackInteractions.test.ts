import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isValidSlackRequest } from '@slack/bolt';
import { type ModalView, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { replay, type SlackDesk, slackDesk } from '../support/slack.ts';
import { type Received, type SlackApp, startSlackApp } from '../support/slackApp.ts';
import { CARD, MODAL } from '../support/slackCards.ts';

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
    fake = await startSlackFake({
      port: 0,
      dir,
      signingSecret: SECRET,
      interactionsUrl: `${app.url}/slack/interactions`,
      commandsUrl: `${app.url}/slack/commands`,
      patienceMs: 300,
      triggerLifeMs: 300,
      responseUrlLifeMs: 1_000,
    });
    desk = slackDesk(`http://127.0.0.1:${fake.port}`);
    client = new WebClient('xoxb-test', { slackApiUrl: fake.slackApiUrl, retryConfig: { retries: 0 } });
  });
  after(async () => {
    await fake.close();
    await app.close();
    await rm(dir, { recursive: true });
  });
  beforeEach(() => app.answers(() => ({})));

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

  it('an app that is too slow, broken or away is shown to the person as Slack would', async () => {
    const message = await card();
    app.answers(() => new Promise((late) => setTimeout(() => late({}), 500)));
    assert.equal((await desk.click('U0ANA', message, 'approve')).error, 'operation_timeout');
    app.answers(() => ({ status: 500 }));
    assert.equal((await desk.click('U0ANA', message, 'approve')).error, 'http_service_error');
    app.answers(() => ({ status: 401 }));
    assert.equal((await desk.command('U0ANA', '/signoff')).error, 'http_client_error');
    await desk.configure({ interactionsUrl: 'http://127.0.0.1:1/' });
    assert.equal((await desk.click('U0ANA', message, 'approve')).error, 'dispatch_failed');
    await desk.configure({ interactionsUrl: `${app.url}/slack/interactions` });
  });

  it('a response_url takes five answers, for a while', async () => {
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
  });

  it('a trigger opens one modal, soon', async () => {
    const open = async (trigger_id: string) => {
      try {
        await client.views.open({ trigger_id, view: MODAL });
        return 'opened';
      } catch (error) {
        return error instanceof WebAPIPlatformError ? error.data.error : assert.fail(String(error));
      }
    };
    await desk.click('U0ANA', await card(), 'edit');
    const { trigger_id } = last().payload;
    assert.equal(await open(trigger_id), 'opened');
    assert.equal(await open(trigger_id), 'exchanged_trigger_id');
    assert.equal(await open('1.2.3'), 'invalid_trigger_id');
    await desk.click('U0ANA', await card(), 'edit');
    const late = last().payload.trigger_id;
    await new Promise((passed) => setTimeout(passed, 400));
    assert.equal(await open(late), 'expired_trigger_id');
  });
});
