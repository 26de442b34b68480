import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTransport } from 'nodemailer';
import type { MailboxMessage } from '../../local/mailbox/messages.ts';
import { type LocalMailbox, startMailbox } from '../../local/mailbox.ts';

describe('the local mailbox', () => {
  let dir: string;
  let mailbox: LocalMailbox;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-mailbox-'));
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, dir });
  });
  afterEach(async () => {
    await mailbox.close();
    await rm(dir, { recursive: true });
  });

  const send = (changes: object = {}, port = mailbox.smtpPort) =>
    createTransport({ host: '127.0.0.1', port, secure: false }).sendMail({
      from: 'Riley <riley@signoff.test>',
      to: 'sarah@acme.test',
      subject: 'Hello',
      text: 'plain',
      html: '<p>rich</p><script>alert(1)</script>',
      messageId: '<one@signoff.test>',
      ...changes,
    });
  const http = (path: string) => fetch(`http://127.0.0.1:${mailbox.httpPort}${path}`);
  // The mailbox's own shape.
  const list = async () => (await (await http('/messages')).json()) as MailboxMessage[];

  it('has the message on disk when it answers 250', async () => {
    await send();
    const files = await readdir(dir);
    const name = files.find((file) => file.endsWith('.eml')) ?? '';
    assert.match(await readFile(join(dir, name), 'utf8'), /Message-ID: <one@signoff\.test>/);
    assert.deepEqual(
      files.filter((file) => file.endsWith('.part')),
      [],
    );
  });

  it('lists what it took, newest last, and shows each by id and as it came', async () => {
    await send();
    await send({ subject: 'Grüße', to: 'sarah@acme.test, max@acme.test', messageId: '<two@signoff.test>' });
    const [first, second] = await list();
    assert.equal(first?.subject, 'Hello');
    assert.equal(first?.messageId, '<one@signoff.test>');
    assert.equal(first?.from, 'riley@signoff.test');
    assert.equal(first?.text, 'plain');
    assert.match(first?.html ?? '', /rich/);
    assert.equal(first?.headers['message-id'], '<one@signoff.test>');
    assert.deepEqual([second?.subject, second?.to], ['Grüße', ['sarah@acme.test', 'max@acme.test']]);
    assert.deepEqual(await (await http(`/messages/${second?.id}`)).json(), second);
    assert.match(await (await http(`/messages/${first?.id}/raw`)).text(), /^From: /m);
    assert.equal((await http('/messages/none')).status, 404);
    assert.equal((await http('/livez')).status, 200);
  });

  it('still has everything after a restart', async () => {
    await send();
    const before = await list();
    await mailbox.close();
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, dir });
    assert.deepEqual(await list(), before);
  });

  it('shows a page on which no message can run or load anything', async () => {
    await send({ subject: '<img src=x onerror=alert(1)>' });
    const [message] = await list();
    const page = await http('/');
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const html = await page.text();
    assert.doesNotMatch(html, /<img|<script/);
    assert.match(html, /<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const framed = await http(`/messages/${message?.id}/html`);
    assert.match(
      framed.headers.get('content-security-policy') ?? '',
      /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'$/,
    );
  });

  it('shows a button to unsubscribe where a mail program would, and what it sends', async () => {
    const url = 'http://localhost:3000/unsubscribe/a?b&c';
    const post = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    const buttons = async (headers: Record<string, string>) => {
      await send({ headers });
      const html = await (await http('/')).text();
      const [newest = ''] = html.split('</article>');
      return [...newest.matchAll(/<form method="post" action="([^"]*)" target="_blank">\s*<input ([^>]*)>/g)].map(
        ([, action, input]) => [action, input],
      );
    };
    const button = (action: string) => [[action, 'type="hidden" name="List-Unsubscribe" value="One-Click"']];
    assert.deepEqual(
      await buttons({ 'List-Unsubscribe': `<mailto:a@b.test>, <${url}>`, ...post }),
      button(url.replace('&', '&amp;')),
    );
    assert.deepEqual(await buttons({ 'List-Unsubscribe': '<https://b.test/x>', ...post }), button('https://b.test/x'));
    for (const none of [
      '<https://b.test/x>, <https://b.test/y>',
      '<http://b.test/x>',
      '<javascript:alert(1)>',
      'https://b.test/x',
    ])
      assert.deepEqual(await buttons({ 'List-Unsubscribe': none, ...post }), [], none);
    assert.deepEqual(await buttons({ 'List-Unsubscribe': '<https://b.test/x>' }), []);
  });

  it('shows nothing under a name that only points to this machine (DNS rebinding)', async () => {
    const { httpPort: port } = mailbox;
    const statusAs = async (host: string) => {
      const [response] = (await once(get({ port, path: '/messages', headers: { host } }), 'response')) as [
        IncomingMessage,
      ];
      response.resume();
      return response.statusCode;
    };
    for (const host of ['evil.test', `evil.test:${port}`, 'localhost.evil.test', '127.0.0.1.evil.test', '%'])
      assert.equal(await statusAs(host), 403, host);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      assert.equal(await statusAs(host), 200, host);
  });

  it('as a process of its own: says where it listens, keeps what it took when killed, stops cleanly on SIGTERM', async () => {
    const run = async () => {
      const env = { ...process.env, MAILBOX_SMTP_PORT: '0', MAILBOX_HTTP_PORT: '0', MAILBOX_DIR: dir };
      const child = spawn(process.execPath, ['--import', 'tsx', 'local/mailbox.ts'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
      for await (const line of createInterface({ input: child.stdout })) {
        // The line that runFake prints.
        const { smtpPort } = JSON.parse(line) as { smtpPort: number };
        return { child, exited, smtpPort };
      }
      return assert.fail('it said nothing');
    };
    const first = await run();
    await send({ messageId: '<killed@signoff.test>' }, first.smtpPort);
    first.child.kill('SIGKILL');
    await first.exited;
    const second = await run();
    second.child.kill('SIGTERM');
    assert.equal(await second.exited, 0);
    await mailbox.close();
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, dir });
    assert.deepEqual(
      (await list()).map(({ messageId }) => messageId),
      ['<killed@signoff.test>'],
    );
  });
});
