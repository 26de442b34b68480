import assert from 'node:assert/strict';
import type { MailboxMessage } from '../../../local/mailbox/messages.ts';
import type { NewAction } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { noteView } from '../../../src/store/telling/views.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import {
  auditOf,
  changeSettings,
  create,
  decide,
  log,
  type Pipeline,
  readRow,
  resultOf,
  startPipeline,
} from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { slackDesk } from '../../support/slack.ts';

const BY_EMAIL = { notifications: { by: 'email' as const }, undoSeconds: { send_email: 0 } };

describe('deciding by an email’s link', () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  let relay: Promise<void>;
  const stopping = new AbortController();

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
    relay = runRelay({ ...pipeline, log, publicUrl: undefined, everyMs: 200 }, stopping.signal);
    api = await startPipelineApi(pipeline, { publicUrl: 'http://signoff.test' });
    await pipeline.db.updateTable('workspaces').set({ notify_from: 'signoff@acme.test' }).execute();
    await changeSettings(pipeline.db, 'ana', BY_EMAIL);
  });
  after(async () => {
    stopping.abort();
    await relay;
    await api.close();
    await pipeline.stop();
  });

  /** The emails about an action, by what leads to it. */
  async function mailsAbout({ context_summary }: Pick<ActionRow, 'context_summary'>) {
    const response = await fetch(`http://127.0.0.1:${pipeline.mailbox.httpPort}/messages`);
    // The mailbox is ours.
    const mails = (await response.json()) as MailboxMessage[];
    return mails.filter(({ text, from }) => from.includes('signoff@acme.test') && text.includes(context_summary));
  }
  let told = 0;
  async function tell(overrides: Partial<NewAction> = {}) {
    told += 1;
    const row = await create(pipeline, { urgency: 'high', contextSummary: `Situation ${told}.`, ...overrides });
    const mail = await eventually(async () => {
      const [first] = await mailsAbout(row);
      assert.ok(first, 'there is no email yet');
      return first;
    });
    const path = /http:\/\/signoff\.test(\/decide\/[\w-]{43})/.exec(mail.text)?.[1] ?? '';
    assert.notEqual(path, '');
    return { row, mail, path };
  }
  const get = (url: string, method: 'GET' | 'HEAD' = 'GET') => api.app.inject({ method, url });
  const send = (url: string, form: Record<string, string>) =>
    api.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
  const approving = { decision: 'approve', read: 'yes' };

  it('whoever wants to be told by email is: from the workspace’s address, with one link, in text and HTML', async () => {
    const { mail, row } = await tell();
    assert.match(mail.headers.from ?? '', /Signoff/);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    assert.deepEqual(mail.to, ['ana@signoff.test']);
    for (const fact of [
      'Deal value fell · Acme Corp',
      row.context_summary,
      'Send email to sarah@acme.test',
      'Shall we talk?',
    ]) {
      assert.ok(mail.text.includes(fact), fact);
      assert.ok(mail.html?.includes(fact), fact);
    }
    assert.equal(new Set(mail.html?.match(/\/decide\/[\w-]+/g)).size, 1);
  });

  it('looking at it decides nothing and uses nothing up, however often', async () => {
    const { row, path } = await tell();
    for (let look = 0; look < 5; look += 1) {
      const page = await get(path);
      assert.equal(page.statusCode, 200);
      assert.match(page.body, /I have read it/);
      assert.equal(page.headers['cache-control'], 'no-store');
      assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
    }
    await get(path, 'HEAD');
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
    assert.equal((await send(path, approving)).statusCode, 200);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  });

  it('a form that nobody has filled in approves nothing, as a scanner would send it', async () => {
    const { row, path } = await tell();
    const forms: Record<string, string>[] = [
      {},
      { decision: 'approve' },
      { decision: 'cancel' },
      { decision: 'cancel', preset: '' },
      { decision: 'edit', read: 'yes' },
    ];
    for (const form of forms) {
      assert.equal((await send(path, form)).statusCode, 422);
    }
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('approves once, in the name of whom it was sent to; afterwards the link decides no more', async () => {
    const { row, path } = await tell();
    const answer = await send(path, approving);
    assert.match(answer.body, /Approved\./);
    await resultOf(pipeline, row);
    const { decided_by, decision_channel } = await readRow(pipeline, row.id);
    assert.deepEqual([decided_by, decision_channel], ['ana', 'email']);
    assert.equal((await send(path, { decision: 'cancel', preset: 'wording' })).statusCode, 409);
    assert.match((await get(path)).body, /used, or its time is over/);
    const decided = (await auditOf(pipeline, row.id)).filter(({ channel }) => channel === 'email');
    assert.deepEqual(
      decided.map(({ command, accepted }) => [command, accepted]),
      [['approve', true]],
    );
  });

  it('cancels with a reason', async () => {
    const { row, path } = await tell();
    await send(path, { decision: 'cancel', preset: 'alreadyHandled', words: 'on the phone' });
    const { status, cancel_reason } = await readRow(pipeline, row.id);
    assert.deepEqual([status, cancel_reason], ['cancelled', 'Already handled: on the phone']);
  });

  it('an edit ends it: nobody approves what he has not been shown', async () => {
    const { row, path } = await tell();
    await decide(pipeline, row, 'edit', { params: { body: 'Something else' } });
    assert.match((await get(path)).body, /has changed since this email was sent/);
    assert.equal((await send(path, approving)).statusCode, 409);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('what was decided elsewhere is shown, and not decided again', async () => {
    const { row, path } = await tell();
    await decide(pipeline, row, 'cancel', { reason: 'wrong contact' });
    const page = await get(path);
    assert.match(page.body, /Cancelled by Ana Ruiz/);
    assert.equal((await send(path, approving)).statusCode, 409);
  });

  it('nothing is told of a link that there is none of', async () => {
    const page = await get(`/decide/${'x'.repeat(43)}`);
    assert.equal(page.statusCode, 404);
    assert.match(page.body, /This link is not good/);
  });

  it('of one who has left the link is good no more', async () => {
    const { row, path } = await tell();
    const leave = (at: Date | null) =>
      pipeline.db.updateTable('users').set({ deactivated_at: at }).where('id', '=', 'ana').execute();
    await leave(new Date());
    assert.equal((await send(path, approving)).statusCode, 404);
    await leave(null);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('whom Slack does not know is told by email instead', async () => {
    await changeSettings(pipeline.db, 'ana', { undoSeconds: { send_email: 0 } });
    const desk = slackDesk(`http://127.0.0.1:${pipeline.slack.port}`);
    await desk.orderFault({ method: 'users.lookupByEmail', kind: 'error', error: 'users_not_found' });
    const { row } = await tell();
    const ways = await pipeline.db
      .selectFrom('action_messages')
      .select(['channel', 'state'])
      .where('action_id', '=', row.id)
      .orderBy('created_at')
      .execute();
    assert.deepEqual(ways, [
      { channel: 'slack', state: 'failed' },
      { channel: 'email', state: 'sent' },
    ]);
    await desk.clearFaults();
    await changeSettings(pipeline.db, 'ana', BY_EMAIL);
  });

  it('who has looked at it since is not told', async () => {
    const row = await create(pipeline, { urgency: 'normal', contextSummary: 'Seen already.' });
    await noteView(pipeline.db, { actionId: row.id, workspaceId: 'acme', userId: 'ana', channel: 'web' });
    await changeSettings(pipeline.db, 'ana', { ...BY_EMAIL, notifications: { by: 'email', atOnce: 'all' } });
    await pipeline.db.updateTable('tellings').set({ look_at: new Date() }).where('action_id', '=', row.id).execute();
    await eventually(async () => {
      const { look_at } = await pipeline.db
        .selectFrom('tellings')
        .select('look_at')
        .where('action_id', '=', row.id)
        .executeTakeFirstOrThrow();
      assert.ok(look_at.getTime() > Date.now() + 3_600_000, 'it is still to be looked at');
    });
    assert.equal((await mailsAbout(row)).length, 0);
    await changeSettings(pipeline.db, 'ana', BY_EMAIL);
  });
});
