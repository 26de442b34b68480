import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { SIGNING_SECRET } from '../../../local/slackFake.ts';
import { NOTE_IDS } from '../../../src/integrations/slack/slackBlocks.ts';
import { BUTTON_IDS } from '../../../src/notify/slackCard.ts';
import type { NewAction } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  auditOf,
  changeSettings,
  create,
  decide,
  log,
  mailsOf,
  type Pipeline,
  readRow,
  resultOf,
  startPipeline,
} from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { replay, type ShownView, type SlackDesk, type SlackMessage, slackDesk } from '../../support/slack.ts';

const ANA = 'U0ANA';

describe('deciding in Slack', () => {
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
    api = await startPipelineApi(pipeline, {
      slack: { token: 'xoxb-test', slackApiUrl: slack.slackApiUrl, signingSecret: SIGNING_SECRET },
      publicUrl: 'http://signoff.test',
    });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = api.app.server.address() as AddressInfo;
    desk = slackDesk(`http://127.0.0.1:${slack.port}`);
    await desk.configure({
      interactionsUrl: `http://127.0.0.1:${port}/slack/interactions`,
      commandsUrl: `http://127.0.0.1:${port}/slack/commands`,
    });
    await changeSettings(pipeline.db, 'ana', { undoSeconds: { send_email: 0 } });
  });
  after(async () => {
    stopping.abort();
    await relay;
    await api.close();
    await pipeline.stop();
  });
  afterEach(() => desk.clearFaults());

  const messagesOf = async ({ id }: Pick<ActionRow, 'id'>) =>
    (await desk.messages()).filter((message) => JSON.stringify(message.metadata ?? {}).includes(`"action_id":"${id}"`));
  const textOf = (message: SlackMessage | undefined) => JSON.stringify(message?.blocks ?? []);
  const buttonsOf = (message: SlackMessage | undefined) =>
    [...textOf(message).matchAll(/"action_id":"(signoff_\w+)"/g)].map(([, id]) => id);

  /** An urgent one, of which its rep is told at once. */
  async function told(overrides: Partial<NewAction> = {}): Promise<{ row: ActionRow; message: SlackMessage }> {
    const row = await create(pipeline, { urgency: 'high', ...overrides });
    const message = await eventually(async () => {
      const [first] = await messagesOf(row);
      assert.ok(first, 'there is no message yet');
      return first;
    });
    return { row, message };
  }
  async function openView(): Promise<ShownView> {
    const view = (await desk.views(ANA)).at(-1);
    assert.ok(view, 'no form is open');
    return view;
  }
  const prefilled = ({ blocks }: ShownView) =>
    Object.fromEntries(
      (JSON.parse(JSON.stringify(blocks)) as { block_id: string; element?: { initial_value?: string } }[]).map(
        (block) => [block.block_id, block.element?.initial_value],
      ),
    );
  /** What was put off is due now, also where an unanswered call might still have been under way. */
  const hurry = () =>
    pipeline.db.updateTable('tellings').set({ look_at: new Date(), taken_until: new Date() }).execute();
  const deactivate = () =>
    pipeline.db.updateTable('users').set({ deactivated_at: new Date() }).where('id', '=', 'ana').execute();
  /** Until the message says so, its buttons being these. */
  const untilShown = (row: ActionRow, words: RegExp, ...buttons: string[]) =>
    eventually(async () => {
      const [message, ...others] = await messagesOf(row);
      assert.equal(others.length, 0);
      assert.match(textOf(message), words);
      assert.deepEqual(buttonsOf(message), [...buttons, BUTTON_IDS.open]);
      return message;
    });

  it('an urgent action is told to its rep at once: what happened, what will be done, the draft, its buttons', async () => {
    const { message, row } = await told();
    const text = textOf(message);
    for (const fact of [
      'Deal value fell · Acme Corp',
      row.context_summary,
      'Send email to sarah@acme.test',
      'Following up',
      'Shall we talk?',
    ]) {
      assert.ok(text.includes(fact), fact);
    }
    assert.deepEqual(buttonsOf(message), [BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel, BUTTON_IDS.open]);
    assert.ok(text.includes(`http://signoff.test/actions/${row.id}`));
  });

  it('a click approves: it executes once, and the message ends with who, what and when, without buttons', async () => {
    const { row, message } = await told();
    const outcome = await desk.click(ANA, message, BUTTON_IDS.approve);
    assert.equal(outcome.error, null);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    await untilShown(row, /Sent, approved by Ana Ruiz/);
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    const { decided_by, decision_channel } = await readRow(pipeline, row.id);
    assert.deepEqual([decided_by, decision_channel], ['ana', 'slack']);
  });

  it('what was decided elsewhere stands in the message as well', async () => {
    const { row } = await told();
    await decide(pipeline, row, 'cancel', { reason: 'wrong contact' });
    await untilShown(row, /Cancelled by Ana Ruiz.*Reason: wrong contact/);
  });

  it('within its window an approval can be undone there, and the buttons come back', async () => {
    await changeSettings(pipeline.db, 'ana', { undoSeconds: { send_email: 600 } });
    const { row, message } = await told();
    await desk.click(ANA, message, BUTTON_IDS.approve);
    await untilShown(row, /until then it can be undone/, BUTTON_IDS.undo, BUTTON_IDS.cancel);
    await desk.click(ANA, message, BUTTON_IDS.undo);
    await untilShown(row, /Waits for a decision/, BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel);
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);
    await changeSettings(pipeline.db, 'ana', { undoSeconds: { send_email: 0 } });
  });

  it('the form has the draft in it; what is changed is saved, and the preview shows it', async () => {
    const { row, message } = await told();
    await desk.click(ANA, message, BUTTON_IDS.edit);
    const view = await openView();
    assert.deepEqual(prefilled(view).subject, 'Following up');
    const outcome = await desk.submit(ANA, view, { body: { body: 'Shall we meet on Tuesday?' } });
    assert.deepEqual(outcome.errors, {});
    assert.deepEqual(await desk.views(ANA), [], 'the form is closed');
    await untilShown(row, /Shall we meet on Tuesday\?/, BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel);
    const { action_params, version } = await readRow(pipeline, row.id);
    assert.deepEqual(
      [action_params.body, action_params.subject, version],
      ['Shall we meet on Tuesday?', 'Following up', 2],
    );
  });

  it('what is wrong with a field is told beside it, and nothing is saved', async () => {
    const { row, message } = await told();
    await desk.click(ANA, message, BUTTON_IDS.edit);
    const outcome = await desk.submit(ANA, await openView(), { contactEmail: { contactEmail: 'sarah@nowhere@test' } });
    assert.match(JSON.stringify(outcome.errors), /contactEmail.*email address/);
    assert.equal((await readRow(pipeline, row.id)).version, 1);
  });

  it('a form that was opened before somebody else’s edit saves nothing, and says so', async () => {
    const { row, message } = await told();
    await desk.click(ANA, message, BUTTON_IDS.edit);
    const view = await openView();
    await decide(pipeline, row, 'edit', { params: { subject: 'Changed meanwhile' } });
    await desk.submit(ANA, view, { body: { body: 'Too late' } });
    const answer = await openView();
    assert.match(JSON.stringify(answer.blocks), /It has changed since you opened the form/);
    await desk.close(ANA, answer);
    assert.equal((await readRow(pipeline, row.id)).action_params.body, 'Shall we talk?');
  });

  it('a draft that is too long for Slack is edited in Signoff, and a private note says where', async () => {
    const body = 'x'.repeat(3_001);
    const { row, message } = await told({
      params: { subject: 'Long', body, contactEmail: 'sarah@acme.test', urgency: 'normal' },
    });
    const before = (await desk.ephemerals(ANA)).length;
    await desk.click(ANA, message, BUTTON_IDS.edit);
    const [note] = (await desk.ephemerals(ANA)).slice(before);
    assert.ok(note?.text.includes(`http://signoff.test/actions/${row.id}`));
    assert.deepEqual(await desk.views(ANA), []);
  });

  it('cancelling asks for a reason, and keeps it', async () => {
    const { row, message } = await told();
    await desk.click(ANA, message, BUTTON_IDS.cancel);
    const view = await openView();
    assert.match(JSON.stringify((await desk.submit(ANA, view)).errors), /Choose a reason/);
    await desk.submit(ANA, view, { preset: { preset: 'wrongTiming' }, words: { words: 'after the summer' } });
    assert.deepEqual(await desk.views(ANA), [], 'the form is closed');
    await untilShown(row, /Cancelled by Ana Ruiz.*Reason: Wrong timing: after the summer/);
  });

  it('whom nobody here is decides nothing, and is told so alone', async () => {
    const { row, message } = await told();
    await desk.click('U0ZOE', message, BUTTON_IDS.approve);
    assert.match((await desk.ephemerals('U0ZOE')).at(-1)?.text ?? '', /does not know you/);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('a colleague who may not decide on it is refused, and the message is as it was', async () => {
    const colleague = await addRep(pipeline);
    await desk.putPerson({ id: 'U0COLLEAGUE', email: `${colleague}@signoff.test`, realName: colleague });
    const { row, message } = await told();
    await desk.click('U0COLLEAGUE', message, BUTTON_IDS.approve);
    assert.match((await desk.ephemerals('U0COLLEAGUE')).at(-1)?.text ?? '', /not yours to decide/);
    await untilShown(row, /Waits for a decision/, BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel);
  });

  it('an address that Slack has not confirmed, a guest’s and another organisation’s are nobody’s', async () => {
    const { row, message } = await told();
    const odd = {
      U0UNCONFIRMED: { isEmailConfirmed: false },
      U0GUEST: { isRestricted: true },
      U0OTHER: { teamId: 'T0OTHER' },
    };
    for (const [id, what] of Object.entries(odd)) {
      await desk.putPerson({ id, email: 'ana@signoff.test', realName: id, ...what });
      await desk.click(id, message, BUTTON_IDS.approve);
      assert.match((await desk.ephemerals(id)).at(-1)?.text ?? '', /does not know you/, id);
    }
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('the same click twice decides once', async () => {
    const { row, message } = await told();
    const { request } = await desk.click(ANA, message, BUTTON_IDS.approve);
    assert.ok(request);
    assert.equal((await replay(request)).status, 200);
    await resultOf(pipeline, row);
    await untilShown(row, /Sent, approved by Ana Ruiz/);
    const accepted = (await auditOf(pipeline, row.id)).filter(({ command }) => command === 'approve');
    assert.deepEqual(
      accepted.map(({ accepted }) => accepted),
      [true],
    );
  });

  it('a click on what has changed since decides nothing, and the message shows what it is now', async () => {
    const { row, message } = await told();
    await decide(pipeline, row, 'edit', { params: { subject: 'Another subject' } });
    await desk.click(ANA, message, BUTTON_IDS.approve, { value: `${row.id}:1` });
    assert.match((await desk.ephemerals(ANA)).at(-1)?.text ?? '', /version/);
    await untilShown(row, /Another subject/, BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('/signoff lists what waits for whoever types it', async () => {
    const { row } = await told({ contextSummary: 'A <deal> of its own' });
    await desk.command(ANA, '/signoff');
    const text = (await desk.ephemerals(ANA)).at(-1)?.text ?? '';
    assert.ok(text.includes(`<http://signoff.test/actions/${row.id}|Urgent: A &lt;deal&gt; of its own>`), text);
  });

  it('what is not signed by Slack, of now, is refused', async () => {
    const { message, row } = await told();
    const { request } = await desk.click('U0ZOE', message, BUTTON_IDS.approve);
    assert.ok(request);
    const { headers, body } = request;
    const stamp = Number(headers['x-slack-request-timestamp']);
    const changes: Record<string, Parameters<typeof replay>[1]> = {
      'another body': { body: body.replace('U0ZOE', 'U0ANA') },
      'no signature': { headers: { 'x-slack-signature': '' } },
      'another time': { headers: { 'x-slack-request-timestamp': String(stamp + 1) } },
    };
    for (const [why, changed] of Object.entries(changes)) {
      assert.equal((await replay(request, changed)).status, 401, why);
    }
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('an answer of Slack’s that is lost makes no second message', async () => {
    await desk.orderFault({ method: 'chat.postMessage', kind: 'lose_answer' });
    const { row } = await told();
    await untilShown(row, /Waits for a decision/, BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel);
    assert.equal((await messagesOf(row)).length, 1);
  });

  it('while Slack is away decisions count, and its messages are right afterwards', async () => {
    const { row } = await told();
    const unseen = await create(pipeline, { urgency: 'high' });
    await desk.orderFault({ method: '*', kind: 'away', forMs: 3_600_000 });
    await decide(pipeline, row, 'approve');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    await eventually(async () => {
      const { error } = await pipeline.db
        .selectFrom('tellings')
        .select('error')
        .where('action_id', '=', row.id)
        .executeTakeFirstOrThrow();
      assert.match(error ?? '', /Slack/);
    });
    await desk.clearFaults();
    await hurry();
    await untilShown(row, /Sent, approved by Ana Ruiz/);
    await eventually(async () => assert.equal((await messagesOf(unseen)).length, 1));
  });

  it('a note is put away, or comes back later', async () => {
    for (const [button, value, words] of [
      [NOTE_IDS.snooze, ':hour', /Snoozed until/],
      [NOTE_IDS.done, '', /Done/],
    ] as const) {
      const params = { body: 'Call them', urgency: 'normal' };
      const row = await create(pipeline, { actionType: 'notify_rep', params });
      await decide(pipeline, row, 'approve');
      await resultOf(pipeline, row);
      const [note] = await messagesOf(row);
      assert.ok(note);
      await desk.click(ANA, note, button, { value: `${row.id}${value}` });
      const [answered] = await messagesOf(row);
      assert.match(textOf(answered), words);
      assert.ok(!textOf(answered).includes(NOTE_IDS.done), 'its buttons are gone');
    }
  });

  it('whoever has left is refused at once', async () => {
    const { row, message } = await told();
    await deactivate();
    await desk.click(ANA, message, BUTTON_IDS.approve);
    assert.match((await desk.ephemerals(ANA)).at(-1)?.text ?? '', /does not know you/);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });
});
