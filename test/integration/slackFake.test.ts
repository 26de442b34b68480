import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KnownBlock, WebAPIRateLimitedError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { eventually } from '../support/eventually.ts';
import { type SlackDesk, slackDesk } from '../support/slack.ts';
import { slackClient, slackRefusal } from '../support/slackClient.ts';

const TOKEN = 'xoxb-test';

describe('the fake of Slack, asked by Slack’s own client', () => {
  let dir: string;
  let fake: SlackFake;
  let desk: SlackDesk;
  let client: WebClient;

  const start = async () => {
    fake = await startSlackFake({ port: 0, dir, token: TOKEN });
    desk = slackDesk(`http://127.0.0.1:${fake.port}`);
    client = slackClient(fake, TOKEN);
  };
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slackfake-'));
    await start();
  });
  after(async () => {
    await fake.close();
    await rm(dir, { recursive: true });
  });
  afterEach(() => desk.clearFaults());

  const post = async (blocks: KnownBlock[] = []) => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'D0ANA', text: 'one', blocks });
    return { channel: 'D0ANA', ts };
  };
  const textsOf = async (message: { channel: string; ts: string }) =>
    (await desk.versions(message)).map(({ text }) => text);

  it('updates its own message and keeps every version, with what made it; blocks go where there is only a text', async () => {
    const message = await post([SECTION]);
    await client.chat.update({ ...message, text: 'two', blocks: [SECTION] });
    const answer = await client.chat.update({ ...message, text: 'three' });
    assert.deepEqual([answer.ts, answer.channel, answer.text], [message.ts, message.channel, 'three']);
    const versions = await desk.versions(message);
    assert.deepEqual(
      versions.map(({ text, blocks, by }) => [text, blocks.length, by]),
      [
        ['one', 1, 'chat.postMessage'],
        ['two', 1, 'chat.update'],
        ['three', 0, 'chat.update'],
      ],
    );
    const { messages } = await client.conversations.history({ channel: 'D0ANA' });
    assert.deepEqual([messages?.[0]?.text, messages?.[0]?.ts], ['three', message.ts]);
  });

  it('an update leaves the metadata by which a message is found', async () => {
    const metadata = { event_type: 'signoff_action', event_payload: { action_id: 'act-1' } };
    const { ts = '' } = await client.chat.postMessage({ channel: 'D0ANA', text: 'one', metadata });
    await client.chat.update({ channel: 'D0ANA', ts, text: 'two' });
    const read = await client.conversations.history({ channel: 'D0ANA', include_all_metadata: true, limit: 1 });
    assert.deepEqual(read.messages?.[0]?.metadata, metadata);
  });

  it('refuses to update what is not there, not the bot’s, ephemeral, or addressed by a user’s id', async () => {
    const planted = await desk.plant({ channel: 'D0ANA', user: 'U0ANA', text: 'hello' });
    const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel: 'D0ANA', user: 'U0ANA', text: 'psst' });
    const update = async (channel: string, of: string) =>
      (await slackRefusal(client.chat.update({ channel, ts: of, text: 'x' }))).error;
    assert.equal(await update('D0ANA', '1.000001'), 'message_not_found');
    assert.equal(await update('D0ANA', planted.ts), 'cant_update_message');
    assert.equal(await update('D0ANA', ts), 'message_not_found');
    assert.equal(await update('U0ANA', planted.ts), 'channel_not_found');
    await desk.orderFault({ method: 'chat.update', kind: 'error', error: 'edit_window_closed' });
    assert.equal(await update('D0ANA', (await post()).ts), 'edit_window_closed');
  });

  it('an ephemeral message is seen by one user, is in no history, and needs a user that there is', async () => {
    await client.chat.postEphemeral({ channel: 'D0BEN', user: 'U0BEN', text: 'psst' });
    assert.deepEqual(
      (await desk.ephemerals('U0BEN')).map(({ text }) => text),
      ['psst'],
    );
    assert.deepEqual((await client.conversations.history({ channel: 'D0BEN' })).messages, []);
    assert.ok((await desk.messages()).every(({ channel }) => channel !== 'D0BEN'));
    const nobody = client.chat.postEphemeral({ channel: 'D0BEN', user: 'U0NOBODY', text: 'psst' });
    assert.equal((await slackRefusal(nobody)).error, 'user_not_found');
  });

  it('tells of a user what maps one to a person, and finds nobody who has left', async () => {
    await desk.putPerson({
      ...{ id: 'U0GUS', email: 'gus@signoff.test', realName: 'Gus' },
      ...{ isUltraRestricted: true, isEmailConfirmed: false },
    });
    const { user } = await client.users.info({ user: 'U0GUS' });
    assert.deepEqual(
      [user?.profile?.email, user?.is_ultra_restricted, user?.is_restricted, user?.is_email_confirmed, user?.is_bot],
      ['gus@signoff.test', true, false, false, false],
    );
    assert.deepEqual([user?.team_id, user?.deleted, user?.tz], ['TSIGNOFF', false, 'America/New_York']);
    assert.equal((await client.users.lookupByEmail({ email: 'GUS@signoff.test' })).user?.id, 'U0GUS');
    await desk.putPerson({ id: 'U0GUS', deleted: true });
    assert.equal((await client.users.info({ user: 'U0GUS' })).user?.deleted, true);
    const refused = async (call: Promise<unknown>) => (await slackRefusal(call)).error;
    assert.equal(await refused(client.users.lookupByEmail({ email: 'gus@signoff.test' })), 'users_not_found');
    assert.equal(await refused(client.conversations.open({ users: 'U0GUS' })), 'user_disabled');
    assert.equal(await refused(client.users.info({ user: 'U0NOBODY' })), 'user_not_found');
  });

  it('shows no address to an app that may not see them', async () => {
    const scopes = ['users:read'];
    const blind = await startSlackFake({ port: 0, dir: join(dir, 'blind'), scopes });
    const { user } = await slackClient(blind).users.info({ user: 'U0ANA' });
    assert.deepEqual([user?.real_name, user?.profile?.email], ['Ana Ruiz', undefined]);
    await blind.close();
  });

  it('limits a method when told, for as often as told, and says for how long', async () => {
    const message = await post();
    await desk.orderFault({ method: 'chat.update', kind: 'rate_limited', retryAfterSeconds: 7, times: 2 });
    for (let n = 0; n < 2; n += 1) {
      const error = await client.chat.update({ ...message, text: 'x' }).catch((caught: unknown) => caught);
      assert.ok(error instanceof WebAPIRateLimitedError);
      assert.equal(error.retryAfter, 7);
    }
    await client.chat.update({ ...message, text: 'two' });
    assert.deepEqual(await textsOf(message), ['one', 'two']);
  });

  it('loses the answer to what it has done, does it late, or answers late, as told', async () => {
    const message = await post();
    const update = (text: string) => client.chat.update({ ...message, text });
    await desk.orderFault({ method: 'chat.update', kind: 'lose_answer' });
    await assert.rejects(update('lost'), WebAPIRequestError);
    assert.deepEqual(await textsOf(message), ['one', 'lost']);
    await desk.orderFault({ method: 'chat.update', kind: 'slow', afterMs: 150 });
    const startedMs = performance.now();
    await update('slow');
    assert.ok(performance.now() - startedMs >= 149);
    await desk.orderFault({ method: 'chat.update', kind: 'late', afterMs: 50 });
    await assert.rejects(update('late'), WebAPIRequestError);
    assert.deepEqual(await textsOf(message), ['one', 'lost', 'slow']);
    await eventually(async () => assert.deepEqual(await textsOf(message), ['one', 'lost', 'slow', 'late']));
  });

  it('is away for every method and as long as told, and nothing is done meanwhile', async () => {
    const message = await post();
    const update = (text: string) => client.chat.update({ ...message, text });
    await desk.orderFault({ method: '*', kind: 'away', forMs: 60_000 });
    for (const call of [() => update('away'), () => client.auth.test(), () => client.users.info({ user: 'U0ANA' })])
      await assert.rejects(call(), WebAPIRequestError);
    await desk.clearFaults();
    assert.deepEqual(await textsOf(message), ['one']);
    await desk.orderFault({ method: '*', kind: 'away', forMs: 200 });
    await assert.rejects(update('away'), WebAPIRequestError);
    await eventually(() => update('back'));
    assert.deepEqual(await textsOf(message), ['one', 'back']);
  });

  it('keeps every version, ephemeral messages and members over a restart', async () => {
    const message = await post([SECTION]);
    await client.chat.update({ ...message, text: 'two' });
    await client.chat.postEphemeral({ channel: 'D0MIA', user: 'U0MIA', text: 'psst' });
    await desk.putPerson({ id: 'U0NEW', email: 'new@elsewhere.test', realName: 'New' });
    const shown = async () => [await desk.versions(message), await desk.ephemerals('U0MIA'), await desk.people()];
    const before = await shown();
    await fake.close();
    await start();
    assert.deepEqual(await shown(), before);
  });

  it('does nothing for pages of other sites that a browser shows', async () => {
    const order = async (site: string) => {
      const body = JSON.stringify({ method: 'x', kind: 'error' });
      const headers = { 'sec-fetch-site': site };
      return (await fetch(`http://127.0.0.1:${fake.port}/faults`, { method: 'POST', headers, body })).status;
    };
    assert.deepEqual(
      [await order('cross-site'), await order('same-site'), await order('same-origin')],
      [403, 403, 201],
    );
  });
});

const SECTION: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text: 'An email to Sarah' } };
