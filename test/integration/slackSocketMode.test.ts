import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SocketModeClient } from '@slack/socket-mode';
import { WebSocket } from 'ws';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { eventually } from '../support/eventually.ts';
import { type SlackDesk, slackDesk } from '../support/slack.ts';
import { type SlackApp, startSlackApp } from '../support/slackApp.ts';
import { CARD, MODAL } from '../support/slackCards.ts';
import { SILENT, slackClient, slackRefusal } from '../support/slackClient.ts';

const [TOKEN, APP_TOKEN] = ['xoxb-test', 'xapp-1-test'];

describe('Socket Mode of the fake of Slack, with Slack’s own client', () => {
  let dir: string;
  let app: SlackApp;
  let fake: SlackFake;
  let desk: SlackDesk;
  let clients: SocketModeClient[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slacksocket-'));
    app = await startSlackApp();
    fake = await startSlackFake({
      ...{ port: 0, dir, token: TOKEN, appToken: APP_TOKEN, socketMode: true, patienceMs: 500 },
      ...{ interactionsUrl: app.url, commandsUrl: app.url },
    });
    desk = slackDesk(`http://127.0.0.1:${fake.port}`);
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.disconnect()));
    clients = [];
    await fake.close();
    await app.close();
    await rm(dir, { recursive: true });
  });

  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at in a payload is the test's own claim about it
  type Told = { type: string; body: any; ack: (answer?: object) => Promise<void> };

  async function connect(answer: (told: Told) => object | undefined | 'silence' = () => undefined): Promise<Told[]> {
    const client = new SocketModeClient({
      appToken: APP_TOKEN,
      logger: SILENT,
      // So long it also waits before it connects anew.
      clientPingTimeout: 200,
      clientOptions: { slackApiUrl: fake.slackApiUrl },
    });
    const heard: Told[] = [];
    client.on('slack_event', async (told: Told) => {
      heard.push(told);
      const reply = answer(told);
      if (reply !== 'silence') await told.ack(reply);
    });
    clients.push(client);
    await client.start();
    return heard;
  }
  const card = async () => {
    const { ts = '' } = await slackClient(fake, TOKEN).chat.postMessage({ channel: 'D0ANA', text: 'x', blocks: CARD });
    return { channel: 'D0ANA', ts };
  };

  it('brings clicks, submissions and commands with the answers to them, and nothing comes by HTTP', async () => {
    const heard = await connect(({ body }) => {
      if (body.type === 'view_submission') return { response_action: 'errors', errors: { subject: 'Too short' } };
      return body.command === undefined ? undefined : { text: 'two pending' };
    });
    assert.equal((await desk.click('U0ANA', await card(), 'edit')).error, null);
    const { type, body } = heard[0] ?? assert.fail();
    assert.deepEqual([type, body.type, body.actions[0].value], ['interactive', 'block_actions', 'act-1:3']);
    await slackClient(fake, TOKEN).views.open({ trigger_id: body.trigger_id, view: MODAL });
    const [view] = await desk.views('U0ANA');
    const outcome = await desk.submit('U0ANA', view ?? assert.fail(), { subject: { text: 'Hi' } });
    assert.deepEqual([outcome.errors, outcome.request], [{ subject: 'Too short' }, null]);
    assert.equal((await desk.command('U0ANA', '/signoff')).error, null);
    assert.equal(heard.at(-1)?.type, 'slash_commands');
    assert.equal((await desk.ephemerals('U0ANA')).at(-1)?.text, 'two pending');
    assert.equal(app.received.length, 0);
  });

  it('takes turns between connections: each of them once, and never again where it is not acknowledged', async () => {
    const [first, second] = [await connect(), await connect()];
    assert.equal(await desk.sockets(), 2);
    const message = await card();
    for (let n = 0; n < 4; n += 1) assert.equal((await desk.click('U0ANA', message, 'approve')).error, null);
    assert.deepEqual([first.length, second.length], [2, 2]);
    await Promise.all(clients.map((client) => client.disconnect()));
    await eventually(async () => assert.equal(await desk.sockets(), 0));
    const silent = await connect(() => 'silence');
    assert.equal((await desk.click('U0ANA', message, 'approve')).error, 'operation_timeout');
    assert.equal(silent.length, 1);
  });

  it('without a connection a click fails at once', async () => {
    assert.equal((await desk.click('U0ANA', await card(), 'approve')).error, 'dispatch_failed');
  });

  it('has a client make its connection anew, and the click after that arrives', async () => {
    const heard = await connect();
    const message = await card();
    const [client] = clients;
    const again = new Promise((connected) => client?.once('connected', connected));
    await desk.refreshSockets();
    await again;
    await eventually(async () => assert.equal((await desk.click('U0ANA', message, 'approve')).error, null));
    assert.ok(heard.length > 0);
  });

  it('needs the app’s own token to open, and takes that for nothing else', async () => {
    const opened = async (token: string) =>
      (await slackRefusal(slackClient(fake, token).apps.connections.open())).error;
    assert.equal(await opened(TOKEN), 'not_allowed_token_type');
    assert.equal(await opened('xapp-1-wrong'), 'invalid_auth');
    assert.equal(await opened('xoxb-wrong'), 'invalid_auth');
    const { error } = await slackRefusal(slackClient(fake, APP_TOKEN).auth.test());
    assert.equal(error, 'not_allowed_token_type');
  });

  it('an address for a connection is good for one', async () => {
    const { url = '' } = await slackClient(fake, APP_TOKEN).apps.connections.open();
    const open = () =>
      new Promise<string>((done) => {
        const socket = new WebSocket(url);
        socket.once('message', (data) => {
          socket.close();
          done(JSON.parse(String(data)).type);
        });
        socket.once('error', ({ message }) => done(message));
      });
    assert.equal(await open(), 'hello');
    assert.equal(await open(), 'Unexpected server response: 401');
  });
});
