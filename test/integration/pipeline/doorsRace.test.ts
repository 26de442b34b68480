import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { directWith } from '../../../local/slackFake/ids.ts';
import { SIGNING_SECRET } from '../../../local/slackFake.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { BUTTON_IDS } from '../../../src/notify/slackCard.ts';
import { makeDecisionLink } from '../../../src/store/access/decisionLinks.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import {
  auditOf,
  changeSettings,
  create,
  log,
  mailsOf,
  type Pipeline,
  readRow,
  startPipeline,
} from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { changeWorkspace } from '../../support/sendingRules.ts';
import { type SlackDesk, type SlackMessage, slackDesk } from '../../support/slack.ts';

/** More: `DOOR_RACES=1000 npx mocha test/integration/pipeline/doorsRace.test.ts`. */
const RACES = Number(process.env.DOOR_RACES ?? 40);
const AT_ONCE = 10;
const ANA = 'U0ANA';
/** What a browser says of where a request comes from. */
const SCREEN = { 'sec-fetch-site': 'same-origin' };

describe('four doors at the same moment', () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  let desk: SlackDesk;
  let relay: Promise<void>;
  let token: string;
  let session: string;
  const stopping = new AbortController();

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ isSlackAnswered: true });
    relay = runRelay({ ...pipeline, log, publicUrl: undefined, everyMs: 200 }, stopping.signal);
    api = await startPipelineApi(pipeline, {
      slack: { token: 'xoxb-test', slackApiUrl: pipeline.slack.slackApiUrl, signingSecret: SIGNING_SECRET },
      publicUrl: 'http://signoff.test',
    });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    // It listens at a port.
    const { port } = api.app.server.address() as AddressInfo;
    desk = slackDesk(`http://127.0.0.1:${pipeline.slack.port}`);
    await desk.configure({ interactionsUrl: `http://127.0.0.1:${port}/slack/interactions` });
    await changeSettings(pipeline.db, 'ana', { undoSeconds: { send_email: 0 } });
    token = await createToken(pipeline.db, 'ana', 'race', SYSTEM);
    const signedIn = await api.app.inject({
      method: 'POST',
      url: '/session',
      headers: SCREEN,
      payload: { demoUserId: 'ana' },
    });
    session = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  });
  after(async () => {
    stopping.abort();
    await relay;
    await api.close();
    await pipeline.stop();
  });

  it('each action is decided once, the others learn by whom, and its message ends in the true state', async function () {
    this.timeout(30_000 + RACES * 2_000);
    const winners = await races(RACES, (row) => onScreen(`${pathOf(row)}/cancel`, { reason: 'somebody else’s' }));
    assert.ok(winners.size > 1, `one door won every race: ${[...winners].join()}`);
  });

  it('so it is where caps are set, and what is approved is scheduled until it is claimed', async function () {
    this.timeout(30_000 + RACES * 2_000);
    await changeWorkspace(pipeline.db, { caps: { perRepPerDay: 1_000_000 } });
    await races(Math.ceil(RACES / 4), (row) => onScreen(`${pathOf(row)}/approve`, { version: 1 }));
    await changeWorkspace(pipeline.db, {});
  });

  /** @returns the doors that won */
  async function races(count: number, fourth: (row: ActionRow) => ReturnType<typeof request>): Promise<Set<string>> {
    const left = Array.from({ length: count }, (_, index) => index).values();
    const winners: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const index of left) winners.push(await race(index, fourth));
      }),
    );
    assert.equal(winners.length, count);
    return new Set(winners);
  }

  /** @returns the door that won */
  async function race(index: number, fourth: (row: ActionRow) => ReturnType<typeof request>): Promise<string> {
    const row = await create(pipeline, { urgency: 'high' });
    const secret = await makeDecisionLink(pipeline.db, {
      workspaceId: 'acme',
      actionId: row.id,
      userId: 'ana',
      version: 1,
      expiresAt: row.expires_at,
      sentWith: row.id,
    });
    const message = await eventually(() => messageOf(row));
    // Slack's is told by the message.
    const answers: { statusCode: number; body: string }[] = [];
    const noting = async (answer: Promise<{ statusCode: number; body: string }>) => void answers.push(await answer);
    const doors: (() => Promise<unknown>)[] = [
      () => desk.click(ANA, message, BUTTON_IDS.approve),
      () => noting(request(`${pathOf(row)}/approve`, { version: 1 })),
      () => noting(fourth(row)),
      () =>
        noting(
          api.app.inject({
            method: 'POST',
            url: `/decide/${secret}`,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            payload: 'decision=approve&read=yes',
          }),
        ),
    ];
    // Each begins first as often as the others.
    const order = [...doors.slice(index % 4), ...doors.slice(0, index % 4)];
    await Promise.all(order.map((door) => door()));
    const decided = await eventually(async () => {
      const now = await readRow(pipeline, row.id);
      assert.ok(now.status === 'executed' || now.status === 'cancelled', now.status);
      return now;
    });
    const decisions = (await auditOf(pipeline, row.id)).filter(
      ({ command, accepted }) => accepted && ['approve', 'schedule', 'cancel'].includes(command),
    );
    // An approval that was scheduled is told of once more when it begins.
    const kept = decisions.filter(({ command }) => command !== 'approve' || decisions.length === 1);
    assert.equal(kept.length, 1, JSON.stringify(decisions));
    const channels = new Set(['slack', 'api', 'web', 'email']);
    assert.ok(channels.has(decided.decision_channel ?? ''), String(decided.decision_channel));
    const taken = answers.filter(({ statusCode }) => statusCode === 200);
    assert.equal(taken.length, decided.decision_channel === 'slack' ? 0 : 1);
    for (const { statusCode, body } of answers) {
      if (statusCode === 200) continue;
      assert.match(
        `${statusCode} ${body}`,
        /^409 .*(lready decided|nothing to decide|approved by \w+ already|Approved already)/s,
      );
      assert.match(body, /Ana Ruiz/);
    }
    assert.equal((await mailsOf(pipeline, row.id)).length, decided.status === 'executed' ? 1 : 0);
    const end = decided.status === 'executed' ? /Sent, approved by Ana Ruiz/ : /Cancelled by Ana Ruiz/;
    await eventually(async () => {
      const blocks = JSON.stringify((await messageOf(row)).blocks);
      assert.match(blocks, end);
      assert.ok(!blocks.includes(BUTTON_IDS.approve), 'a button is left');
    });
    return decided.decision_channel ?? '';
  }

  function pathOf({ id }: ActionRow): string {
    return `/api/autonomous-actions/${id}`;
  }

  async function messageOf(row: ActionRow): Promise<SlackMessage> {
    const found = (await desk.about(row)).filter(({ channel }) => channel === directWith(ANA));
    assert.equal(found.length, 1, `${found.length} messages`);
    const [message] = found;
    assert.ok(message);
    return message;
  }

  function request(url: string, payload: object) {
    return api.app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${token}` }, payload });
  }

  /** As the screen does, with its session's cookie. */
  function onScreen(url: string, payload: object) {
    return api.app.inject({ method: 'POST', url, headers: { ...SCREEN, cookie: session }, payload });
  }
});
