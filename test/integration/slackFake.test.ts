import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KnownBlock, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { type SlackDesk, slackDesk } from '../support/slack.ts';

const TOKEN = 'xoxb-test';

describe('the fake of Slack, asked by Slack’s own client', () => {
  let dir: string;
  let fake: SlackFake;
  let desk: SlackDesk;
  let client: WebClient;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slackfake-'));
    fake = await startSlackFake({ port: 0, dir, token: TOKEN });
    desk = slackDesk(`http://127.0.0.1:${fake.port}`);
    client = clientFor(TOKEN);
  });
  after(async () => {
    await fake.close();
    await rm(dir, { recursive: true });
  });
  afterEach(() => desk.clearFaults());

  const clientFor = (token: string) =>
    new WebClient(token, {
      slackApiUrl: fake.slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: undefined,
    });
  const post = async (blocks: object[], channel = 'D0ANA') => {
    // Malformed on purpose, some of them.
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'hi', blocks: blocks as KnownBlock[] });
    return { channel, ts };
  };

  /** The code and what is said beside it. */
  async function refusalOf(call: Promise<unknown>): Promise<{ error: string; messages: string[] }> {
    try {
      await call;
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError)) throw error;
      return { error: error.data.error, messages: error.data.response_metadata?.messages ?? [] };
    }
    return assert.fail('Slack would have refused');
  }

  it('updates its own message and keeps every version, with what made it', async () => {
    const message = await post([section('one')]);
    await client.chat.update({ ...message, text: 'two', blocks: [section('two')] });
    const answer = await client.chat.update({ ...message, text: 'three' });
    assert.deepEqual([answer.ts, answer.channel, answer.text], [message.ts, message.channel, 'three']);
    const versions = await desk.versions(message);
    assert.deepEqual(
      versions.map(({ text, blocks, by }) => [text, blocks.length, by]),
      [
        ['hi', 1, 'chat.postMessage'],
        ['two', 1, 'chat.update'],
        ['three', 0, 'chat.update'],
      ],
    );
  });

  it('refuses to update what is not there, not the bot’s, ephemeral, or addressed by a user’s id', async () => {
    const planted = await desk.plant({ channel: 'D0ANA', user: 'U0ANA', text: 'hello' });
    const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel: 'D0ANA', user: 'U0ANA', text: 'psst' });
    const update = (channel: string, of: string) => refusalOf(client.chat.update({ channel, ts: of, text: 'x' }));
    assert.equal((await update('D0ANA', '1.000001')).error, 'message_not_found');
    assert.equal((await update('D0ANA', planted.ts)).error, 'cant_update_message');
    assert.equal((await update('D0ANA', ts)).error, 'message_not_found');
    assert.equal((await update('U0ANA', planted.ts)).error, 'channel_not_found');
    await desk.orderFault({ method: 'chat.update', kind: 'error', error: 'edit_window_closed' });
    assert.equal((await update('D0ANA', (await post([])).ts)).error, 'edit_window_closed');
  });
});

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}
