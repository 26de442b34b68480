/** A fake of Slack with an app beside it, for a describe. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isValidSlackRequest } from '@slack/bolt';
import type { ModalView, WebClient } from '@slack/web-api';
import { type SlackFake, type SlackFakeSettings, startSlackFake } from '../../local/slackFake.ts';
import { type ShownView, type SlackDesk, slackDesk } from './slack.ts';
import { type Received, type SlackApp, startSlackApp } from './slackApp.ts';
import { CARD, MODAL } from './slackCards.ts';
import { slackClient } from './slackClient.ts';

const SECRET = 'the secret of a test';

export interface SlackStage {
  readonly app: SlackApp;
  readonly desk: SlackDesk;
  readonly client: WebClient;
  /** Another fake with the same messages and app: a hasty one, say. The stage closes it. */
  another(changes: Partial<SlackFakeSettings>): Promise<{ desk: SlackDesk; client: WebClient }>;
  /** A new message to Ana with everything to click. */
  card(): Promise<{ channel: string; ts: string }>;
  /** A modal that the app has opened while Ana's click waited for its answer. */
  opened(view?: ModalView): Promise<ShownView>;
  /** What the app was sent last. */
  last(): Received;
}

export function useSlackStage(): SlackStage {
  let dir: string;
  let fakes: SlackFake[] = [];
  let app: SlackApp;
  let desk: SlackDesk;
  let client: WebClient;

  const start = async (changes: Partial<SlackFakeSettings>) => {
    const fake = await startSlackFake({
      ...{ port: 0, dir, signingSecret: SECRET },
      ...{ interactionsUrl: `${app.url}/slack/interactions`, commandsUrl: `${app.url}/slack/commands` },
      ...changes,
    });
    fakes.push(fake);
    return { desk: slackDesk(`http://127.0.0.1:${fake.port}`), client: slackClient(fake) };
  };
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slackstage-'));
    app = await startSlackApp();
    ({ desk, client } = await start({}));
  });
  after(async () => {
    await Promise.all(fakes.map((fake) => fake.close()));
    fakes = [];
    await app.close();
    await rm(dir, { recursive: true });
  });
  beforeEach(() => app.answers(() => ({})));

  const card = async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'D0ANA', text: 'Decide', blocks: CARD });
    return { channel: 'D0ANA', ts };
  };
  return {
    get app() {
      return app;
    },
    get desk() {
      return desk;
    },
    get client() {
      return client;
    },
    another: start,
    card,
    opened: async (view = MODAL) => {
      app.answers(async ({ payload }) => {
        if (payload.type === 'block_actions') await client.views.open({ trigger_id: payload.trigger_id, view });
        return {};
      });
      assert.equal((await desk.click('U0ANA', await card(), 'edit')).error, null);
      const [shown] = await desk.views('U0ANA');
      app.answers(() => ({}));
      return shown ?? assert.fail('no modal is open');
    },
    last: () => app.received.at(-1) ?? assert.fail('nothing was received'),
  };
}

/** What Bolt says of a request's signature. */
export function isSigned({ headers, body }: Pick<Received, 'headers' | 'body'>, signingSecret = SECRET): boolean {
  const signed = {
    'x-slack-signature': String(headers['x-slack-signature']),
    'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
  };
  return isValidSlackRequest({ signingSecret, body, headers: signed });
}
