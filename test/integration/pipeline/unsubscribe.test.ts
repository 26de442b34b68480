import assert from 'node:assert/strict';
import type { MailboxMessage } from '../../../local/mailbox/messages.ts';
import { composeMail } from '../../../src/activities/mail.ts';
import {
  auditOf,
  create,
  decide,
  mailsOf,
  type Pipeline,
  readRow,
  refusedFor,
  resultOf,
  skipTime,
  startPipeline,
  untilStatus,
} from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';

const PUBLIC_URL = 'https://signoff.test/base/';

describe('unsubscribing, the whole way', () => {
  let pipeline: Pipeline;
  let api: PipelineApi;
  before(async () => {
    pipeline = await startPipeline();
    api = await startPipelineApi(pipeline, { publicUrl: PUBLIC_URL });
    await pipeline.startWorker({ unsubscribeAt: PUBLIC_URL });
  });
  after(async () => {
    await api.close();
    await pipeline.stop();
  });

  let people = 0;
  const toSomebodyNew = () => {
    people += 1;
    return { subject: 'Hi', body: 'Hi', contactEmail: `Sarah${people}@acme.test`, urgency: 'normal' };
  };

  /** Sends an action's email and answers what the recipient has got. */
  async function sent(params: ReturnType<typeof toSomebodyNew>): Promise<MailboxMessage> {
    const row = await create(pipeline, { params });
    await decide(pipeline, row, 'approve');
    await untilStatus(pipeline, row.id, 'executed');
    const all = await fetch(`http://127.0.0.1:${pipeline.mailbox.httpPort}/messages`);
    // The mailbox's own shape.
    const mails = (await all.json()) as MailboxMessage[];
    const mail = mails.find(({ messageId }) => messageId?.includes(row.id));
    assert.ok(mail);
    return mail;
  }
  const linkIn = ({ headers }: MailboxMessage) => headers['list-unsubscribe']?.slice(1, -1) ?? '';
  /** As a mail provider does for its user: nothing but what the headers say. */
  async function oneClick(mail: MailboxMessage): Promise<void> {
    const link = linkIn(mail);
    assert.ok(link.startsWith('https://signoff.test/base/unsubscribe/'), link);
    const { statusCode } = await api.app.inject({
      method: 'POST',
      url: link.slice('https://signoff.test/base'.length),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: mail.headers['list-unsubscribe-post'] ?? '',
    });
    assert.equal(statusCode, 200);
  }

  it('the mail itself is all that it takes; then the next action to the address is refused', async () => {
    const params = toSomebodyNew();
    const mail = await sent(params);
    assert.match(mail.text, new RegExp(`Unsubscribe: ${linkIn(mail)}\n$`));
    assert.doesNotMatch(linkIn(mail), /sarah|acme\.test/i);
    await oneClick(mail);
    const next = await create(pipeline, { params });
    const decided = await decide(pipeline, next, 'approve');
    assert.equal(decided.accepted, false);
    assert.equal(refusedFor((await auditOf(pipeline, next.id)).at(-1)), 'not-executable');
    assert.equal((await readRow(pipeline, next.id)).status, 'pending');
  });

  it('who unsubscribes between the approval and the sending is not written to: approved, it fails and says why', async () => {
    const params = toSomebodyNew();
    const mail = await sent(params);
    await pipeline.stopWorkers();
    const row = await create(pipeline, { params });
    assert.ok((await decide(pipeline, row, 'approve')).accepted);
    assert.equal((await readRow(pipeline, row.id)).status, 'approved');
    await oneClick(mail);
    await pipeline.startWorker({ unsubscribeAt: PUBLIC_URL });
    const failed = await untilStatus(pipeline, row.id, 'failed');
    assert.equal(failed.failure?.kind, 'not-executable');
    assert.match(failed.failure?.message ?? '', /is on the suppression list/);
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
  });

  it('who unsubscribes within the undo window is not written to: nothing was decided after all', async () => {
    const params = toSomebodyNew();
    const mail = await sent(params);
    const row = await create(pipeline, { params });
    assert.ok((await decide(pipeline, row, 'approve', { undoSeconds: 600, version: 1 })).accepted);
    await oneClick(mail);
    await skipTime(pipeline, row.workflow_id);
    // Virtual time then runs on to the seventh day.
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    const trail = await auditOf(pipeline, row.id);
    assert.ok(
      trail.some(
        ({ command, accepted, message }) => command === 'approve' && !accepted && /suppression/.test(message ?? ''),
      ),
    );
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
  });

  it('each attempt sends the same bytes, and two actions to one recipient the same link', async () => {
    const params = toSomebodyNew();
    const row = await create(pipeline, { params });
    const attempt = async () => (await composeMail(pipeline.db, row, PUBLIC_URL)).message.raw;
    assert.ok((await attempt()).equals(await attempt()));
    const [first, second] = [
      await sent(params),
      await sent({ ...params, contactEmail: params.contactEmail.toLowerCase() }),
    ];
    assert.equal(linkIn(first), linkIn(second));
  });

  it('a name with letters of its own is an address in the header, too', async () => {
    const row = await create(pipeline, { params: toSomebodyNew() });
    const { message } = await composeMail(pipeline.db, row, 'https://bücher.test');
    assert.match(
      message.raw.toString(),
      /^List-Unsubscribe:\s+<https:\/\/xn--bcher-kva\.test\/unsubscribe\/[\w-]+>\r$/m,
    );
  });

  it('a draft that the rep sends himself says nothing of it', async () => {
    const row = await create(pipeline, { actionType: 'draft_email', params: toSomebodyNew() });
    await decide(pipeline, row, 'approve');
    await untilStatus(pipeline, row.id, 'executed');
    const draft = await pipeline.db
      .selectFrom('email_drafts')
      .select('eml')
      .where('action_id', '=', row.id)
      .executeTakeFirstOrThrow();
    assert.match(draft.eml.toString(), /^Subject: Hi\r$/m);
    assert.doesNotMatch(draft.eml.toString(), /unsubscribe/i);
  });
});
