import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { MailboxMessage } from '../../../local/mailbox/messages.ts';
import { directWith } from '../../../local/slackFake/ids.ts';
import { sendDigests } from '../../../src/activities/telling/digests.ts';
import { type TellingDeps, tellPeople } from '../../../src/activities/telling/tellPeople.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import type { NewAction } from '../../../src/store/actions/createAction.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { decideAction } from '../../../src/store/decisions/decideAction.ts';
import { addCover } from '../../../src/store/people/covers.ts';
import { eraseSought } from '../../../src/store/privacy/erase.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  addRep,
  changeSettings,
  log,
  newAction,
  type Pipeline,
  readRow,
  startPipeline,
} from '../../support/pipeline.ts';
import { type SlackDesk, type SlackMessage, slackDesk } from '../../support/slack.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Wednesday, ten o'clock. */
const MORNING_MS = Date.parse('2026-12-09T10:00:00Z');

describe('telling people', () => {
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
      smtpUrl: `smtp://127.0.0.1:${pipeline.mailbox.smtpPort}`,
      publicUrl: 'http://signoff.test',
      nowMs: () => MORNING_MS,
    };
  });
  after(() => pipeline.stop());
  beforeEach(async () => {
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'none' } });
    for (const table of ['tellings', 'digests'] as const) await pipeline.db.deleteFrom(table).execute();
    await pipeline.db.updateTable('workspaces').set({ notify_from: 'signoff@acme.test' }).execute();
  });
  afterEach(() => desk.clearFaults());

  const make = async (overrides: Partial<NewAction> = {}): Promise<ActionRow> => {
    const { actionId } = await createAction(pipeline.db, newAction(overrides));
    return readRow(pipeline, actionId);
  };
  /** Looks at all of it now, whatever it was put off to. */
  async function tellNow() {
    await pipeline.db
      .updateTable('tellings')
      .set({ look_at: new Date(0), taken_until: '-infinity' })
      .execute();
    return tellPeople(deps, signal);
  }
  const messagesTo = async (email: string): Promise<SlackMessage[]> => {
    const person = (await desk.people()).find((one) => one.email === email);
    const channel = person && directWith(person.id);
    return (await desk.messages()).filter((message) => message.channel === channel);
  };
  const about = ({ id }: ActionRow, messages: SlackMessage[]) =>
    messages.filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes(id));
  const change = (row: ActionRow, columns: Partial<Record<'expires_at' | 'auto_execute_at' | 'created_at', Date>>) =>
    pipeline.db.updateTable('pending_autonomous_actions').set(columns).where('id', '=', row.id).execute();
  const textOf = (message: SlackMessage | undefined) => JSON.stringify(message?.blocks ?? []);

  it('an action that nobody is told of is told when its expiry is near, once', async () => {
    const row = await make();
    await tellNow();
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 0);
    // Within the last working hours before it, whatever day this test is run on.
    await change(row, { created_at: new Date(Date.now() - 9 * DAY_MS), expires_at: new Date(Date.now() + HOUR_MS) });
    await tellNow();
    await tellNow();
    const [message, ...others] = about(row, await messagesTo('ana@signoff.test'));
    assert.match(textOf(message), /Expires soon/);
    assert.equal(others.length, 0);
  });

  it('moved to a later day it is told again then', async () => {
    const row = await make();
    await change(row, { created_at: new Date(Date.now() - 9 * DAY_MS), expires_at: new Date(Date.now() + HOUR_MS) });
    await tellNow();
    await pipeline.db
      .updateTable('action_messages')
      .set({ sent_at: new Date(Date.now() - 8 * DAY_MS) })
      .where('action_id', '=', row.id)
      .execute();
    await change(row, { expires_at: new Date(Date.now() + 2 * HOUR_MS) });
    await tellNow();
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 2);
  });

  it('the manager is told of what is about to expire, where that is wanted', async () => {
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'none', reminders: false, escalation: true } });
    const row = await make();
    await change(row, { created_at: new Date(Date.now() - 9 * DAY_MS), expires_at: new Date(Date.now() + HOUR_MS) });
    await tellNow();
    const [message] = about(row, await messagesTo('mia@signoff.test'));
    assert.match(textOf(message), /Nobody has decided yet.*Ana Ruiz/);
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 0);
  });

  it('whoever covers for the rep is told in his place', async () => {
    await changeSettings(pipeline.db, 'mia', { notifications: { atOnce: 'all' } });
    const scope = { workspaceId: 'acme', userId: 'ana', reach: 'workspace' as const };
    const period = { beginsAt: new Date(Date.now() - HOUR_MS), endsAt: new Date(Date.now() + DAY_MS) };
    await addCover(pipeline.db, scope, { userId: 'ana', coverId: 'mia', ...period }, SYSTEM);
    const row = await make();
    await tellNow();
    assert.equal(about(row, await messagesTo('mia@signoff.test')).length, 1);
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 0);
    await pipeline.db.deleteFrom('covers').execute();
    await changeSettings(pipeline.db, 'mia', {});
  });

  it('an approval that was undone leaves the action to be reminded of', async () => {
    const row = await make();
    const actor = knownUser('ana');
    const decide = (type: 'approve' | 'undo', id: string) =>
      decideAction(
        pipeline.db,
        row.id,
        { ...actor, type, id, undoSeconds: type === 'approve' ? 60 : undefined },
        pipeline,
      );
    assert.ok((await decide('approve', 'a')).accepted);
    await tellNow();
    assert.ok((await decide('undo', 'b')).accepted);
    await change(row, { created_at: new Date(Date.now() - 9 * DAY_MS), expires_at: new Date(Date.now() + HOUR_MS) });
    await tellNow();
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 1);
  });

  it('nobody is told who has left', async () => {
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'all' } });
    const row = await make();
    const leave = (at: Date | null) =>
      pipeline.db.updateTable('users').set({ deactivated_at: at }).where('id', '=', 'ana').execute();
    await leave(new Date());
    await tellNow();
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 0);
    await leave(null);
  });

  it('what was decided before anybody was told leaves nothing behind', async () => {
    const row = await make();
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ status: 'cancelled' })
      .where('id', '=', row.id)
      .execute();
    const left = await pipeline.db.selectFrom('tellings').select('action_id').where('action_id', '=', row.id).execute();
    assert.deepEqual(left, []);
  });

  it('two workers that look at the same time tell once', async () => {
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'all' } });
    const rows = await Promise.all(Array.from({ length: 20 }, () => make()));
    await Promise.all([tellNow(), tellPeople(deps, signal), tellPeople(deps, signal)]);
    await tellNow();
    const messages = await messagesTo('ana@signoff.test');
    for (const row of rows) assert.equal(about(row, messages).length, 1);
  });

  it('Slack’s own pace is kept: what it puts off is told when it said, and only once', async () => {
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'all' } });
    const row = await make();
    await desk.orderFault({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 120 });
    await tellNow();
    const { look_at } = await pipeline.db
      .selectFrom('tellings')
      .select('look_at')
      .where('action_id', '=', row.id)
      .executeTakeFirstOrThrow();
    assert.ok(look_at.getTime() > Date.now() + 100_000);
    await tellNow();
    await tellNow();
    assert.equal(about(row, await messagesTo('ana@signoff.test')).length, 1);
  });

  it('of a contact who is erased the messages keep nothing', async () => {
    await changeSettings(pipeline.db, 'ana', { notifications: { atOnce: 'all' } });
    const email = 'gone@erased.test';
    const row = await make({
      params: { subject: 'Dear Gonzalo', body: 'Hello Gonzalo', contactEmail: email, urgency: 'normal' },
      subject: { contact: { id: 'gonzalo', email, name: 'Gonzalo' } },
    });
    await tellNow();
    assert.match(textOf(about(row, await messagesTo('ana@signoff.test'))[0]), /Gonzalo/);
    await eraseSought(pipeline.db, 'acme', { email }, SYSTEM);
    await tellNow();
    assert.doesNotMatch(textOf(about(row, await messagesTo('ana@signoff.test'))[0]), /Gonzalo|gone@erased/);
  });

  describe('in the morning', () => {
    const digestsTo = async (email: string) =>
      (await messagesTo(email)).filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes('digest/'));

    it('what waits is told once, what leaves by itself today first, then by deal', async () => {
      const before = (await digestsTo('ana@signoff.test')).length;
      const deal = { id: 'd', name: 'Renewal 2027' };
      await make({ contextSummary: 'Waits on the deal.', subject: { deal } });
      const leaving = await make({ contextSummary: 'Leaves today.', subject: { deal } });
      await change(leaving, {
        auto_execute_at: new Date(MORNING_MS + HOUR_MS),
        expires_at: new Date(MORNING_MS + DAY_MS),
      });
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      const digests = (await digestsTo('ana@signoff.test')).slice(before);
      assert.equal(digests.length, 1);
      assert.match(textOf(digests[0]), /Leaves by itself today.*Leaves today\..*Renewal 2027.*Waits on the deal\./);
    });

    it('nothing to say, nothing sent', async () => {
      await pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ status: 'cancelled' })
        .where('status', '=', 'pending')
        .execute();
      const before = (await desk.messages()).length;
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      assert.equal((await desk.messages()).length, before);
    });

    it('at no other time of the day, and not on a day off', async () => {
      await make();
      const before = (await desk.messages()).length;
      for (const time of ['2026-12-09T16:00:00Z', '2026-12-09T06:00:00Z', '2026-12-12T10:00:00Z']) {
        await sendDigests({ ...deps, nowMs: () => Date.parse(time) }, { workspaceId: 'acme' }, signal);
      }
      assert.equal((await desk.messages()).length, before);
    });

    it('by email it leaves out what was looked at, and each link is good for its action', async () => {
      await pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ status: 'cancelled' })
        .where('status', '=', 'pending')
        .execute();
      await changeSettings(pipeline.db, 'ana', { notifications: { by: 'email', atOnce: 'none' } });
      await make({ contextSummary: 'Not looked at.' });
      const seen = await make({ contextSummary: 'Looked at already.' });
      await pipeline.db
        .insertInto('action_views')
        .values({ action_id: seen.id, user_id: 'ana', workspace_id: 'acme', channel: 'web' })
        .execute();
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      const response = await fetch(`http://127.0.0.1:${pipeline.mailbox.httpPort}/messages`);
      // The mailbox is ours.
      const mails = ((await response.json()) as MailboxMessage[]).filter(({ subject }) =>
        subject.includes('waiting for you'),
      );
      assert.equal(mails.length, 1);
      assert.match(mails[0]?.text ?? '', /Not looked at\.[\s\S]*\/decide\/[\w-]{43}/);
      assert.doesNotMatch(mails[0]?.text ?? '', /Looked at already/);
    });

    it('Slack away: two have asked it, the others of the page wait for the next run without asking, and are told then', async () => {
      const reps = await Promise.all(Array.from({ length: 5 }, () => addRep(pipeline)));
      for (const id of reps) {
        await desk.putPerson({
          id: `U0${id.replace(/\W/g, '').toUpperCase()}`,
          email: `${id}@signoff.test`,
          realName: id,
        });
        await make({ userId: id });
      }
      const asked: boolean[] = [];
      const counting = pino(
        {},
        { write: (line: string) => void asked.push(JSON.parse(line).err.message.includes('could not be asked')) },
      );
      await desk.orderFault({ method: '*', kind: 'away', forMs: HOUR_MS });
      await sendDigests({ ...deps, log: counting }, { workspaceId: 'acme' }, signal);
      assert.deepEqual([asked.filter(Boolean).length, asked.filter((each) => !each).length >= 3], [2, true]);
      await desk.clearFaults();
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      for (const id of reps) assert.equal((await digestsTo(`${id}@signoff.test`)).length, 1);
    });

    it('an answer of Slack’s that is lost makes no second digest', async () => {
      const before = (await digestsTo('ana@signoff.test')).length;
      await make();
      await desk.orderFault({ method: 'chat.postMessage', kind: 'lose_answer' });
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      assert.equal((await digestsTo('ana@signoff.test')).length, before + 1);
    });
  });
});
