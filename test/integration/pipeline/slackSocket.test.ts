import assert from 'node:assert/strict';
import { BUTTON_IDS } from '../../../src/notify/slackCard.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import {
  changeSettings,
  create,
  log,
  type Pipeline,
  readRow,
  resultOf,
  startPipeline,
} from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { type SlackDesk, slackDesk } from '../../support/slack.ts';

const ANA = 'U0ANA';

describe('deciding in Slack by Socket Mode', () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  let desk: SlackDesk;
  let relay: Promise<void>;
  const stopping = new AbortController();

  before(async () => {
    pipeline = await startPipeline();
    const { slack } = pipeline;
    await pipeline.startWorker({ isSlackAnswered: true });
    relay = runRelay({ ...pipeline, log, publicUrl: undefined, everyMs: 200 }, stopping.signal);
    desk = slackDesk(`http://127.0.0.1:${slack.port}`);
    await desk.configure({ socketMode: true });
    api = await startPipelineApi(pipeline, {
      slack: { token: 'xoxb-test', slackApiUrl: slack.slackApiUrl, appToken: 'xapp-test' },
      publicUrl: 'http://signoff.test',
      metricsToken: 'metrics-of-the-test',
    });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    await changeSettings(pipeline.db, 'ana', { undoSeconds: { send_email: 0 } });
  });
  after(async () => {
    stopping.abort();
    await relay;
    await api.close();
    await pipeline.stop();
  });

  const untilConnected = (connected = true) =>
    eventually(async () => {
      const headers = { authorization: 'Bearer metrics-of-the-test' };
      const { slack } = (await api.app.inject({ url: '/readyz', headers })).json();
      assert.deepEqual([slack.requests, slack.socket.connected], [false, connected]);
    });
  async function clickToApprove(): Promise<void> {
    const row = await create(pipeline, { urgency: 'high' });
    const message = await eventually(async () => {
      const [found] = await desk.about(row);
      assert.ok(found);
      return found;
    });
    const outcome = await desk.click(ANA, message, BUTTON_IDS.approve);
    assert.equal(outcome.error, null);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await readRow(pipeline, row.id)).decision_channel, 'slack');
  }

  it('a click comes through our connection, and decides; readiness says that it is there', async () => {
    await untilConnected();
    await clickToApprove();
  });

  it('a connection that Slack ends is made anew', async () => {
    await desk.refreshSockets();
    await untilConnected(false);
    await untilConnected();
    await clickToApprove();
  });

  it('requests to the other door are answered as if there were none', async () => {
    assert.equal((await api.app.inject({ method: 'POST', url: '/slack/interactions' })).statusCode, 404);
  });
});
