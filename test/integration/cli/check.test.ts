import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../../local/ports.ts';
import { type SlackFake, startSlackFake } from '../../../local/slackFake.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { SLACK_SCOPES } from '../../../src/integrations/slack/check.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { type Dovecot, dovecotIsInstalled, startDovecot } from '../../support/dovecot.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers.ts';
import { run } from './run.ts';

const TOKEN = 'xoxb-check';

/** With a real SMTP server, Dovecot, and Slack's fake, which refuses what lacks its scope. */
describe('CLI: admin check', function () {
  this.timeout(60_000);
  this.slow(10_000);
  const secretKey = randomBytes(32).toString('base64');
  let database: TestDatabase;
  let db: Db;
  let dir: string;
  let smtp: SMTPServer;
  let smtpUrl: string;
  let received = 0;

  before(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 2, applicationName: 'test', onError: () => {} });
    dir = await mkdtemp(join(tmpdir(), 'signoff-check-'));
    await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
    const rep = { workspaceId: 'acme', role: 'rep' } as const;
    await insertUser(db, { ...rep, id: 'ana', displayName: 'Ana Ruiz', email: 'ana@signoff.test' }, SYSTEM);
    await insertUser(db, { ...rep, id: 'ben', displayName: 'Ben', email: 'ben@elsewhere.test' }, SYSTEM);
    await insertUser(db, { ...rep, id: 'crm', role: 'service', displayName: 'CRM', email: 'crm@signoff.test' }, SYSTEM);
    smtp = new SMTPServer({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      authOptional: true,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('Wrong password')),
      onMailFrom: (_address, _session, done) => {
        received += 1;
        done();
      },
    });
    smtp.listen(0, '127.0.0.1');
    await once(smtp.server, 'listening');
    // A TCP server that listens has an address of this shape.
    smtpUrl = `127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await new Promise<void>((resolve) => smtp.close(resolve));
    await db.destroy();
    await database.drop();
    await rm(dir, { recursive: true });
  });
  afterEach(() => db.deleteFrom('mailboxes').execute());

  const admin = (args: string[], env: Record<string, string> = {}, input = '') =>
    run('src/cli/admin.ts', args, { env: { DATABASE_URL: database.url, SECRET_KEY: secretKey, ...env }, input });

  async function withSlack<T>(scopes: string[], use: (env: Record<string, string>, fake: SlackFake) => Promise<T>) {
    const fake = await startSlackFake({ port: 0, dir: await mkdtemp(join(dir, 'slack-')), token: TOKEN, scopes });
    try {
      return await use({ SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: fake.slackApiUrl }, fake);
    } finally {
      await fake.close();
    }
  }

  it('logs in to SMTP without sending anything, and tells a refused log-in, a missing one and a dead server apart', async () => {
    const right = await admin(['check'], { SMTP_URL: `smtp://ana:right@${smtpUrl}` });
    assert.equal(right.code, 0, right.out + right.err);
    assert.match(right.out, /^ {2}ok {5}SMTP: ana at 127\.0\.0\.1:\d+ takes the log-in in the clear$/m);
    const open = await admin(['check'], { SMTP_URL: `smtp://${smtpUrl}` });
    assert.match(open.out, /^ {2}ok {5}SMTP: .* is used without a log-in$/m);
    const wrong = await admin(['check'], { SMTP_URL: `smtp://ana:hidden@${smtpUrl}` });
    assert.deepEqual([wrong.code, wrong.err], [1, 'not-right: SMTP\n']);
    assert.match(wrong.out, /^ {2}WRONG {2}SMTP: 535 .*Wrong password\n {9}→ set user and password again in SMTP_URL/m);
    const dead = await admin(['check'], { SMTP_URL: `smtp://ana:hidden@127.0.0.1:${await freePort()}` });
    assert.match(
      dead.out,
      /^ {2}WRONG {2}SMTP: .*ECONNREFUSED.*\n {9}→ see whether host, port and scheme in SMTP_URL/m,
    );
    for (const { out, err } of [wrong, dead]) assert.doesNotMatch(out + err, /hidden/);
    assert.equal(received, 0);
  });

  it('says who could not send an email at all', async () => {
    const { code, out } = await admin(['check']);
    assert.equal(code, 1);
    assert.match(out, /WRONG {2}SMTP: no relay is set, and these have no server: ana, ben\n +→ set SMTP_URL, or give/);
  });

  it('logs in to IMAP, names the folder of drafts, and puts nothing there', async function () {
    if (!dovecotIsInstalled()) this.skip();
    const dovecot: Dovecot = await startDovecot({ drafts: true });
    try {
      const own = `smtp://ana:right@${smtpUrl}\n${dovecot.url('ana@signoff.test')}\n`;
      assert.equal((await admin(['mailbox', 'set', 'ana', '--stdin'], {}, own)).code, 0);
      const bad = dovecot.url('ben@signoff.test', 'hidden');
      assert.equal((await admin(['mailbox', 'set', 'ben', '--stdin'], {}, `smtp://${smtpUrl}\n${bad}\n`)).code, 0);
      const { code, out, err } = await admin(['check']);
      assert.deepEqual([code, err], [1, 'not-right: IMAP\n'], out);
      assert.match(
        out,
        /^Mailbox of Ana Ruiz\n {2}ok {5}SMTP: .*\n {2}ok {5}IMAP: .* in the clear; drafts go to "Entwürfe"$/m,
      );
      assert.match(
        out,
        /^Mailbox of Ben\n.*\n {2}WRONG {2}IMAP: .*refused the log-in of ben@.*\n +→ set user and password/m,
      );
      assert.match(out, /→ .*admin -- mailbox set ben --stdin/);
      assert.doesNotMatch(out, /hidden/);

      const otherKey = await admin(['check'], { SECRET_KEY: randomBytes(32).toString('base64') });
      assert.match(otherKey.out, /WRONG {2}IMAP: cannot be decrypted with this SECRET_KEY/);
    } finally {
      await dovecot.stop();
    }
  });

  it('asks Slack for the token, its scopes and each rep, and posts nothing', async () => {
    const mail = { SMTP_URL: `smtp://${smtpUrl}` };
    await withSlack(Object.keys(SLACK_SCOPES), async (slack, fake) => {
      const { code, out, err } = await admin(['check'], { ...mail, ...slack });
      assert.deepEqual([code, err], [1, 'not-right: messages to Ben\n'], out);
      assert.match(out, /^ {2}ok {5}bot token: of signoff in Signoff$/m);
      assert.match(out, /^ {2}ok {5}messages to Ana Ruiz: go to the conversation D[A-Z0-9]+$/m);
      assert.match(
        out,
        /WRONG {2}messages to Ben: Slack refused: users_not_found\n +→ invite ben@elsewhere\.test to Slack/,
      );
      assert.match(out, /admin -- user set ben --slack-user ID/);
      assert.doesNotMatch(out, /messages to CRM/);
      const wrong = await admin(['check'], { ...mail, ...slack, SLACK_BOT_TOKEN: 'xoxb-hidden' });
      assert.match(wrong.out, /WRONG {2}bot token: Slack refused: invalid_auth\n +→ copy the Bot User OAuth Token/);
      assert.doesNotMatch(wrong.out + wrong.err, /xoxb-hidden/);
      assert.deepEqual(await (await fetch(`http://127.0.0.1:${fake.port}/messages`)).json(), []);
    });
    await withSlack(['chat:write', 'users:read', 'users:read.email'], async (slack) => {
      const { out } = await admin(['check'], { ...mail, ...slack });
      assert.match(
        out,
        /WRONG {2}scope im:write: is missing: open a direct conversation.*\n +→ add im:write to the app's bot/,
      );
      assert.match(out, /WRONG {2}scope im:history/);
      assert.match(out, /WRONG {2}messages to Ana Ruiz: Slack refused: missing_scope/);
    });
  });

  it('says that Slack is not connected, which is no mistake', async () => {
    const { code, out } = await admin(['check'], { SMTP_URL: `smtp://${smtpUrl}` });
    assert.equal(code, 0, out);
    assert.match(out, /^Slack\n {2}ok {5}Slack: not connected/m);
  });
});
