import assert from 'node:assert/strict';
import type { MailboxMessage } from '../../../local/mailbox/messages.ts';
import { sendDigests } from '../../../src/activities/telling/digests.ts';
import { type TellingDeps, tellPeople } from '../../../src/activities/telling/tellPeople.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createAction, type NewAction } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { suppress, unsuppress } from '../../../src/store/people/suppressions.ts';
import { beginMessage } from '../../../src/store/telling/messages.ts';
import { keepTelling, settleTelling, takeTellings } from '../../../src/store/telling/tellings.ts';
import {
  changeSettings,
  decide,
  log,
  newAction,
  type Pipeline,
  readRow,
  startPipeline,
} from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { type SlackDesk, slackDesk } from '../../support/slack.ts';

const MORNING_MS = Date.parse('2026-12-09T10:00:00Z');

describe('telling people of what is decided meanwhile', () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  let desk: SlackDesk;
  let deps: TellingDeps;
  const { signal } = new AbortController();

  before(async () => {
    pipeline = await startPipeline();
    api = await startPipelineApi(pipeline, { publicUrl: 'http://signoff.test' });
    desk = slackDesk(`http://127.0.0.1:${pipeline.slack.port}`);
    deps = {
      db: pipeline.db,
      log,
      slack: { token: 'xoxb-test', slackApiUrl: pipeline.slack.slackApiUrl },
      isSlackAnswered: true,
      smtpUrl: `smtp://127.0.0.1:${pipeline.mailbox.smtpPort}`,
      publicUrl: 'http://signoff.test',
      nowMs: () => MORNING_MS,
    };
    await pipeline.db.updateTable('workspaces').set({ notify_from: 'signoff@acme.test' }).execute();
  });
  after(async () => {
    await api.close();
    await pipeline.stop();
  });
  beforeEach(() => changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'all' } }));
  afterEach(() => desk.clearFaults());

  async function make(overrides: Partial<NewAction> = {}): Promise<ActionRow> {
    const { actionId } = await createAction(pipeline.db, newAction(overrides));
    return readRow(pipeline, actionId);
  }
  async function tellNow(): Promise<void> {
    await pipeline.db
      .updateTable('tellings')
      .set({ look_at: new Date(0), taken_until: '-infinity' })
      .execute();
    await tellPeople(deps, signal);
  }
  async function mails(): Promise<MailboxMessage[]> {
    const response = await fetch(`http://127.0.0.1:${pipeline.mailbox.httpPort}/messages`);
    // The mailbox is ours.
    return (await response.json()) as MailboxMessage[];
  }

  it('between the look and the message: nothing is begun', async () => {
    const seen = await make();
    await decide(pipeline, seen, 'cancel', { reason: 'meanwhile' });
    assert.equal(await beginMessage(pipeline.db, seen, { userId: 'ana', kind: 'new', channel: 'slack' }), undefined);
  });

  it('by who stopped for long: he neither keeps nor settles what others have taken, told and taken again since', async () => {
    const row = await make();
    const takeOurs = async () => {
      await pipeline.db
        .updateTable('tellings')
        .set({ look_at: new Date(0), taken_until: '-infinity' })
        .execute();
      const taken = (await takeTellings(pipeline.db, 1_000, 60_000)).find(({ actionId }) => actionId === row.id);
      assert.ok(taken);
      return taken;
    };
    const stopped = await takeOurs();
    const other = await takeOurs();
    await settleTelling(pipeline.db, other, new Date(0));
    const again = await takeOurs();
    assert.equal(await keepTelling(pipeline.db, stopped, 60_000), false);
    await settleTelling(pipeline.db, stopped, null);
    assert.equal(await keepTelling(pipeline.db, again, 60_000), true);
  });

  it('while Slack was away: what never left is not sent any more', async () => {
    const row = await make();
    await desk.orderFault({ method: '*', kind: 'away', forMs: 3_600_000 });
    await tellNow();
    await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
    await desk.clearFaults();
    await tellNow();
    assert.deepEqual(await desk.about(row), []);
  });

  it('while Slack’s answer was lost: what did leave is found, and shows what became of it', async () => {
    const row = await make();
    await desk.orderFault({ method: 'chat.postMessage', kind: 'lose_answer' });
    await tellNow();
    await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
    await tellNow();
    const [message, ...others] = await desk.about(row);
    assert.match(JSON.stringify(message?.blocks), /Cancelled by Ana Ruiz/);
    assert.deepEqual(others, []);
  });

  it('a token that Slack refuses waits for whoever runs it: then all is told', async () => {
    const row = await make();
    await desk.orderFault({ method: '*', kind: 'error', error: 'token_revoked', times: 50 });
    await tellNow();
    await desk.clearFaults();
    await tellNow();
    assert.equal((await desk.about(row)).length, 1);
    assert.ok((await mails()).every(({ text }) => !text.includes(row.id)));
  });

  it('whom Slack does not know gets the morning’s digest by email', async () => {
    await make();
    await desk.orderFault({ method: 'users.lookupByEmail', kind: 'error', error: 'users_not_found', times: 5 });
    await sendDigests(deps, { workspaceId: 'acme' }, signal);
    const digests = (await mails()).filter(
      ({ to, subject }) => to.includes('ana@signoff.test') && /waiting/.test(subject),
    );
    assert.equal(digests.length, 1);
  });

  describe('by an email’s link', () => {
    async function linked(): Promise<{ row: ActionRow; send: (form: string) => Promise<number> }> {
      await changeSettings(pipeline.db, 'ana', {
        notifications: { by: 'email', atOnce: 'all' },
        undoSeconds: { send_email: 600 },
      });
      const contextSummary = `Linked ${Math.random()}.`;
      const row = await make({ contextSummary });
      await tellNow();
      const mail = (await mails()).find(({ text }) => text.includes(contextSummary));
      const url = /\/decide\/[\w-]{43}/.exec(mail?.text ?? '')?.[0] ?? '';
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const send = async (payload: string) =>
        (await api.app.inject({ method: 'POST', url, headers, payload })).statusCode;
      return { row, send };
    }

    it('two forms at the same moment decide once, also where the first leaves the action pending', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { send } = await linked();
        const answers = await Promise.all([send('decision=approve&read=yes'), send('decision=cancel&preset=wording')]);
        assert.deepEqual(answers.sort(), [200, 409]);
      }
    });

    it('what stood in its way can be mended, and the same link decides', async () => {
      const { row, send } = await linked();
      const suppressed = { address: 'sarah@acme.test', reason: 'asked' };
      await suppress(pipeline.db, row.workspace_id, suppressed, SYSTEM);
      assert.equal(await send('decision=approve&read=yes'), 409);
      await unsuppress(pipeline.db, row.workspace_id, suppressed.address, SYSTEM);
      assert.equal(await send('decision=approve&read=yes'), 200);
    });
  });
});
