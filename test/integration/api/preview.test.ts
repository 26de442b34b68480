import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { buildMessage } from '../../../src/integrations/email/message.ts';
import { startApi, type TestApi } from './support.ts';

const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&</dd></title></style>';
const ESCAPED =
  '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/dd&gt;&lt;/title&gt;&lt;/style&gt;';

describe('API: the preview of an email', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
    await api.db.updateTable('workspaces').set({ postal_address: '1 Main Street' }).where('id', '=', 'acme').execute();
    await api.db.updateTable('users').set({ signature: 'Ana\nAcme Sales' }).where('id', '=', 'ana').execute();
  });
  after(() => api.stop());

  async function previewOf(trigger: Record<string, unknown>) {
    const id = await api.makeAction('ana', trigger);
    return api.call('ana', 'GET', `/api/autonomous-actions/${id}/preview`);
  }

  const email = (params: Record<string, unknown>) => ({
    actionType: 'send_email',
    actionParams: { contactName: 'Sarah Lee', contactEmail: 'sarah@acme.test', subject: 'Hi', body: 'Hi', ...params },
  });

  it('shows sender, recipient and subject, and the very HTML that is sent', async () => {
    const body = 'Hello Sarah,\n\nyour  renewal:\nhttps://acme.test/renew\n\nBest';
    const { status, body: page } = await previewOf(email({ subject: 'Your renewal', body }));
    assert.equal(status, 200);
    for (const part of ['Ana &lt;ana@signoff.test&gt;', 'Sarah Lee &lt;sarah@acme.test&gt;', '>Your renewal</dd>']) {
      assert.ok(page.includes(part), part);
    }
    const { raw } = await buildMessage({
      from: { name: 'Ana', address: 'ana@signoff.test' },
      to: { address: 'sarah@acme.test' },
      subject: 'Your renewal',
      body,
      signature: 'Ana\nAcme Sales',
      postalAddress: '1 Main Street',
      messageId: '<1@signoff.test>',
      actionId: '1',
      date: new Date(0),
    });
    const { html } = await simpleParser(raw);
    const sent = /<body>\n(.*)\n<\/body>/s.exec(String(html).replaceAll('\r\n', '\n'))?.[1] ?? '';
    assert.match(sent, /1 Main Street/);
    assert.ok(page.includes(`<main>\n${sent}\n</main>`), page);
  });

  it('says that it answers an email, where it does', async () => {
    const { body: answer } = await previewOf(email({ inReplyTo: '<last@acme.test>' }));
    assert.match(answer, /<dt>Answers<\/dt><dd dir="auto">an earlier email/);
    const { body: first } = await previewOf(email({}));
    assert.doesNotMatch(first, /Answers/);
  });

  it('is a page that runs one script, ours, in no origin of ours, loads nothing, is framed by us only and kept nowhere', async () => {
    const { headers, body } = await previewOf(email({}));
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(body) ?? [];
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    );
    assert.equal(policy.get('sandbox'), 'allow-scripts');
    assert.equal(policy.get('default-src'), "'none'");
    assert.equal(policy.get('script-src'), `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    assert.equal(policy.get('frame-ancestors'), "'self'");
    assert.deepEqual([policy.get('base-uri'), policy.get('form-action')], ["'none'", "'none'"]);
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  it('shows markup in subject, text and names as text', async () => {
    await api.db.updateTable('users').set({ display_name: MARKUP }).where('id', '=', 'ben').execute();
    const id = await api.makeAction('ben', email({ contactName: MARKUP, subject: MARKUP, body: MARKUP }));
    const { body: page } = await api.call('ben', 'GET', `/api/autonomous-actions/${id}/preview`);
    // Sender, recipient, subject, title, text, and the sender's name as the signature where none is set.
    assert.equal(page.split(ESCAPED).length - 1, 6);
    assert.doesNotMatch(page, /<(img|a|iframe|link|form|svg)\b/i);
    assert.equal(page.match(/<script\b/gi).length, 1, 'the page’s own');
    assert.equal(page.match(/<\/style>/g).length, 1);
  });

  it('shows a draft that has no recipient yet', async () => {
    const drafted = email({ contactName: undefined, contactEmail: undefined });
    const trigger = { ...drafted, actionType: 'draft_email', contact: undefined };
    const { status, body } = await previewOf(trigger);
    assert.equal(status, 200, JSON.stringify(body));
    assert.match(body, /<dt>To<\/dt><dd dir="auto">nobody yet<\/dd>/);
  });

  it('says where sent emails say how to unsubscribe, without the link that is the recipient’s; of no draft', async () => {
    assert.doesNotMatch((await previewOf(email({}))).body, /Unsubscribe/);
    const online = await startApi({ publicUrl: 'https://signoff.test' });
    const pageOf = async (actionType: string) => {
      const id = await online.makeAction('ana', { ...email({}), actionType });
      return (await online.call('ana', 'GET', `/api/autonomous-actions/${id}/preview`)).body;
    };
    assert.match(await pageOf('send_email'), /<a href="#">Unsubscribe<\/a><\/p>\s*<\/div>/);
    assert.doesNotMatch(await pageOf('draft_email'), /Unsubscribe/);
    await online.stop();
  });

  it('follows an edit', async () => {
    const id = await api.makeAction('ana', email({}));
    await api.call('ana', 'PATCH', `/api/autonomous-actions/${id}`, { body: { params: { subject: 'Edited' } } });
    const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}/preview`);
    assert.match(body, /<title>Edited<\/title>/);
  });

  it('is not there for what is no email', async () => {
    const { status, body } = await previewOf({ actionType: 'notify_rep', actionParams: { body: 'Look' } });
    assert.deepEqual([status, body.code], [404, 'not-found']);
  });
});
