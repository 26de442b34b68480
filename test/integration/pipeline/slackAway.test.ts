/** Slack fails in each of its ways while people are told and actions are decided: afterwards every message is right, none is missing, none there twice. */
import assert from 'node:assert/strict';
import type { z } from 'zod';
import type { MailboxMessage } from '../../../local/mailbox/messages.ts';
import type { slackFault } from '../../../local/slackFake/faults.ts';
import { type TellingDeps, tellPeople } from '../../../src/activities/telling/tellPeople.ts';
import { BUTTON_IDS } from '../../../src/notify/slackCard.ts';
import { createAction, type NewAction } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  changeSettings,
  decide,
  log,
  newAction,
  type Pipeline,
  readRow,
  startPipeline,
} from '../../support/pipeline.ts';
import { type SlackDesk, slackDesk } from '../../support/slack.ts';

type Fault = Omit<z.input<typeof slackFault>, 'method'>;

const HOUR_MS = 3_600_000;
/** Longer than the client waits for an answer. */
const HANGING_MS = 11_000;
const LATE_MS = 1_500;

/** Each way in which a call may fail that changes something. */
const FAILURES: Readonly<Record<string, Fault>> = {
  'its answer is lost': { kind: 'lose_answer' },
  'it answers 500': { kind: 'http_500' },
  'it answers that something may have worked': { kind: 'error', error: 'internal_error' },
  'it refuses for now': { kind: 'error', error: 'service_unavailable' },
  'it asks to wait': { kind: 'rate_limited', retryAfterSeconds: 60 },
  'it hangs up': { kind: 'away' },
  'it does not answer in time': { kind: 'slow', afterMs: HANGING_MS },
};

