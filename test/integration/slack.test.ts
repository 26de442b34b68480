import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import type { SlackMessage } from '../../local/slackFake/messages.ts';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import type { DeliveryError, DeliveryFailureKind } from '../../src/domain/delivery.ts';
import { slackEffect } from '../../src/integrations/slack/notify.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';

const TOKEN = 'xoxb-test';

describe('telling a rep in Slack', () => {
  let dir: string;
  let slack: SlackFake;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slack-'));
    slack = await start();
  });
  after(async () => {
    await slack.close();
    await rm(dir, { recursive: true });
  });
  afterEach(() => http('/faults', { method: 'DELETE' }));

  const start = () => startSlackFake({ port: 0, dir, token: TOKEN });
  const http = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${slack.port}${path}`, init);
  // The fake's own shape.
  const posted = async () => (await (await http('/messages')).json()) as SlackMessage[];
  const order = (fault: object) => http('/faults', { method: 'POST', body: JSON.stringify(fault) });
  const note = (changes: Partial<Parameters<typeof slackEffect>[0]> = {}) =>
    slackEffect({
      client: { token: TOKEN, slackApiUrl: slack.slackApiUrl },
      recipient: { email: 'riley@signoff.test' },
      message: { company: 'Acme & <Sons>', happened: 'Deal value up', summary: 'From $50,000 to $75,000 <!channel>' },
      actionId: 'act-1',
      link: 'http://127.0.0.1:3000/actions/act-1',
      ...changes,
    });
  const failureOf = (outcome: Promise<unknown>): Promise<DeliveryError> =>
    outcome.then(
      () => assert.fail('the attempt should have failed'),
      (error: DeliveryError) => error,
    );

  it('posts one message to the direct conversation with the rep, past one fence, with nothing of the CRM as control', async () => {
    const before = (await posted()).length;
    const attempt = testAttempt('act-1/notify');
    const result = await note().perform(attempt);
    const [message, ...others] = (await posted()).slice(before);
    assert.equal(others.length, 0);
    assert.equal(attempt.fences(), 1);
    assert.deepEqual(result, { channel: message?.channel, ts: message?.ts });
    const metadata = {
      event_type: 'signoff_action',
      event_payload: { action_id: 'act-1', delivery_key: 'act-1/notify' },
    };
    assert.deepEqual(message?.metadata, metadata);
    const everything = JSON.stringify(message);
    assert.match(everything, /Acme &amp; &lt;Sons&gt;/);
    assert.match(everything, /&lt;!channel&gt;/);
    assert.doesNotMatch(everything, /<!channel>|<Sons>/);
    assert.match(everything, /http:\/\/127\.0\.0\.1:3000\/actions\/act-1/);
  });

  it('finds the rep by the id where it is known, otherwise by the address, the same person', async () => {
    const byEmail = await note().perform(testAttempt('a/notify'));
    const slackUserId = `U${String(byEmail.channel).slice(1)}`;
    const byId = await note({ recipient: { slackUserId, email: 'someone@else.test' } }).perform(
      testAttempt('b/notify'),
    );
    assert.equal(byId.channel, byEmail.channel);
  });

  it('a refused fence posts nothing and comes through as it is', async () => {
    const before = (await posted()).length;
    const refused = new Error('the claim is lost');
    await assert.rejects(note().perform(testAttempt('c/notify', () => Promise.reject(refused))), refused);
    assert.equal((await posted()).length, before);
  });

  it('an answer lost after posting is unconfirmed, and asking finds the message among many', async () => {
    const effect = note({ since: new Date() });
    await order({ method: 'chat.postMessage', kind: 'lose_answer' });
    assert.equal((await failureOf(effect.perform(testAttempt('lost/notify')))).kind, 'unconfirmed');
    const message = (await posted()).at(-1);
    const client = new WebClient(TOKEN, { slackApiUrl: slack.slackApiUrl });
    for (let n = 0; n < 220; n += 1) await client.chat.postMessage({ channel: message?.channel ?? '', text: `${n}` });
    const found = await effect.ask?.(testAttempt('lost/notify'));
    assert.deepEqual(found, { channel: message?.channel, ts: message?.ts });
    assert.equal(await effect.ask?.(testAttempt('other/notify')), null);
  });

  it('a rate limit carries its delay, and nothing is posted', async () => {
    const before = (await posted()).length;
    for (const method of ['conversations.open', 'chat.postMessage']) {
      await order({ method, kind: 'rate_limited', retryAfterSeconds: 7 });
      const error = await failureOf(note().perform(testAttempt('r/notify')));
      assert.deepEqual([error.kind, error.retryAfterMs], ['rate-limited', 7_000]);
    }
    assert.equal((await posted()).length, before);
  });

  const errors: [fault: object, kind: DeliveryFailureKind][] = [
    [{ method: 'users.lookupByEmail', kind: 'http_500' }, 'transient'],
    [{ method: 'conversations.open', kind: 'lose_answer' }, 'transient'],
    [{ method: 'conversations.open', kind: 'error', error: 'internal_error' }, 'transient'],
    [{ method: 'conversations.open', kind: 'error', error: 'missing_scope' }, 'permanent'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'channel_not_found' }, 'permanent'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'account_inactive' }, 'permanent'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'msg_too_long' }, 'permanent'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'service_unavailable' }, 'transient'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'request_timeout' }, 'transient'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'ratelimited' }, 'rate-limited'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'internal_error' }, 'unconfirmed'],
    [{ method: 'chat.postMessage', kind: 'error', error: 'fatal_error' }, 'unconfirmed'],
    [{ method: 'chat.postMessage', kind: 'error', error: '<html>Bad gateway' }, 'unconfirmed'],
    [{ method: 'chat.postMessage', kind: 'http_500' }, 'unconfirmed'],
  ];
  for (const [fault, kind] of errors) {
    it(`${JSON.stringify(fault)} is ${kind}, after one call`, async () => {
      await order({ ...fault, times: 1 });
      const error = await failureOf(note().perform(testAttempt('e/notify')));
      assert.deepEqual([error.name, error.kind], ['DeliveryError', kind]);
    });
  }

  it('an unknown rep, a wrong token and a Slack that is away are told apart', async () => {
    const unknown = note({ recipient: { email: 'riley@elsewhere.test' } });
    assert.equal((await failureOf(unknown.perform(testAttempt('u/notify')))).kind, 'permanent');
    const wrong = note({ client: { token: 'xoxb-wrong', slackApiUrl: slack.slackApiUrl } });
    const error = await failureOf(wrong.perform(testAttempt('w/notify')));
    assert.equal(error.kind, 'permanent');
    assert.doesNotMatch(error.message, /xoxb/);
    const away = note({ client: { token: TOKEN, slackApiUrl: 'http://127.0.0.1:1/api/' } });
    assert.equal((await failureOf(away.perform(testAttempt('x/notify')))).kind, 'transient');
  });

  it('giving up is transient before the fence, unconfirmed after it', async () => {
    const early = testAttempt('g/notify');
    early.abort();
    assert.equal((await failureOf(note().perform(early))).kind, 'transient');
    const late = testAttempt('h/notify', async () => late.abort());
    assert.equal((await failureOf(note().perform(late))).kind, 'unconfirmed');
  });

  describe('the fake', () => {
    const api = async (method: string, form: Record<string, string>, token = TOKEN) => {
      const headers = new Headers(token === '' ? [] : [['authorization', `Bearer ${token}`]]);
      const answer = await http(`/api/${method}`, { method: 'POST', headers, body: new URLSearchParams(form) });
      // Slack answers with an object.
      return (await answer.json()) as { ok: boolean; error?: string; ts?: string };
    };
    const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
    const refusals: [error: string, method: string, form: Record<string, string>, token?: string][] = [
      ['not_authed', 'auth.test', {}, ''],
      ['invalid_auth', 'auth.test', {}, 'xoxb-wrong'],
      ['unknown_method', 'chat.postMessages', {}],
      ['users_not_found', 'users.lookupByEmail', { email: 'a@elsewhere.test' }],
      ['user_not_found', 'users.info', { user: 'nobody' }],
      ['user_not_found', 'conversations.open', { users: 'C123456' }],
      ['channel_not_found', 'chat.postMessage', { channel: 'general', text: 'hi' }],
      ['no_text', 'chat.postMessage', { channel: 'D123456' }],
      ['msg_too_long', 'chat.postMessage', { channel: 'D123456', text: 'x'.repeat(40_001) }],
      ['invalid_blocks_format', 'chat.postMessage', { channel: 'D123456', text: 'x', blocks: '{' }],
      ['invalid_blocks', 'chat.postMessage', blocks([section('x'.repeat(3_001))])],
      ['invalid_blocks', 'chat.postMessage', blocks(Array.from({ length: 51 }, () => section('x')))],
      ['invalid_blocks', 'chat.postMessage', blocks([header('x'.repeat(151))])],
      ['invalid_blocks', 'chat.postMessage', blocks([section('')])],
      ['invalid_metadata_format', 'chat.postMessage', { channel: 'D123456', text: 'x', metadata: '{"event_type":1}' }],
      ['message_not_found', 'chat.update', { channel: 'D123456', ts: '1.000000', text: 'x' }],
    ];
    for (const [error, method, form, token] of refusals) {
      it(`refuses with ${error} at ${method}`, async () => {
        const answer = await api(method, form, token);
        assert.deepEqual([answer.ok, answer.error], [false, error]);
      });
    }

    it('keeps what it acknowledged over a restart, also after half a line', async () => {
      const { ts } = await api('chat.postMessage', { channel: 'D777777', text: 'first' });
      await api('chat.update', { channel: 'D777777', ts: ts ?? '', text: 'changed' });
      await slack.close();
      await appendFile(join(dir, 'messages.jsonl'), '{"channel":"D777777","ts":"99');
      slack = await start();
      await api('chat.postMessage', { channel: 'D777777', text: 'second' });
      const kept = (await posted()).filter(({ channel }) => channel === 'D777777');
      assert.deepEqual(
        kept.map(({ text }) => text),
        ['changed', 'second'],
      );
    });

    it('shows a note as a person reads it: heading, text, and the button as a link', async () => {
      await note().perform(testAttempt('page/notify'));
      const html = await (await http('/')).text();
      const article = /<article .*?<\/article>/s.exec(html)?.[0] ?? '';
      const shown = article.slice(0, article.indexOf('<details>'));
      assert.match(shown, /<strong class="header">Deal value up<\/strong>/);
      assert.match(shown, /<pre>From \$50,000 to \$75,000 &lt;!channel&gt;<\/pre>/);
      assert.match(shown, /<a href="http:\/\/127\.0\.0\.1:3000\/actions\/act-1" rel="noreferrer">Open in Signoff<\/a>/);
      assert.doesNotMatch(shown, /[{}"]type|action_id/);
    });

    it('shows its messages as a page on which nothing of theirs is markup', async () => {
      await api('chat.postMessage', { channel: 'D888888', text: '<script>alert(1)</script>' });
      const answer = await http('/');
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.doesNotMatch(await answer.text(), /<script>alert/);
    });
  });
});

function header(text: string) {
  return { type: 'header', text: { type: 'plain_text', text } };
}

function blocks(list: object[]): Record<string, string> {
  return { channel: 'D123456', text: 'x', blocks: JSON.stringify(list) };
}