describe('Slack in trouble', function () {
  this.timeout(60_000);
  let pipeline: Pipeline;
  let desk: SlackDesk;
  let deps: TellingDeps;
  const { signal } = new AbortController();

  before(async () => {
    pipeline = await startPipeline();
    desk = slackDesk(`http://127.0.0.1:${pipeline.slack.port}`);
    deps = {
      db: pipeline.db,
      log,
      slack: { token: 'xoxb-test', slackApiUrl: pipeline.slack.slackApiUrl },
      isSlackAnswered: true,
      smtpUrl: `smtp://127.0.0.1:${pipeline.mailbox.smtpPort}`,
      publicUrl: 'http://signoff.test',
    };
    await pipeline.db.updateTable('workspaces').set({ notify_from: 'signoff@acme.test' }).execute();
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'all' } });
  });
  after(() => pipeline.stop());
  beforeEach(() => pipeline.db.deleteFrom('tellings').execute());
  afterEach(() => desk.clearFaults());

  async function make(overrides: Partial<NewAction> = {}): Promise<ActionRow> {
    const { actionId } = await createAction(pipeline.db, newAction(overrides));
    return readRow(pipeline, actionId);
  }
  const tell = () => tellPeople(deps, signal);
  /** As when what was put off is due, and whoever had taken it has had his time. */
  async function tellLater(): Promise<void> {
    await pipeline.db
      .updateTable('tellings')
      .set({ look_at: new Date(0), taken_until: new Date(0) })
      .execute();
    await tell();
  }
  async function mailsAbout({ context_summary }: ActionRow): Promise<MailboxMessage[]> {
    const response = await fetch(`http://127.0.0.1:${pipeline.mailbox.httpPort}/messages`);
    // The mailbox is ours.
    const mails = (await response.json()) as MailboxMessage[];
    return mails.filter(({ text }) => text.includes(context_summary));
  }
  async function assertShown(row: ActionRow, words: RegExp, decides: boolean): Promise<void> {
    const [message, ...others] = await desk.about(row);
    assert.equal(others.length, 0, 'it is there twice');
    const blocks = JSON.stringify(message?.blocks ?? 'it is not there');
    assert.match(blocks, words);
    assert.equal(blocks.includes(BUTTON_IDS.approve), decides, blocks);
  }

  for (const [how, fault] of Object.entries(FAILURES)) {
    it(`${how} when a message is posted: it is there once, and what is decided meanwhile stands in it`, async () => {
      const row = await make();
      await desk.orderFault({ method: 'chat.postMessage', ...fault });
      await tell();
      await tellLater();
      await assertShown(row, /Waits for a decision/, true);
      await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
      await tellLater();
      await assertShown(row, /Cancelled by Ana Ruiz/, false);
    });

    it(`${how} when a message is written anew: it shows what the action is now`, async () => {
      const row = await make();
      await tell();
      await desk.orderFault({ method: 'chat.update', ...fault });
      await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
      await tell();
      await tellLater();
      await assertShown(row, /Cancelled by Ana Ruiz/, false);
    });
  }

  it('a post that nobody answered and that is carried out late makes no second message, whatever is changed meanwhile', async () => {
    const row = await make();
    await desk.orderFault({ method: 'chat.postMessage', kind: 'late', afterMs: LATE_MS });
    await tell();
    await decide(pipeline, row, 'edit', { params: { subject: 'Changed meanwhile' } });
    await tell();
    assert.deepEqual(await desk.about(row), [], 'it was posted while the first was still on its way');
    await eventually(async () => assert.equal((await desk.about(row)).length, 1));
    await tellLater();
    await assertShown(row, /Changed meanwhile/, true);
  });

  it('an update that nobody answered and that is carried out late is not the last thing that a message shows', async () => {
    const row = await make();
    await tell();
    await desk.orderFault({ method: 'chat.update', kind: 'late', afterMs: LATE_MS });
    await decide(pipeline, row, 'edit', { params: { subject: 'An older state' } });
    await tell();
    await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
    await tell();
    await eventually(async () => assertShown(row, /An older state/, true));
    await tellLater();
    await assertShown(row, /Cancelled by Ana Ruiz/, false);
  });

  it('a decision that comes while an older state is being written stands in the message all the same', async () => {
    const row = await make();
    await tell();
    await desk.orderFault({ method: 'chat.update', kind: 'slow', afterMs: LATE_MS });
    await decide(pipeline, row, 'edit', { params: { subject: 'An older state' } });
    const writing = tell();
    await eventually(async () => assertShown(row, /An older state/, true));
    await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
    await writing;
    await tell();
    await assertShown(row, /Cancelled by Ana Ruiz/, false);
  });

  it('away for an hour: decisions go on, what was told shows them afterwards, what waits is told once, what is over is not told', async () => {
    const several = () => Promise.all(Array.from({ length: 15 }, () => make()));
    const told = await several();
    await tell();
    const [decided, waiting] = [await several(), await several()];
    await desk.orderFault({ method: '*', kind: 'away', forMs: HOUR_MS });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await tellLater();
      for (const row of [...told, ...decided].filter((_, i) => i % 5 === attempt)) {
        await decide(pipeline, row, 'cancel', { reason: 'meanwhile' });
      }
    }
    await desk.clearFaults();
    for (let round = 0; round < 3; round += 1) await tellLater();
    for (const row of told) await assertShown(row, /Cancelled by Ana Ruiz/, false);
    for (const row of decided) assert.deepEqual(await desk.about(row), []);
    for (const row of waiting) await assertShown(row, /Waits for a decision/, true);
  });

  it('while it asks to wait it is not asked again, and whoever is told by email is told meanwhile', async () => {
    const byEmail = await addRep(pipeline, { notifications: { by: 'email', atOnce: 'all' } });
    const inSlack = await Promise.all(Array.from({ length: 12 }, () => make()));
    const mailed = await make({ userId: byEmail, contextSummary: `By email, ${Math.random()}.` });
    await desk.orderFault({ method: '*', kind: 'rate_limited', retryAfterSeconds: 120, forMs: HOUR_MS });
    await tell();
    assert.equal((await mailsAbout(mailed)).length, 1);
    const tellings = await pipeline.db.selectFrom('tellings').select(['action_id', 'look_at', 'error']).execute();
    for (const row of inSlack) {
      const telling = tellings.find(({ action_id }) => action_id === row.id);
      assert.ok((telling?.look_at.getTime() ?? 0) > Date.now() + 100_000, 'it is put off as Slack says');
    }
    await desk.clearFaults();
    await tellLater();
    for (const row of inSlack) await assertShown(row, /Waits for a decision/, true);
    assert.equal((await mailsAbout(mailed)).length, 1);
  });

  it('while nothing answers it is asked a few times only, and whoever is told by email does not wait for all of them', async () => {
    const byEmail = await addRep(pipeline, { notifications: { by: 'email', atOnce: 'all' } });
    const inSlack = await Promise.all(Array.from({ length: 30 }, () => make()));
    const mailed = await make({ userId: byEmail, contextSummary: `By email, ${Math.random()}.` });
    await desk.orderFault({ method: '*', kind: 'slow', afterMs: HANGING_MS, forMs: HOUR_MS });
    const beganMs = performance.now();
    await tell();
    assert.ok(performance.now() - beganMs < 2 * HANGING_MS, 'each of them waited');
    assert.equal((await mailsAbout(mailed)).length, 1);
    await desk.clearFaults();
    await tellLater();
    for (const row of inSlack) await assertShown(row, /Waits for a decision/, true);
  });
});
