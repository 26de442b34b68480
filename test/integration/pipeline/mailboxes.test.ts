import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../../local/ports.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { leave } from '../../../src/store/people/deactivate.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { putMailbox } from '../../../src/store/people/mailboxes.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { rotateKeys } from '../../../src/store/people/rotateKeys.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { eventually } from '../../support/eventually.ts';
import { addRep, create, decide, type Pipeline, startPipeline, untilStatus } from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';

const newKey = () => randomBytes(32).toString('base64');

const NO_SECRETS = { anew: 0, lost: [] };

describe('mailboxes, set through an API that cannot open them', function () {
  this.timeout(60_000);
  this.slow(10_000);
  let pipeline: Pipeline;
  let api: PipelineApi;
  let own: SMTPServer;
  let ownUrl: string;
  let tokens: Record<string, string> = {};
  const [older, newer] = [newKey(), newKey()];
  const password = `hidden${randomBytes(6).toString('hex')}`;
  /** What came in by the rep's own server, whose password is right there alone. */
  const mails: { user: unknown; raw: string }[] = [];

  before(async () => {
    pipeline = await startPipeline();
    const { db } = pipeline;
    const adam = { id: 'adam', workspaceId: 'acme', displayName: 'Adam', email: 'adam@signoff.test' };
    await insertUser(db, { ...adam, role: 'admin' }, SYSTEM);
    tokens = { adam: await createToken(db, 'adam', 'test', SYSTEM), ana: await createToken(db, 'ana', 'test', SYSTEM) };
    own = new SMTPServer({
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      onAuth: (auth, _session, done) =>
        auth.password === password ? done(null, { user: auth.username }) : done(new Error('wrong password')),
      onData: (stream, { user }, done) => {
        void text(stream).then((raw) => {
          mails.push({ user, raw });
          done();
        });
      },
    });
    const port = await freePort();
    own.listen(port, '127.0.0.1');
    await once(own.server, 'listening');
    ownUrl = `smtp://ana%40acme.test:${password}@127.0.0.1:${port}`;
    api = await startPipelineApi(pipeline);
    // No relay: what arrives has gone by the rep's own server.
    await pipeline.startWorker({ secretKey: `${newer},${older}`, smtpUrl: undefined });
  });
  after(async () => {
    await api.close();
    await pipeline.stop();
    await new Promise<void>((resolve) => own.close(resolve));
  });

  async function call(who: string, method: 'GET' | 'PUT' | 'DELETE', path: string, payload?: object) {
    const headers = { authorization: `Bearer ${tokens[who]}` };
    const response = await api.app.inject({ method, url: `/api${path}`, headers, ...(payload && { payload }) });
    const body = response.body === '' ? undefined : response.json();
    return { status: response.statusCode, body, text: response.body };
  }
  const rowOf = (userId: string) =>
    pipeline.db.selectFrom('mailboxes').selectAll().where('user_id', '=', userId).executeTakeFirst();
  const trailOf = (event: 'mailbox_set' | 'mailbox_remove', about: string) =>
    pipeline.db
      .selectFrom('security_trail')
      .select(['by', 'detail'])
      .where('event', '=', event)
      .where('about', '=', about)
      .orderBy('id', 'desc')
      .execute();

  /** Until another connection waits for what this test has locked: only then does the race begin. */
  const untilOneWaits = () =>
    eventually(async () => {
      const { rows } = await sql`select from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`.execute(pipeline.db);
      assert.equal(rows.length, 1);
    });

  async function send(): Promise<{ user: unknown; raw: string }> {
    const row = await create(pipeline);
    assert.ok((await decide({ ...pipeline, means: { ...pipeline.means, smtpRelay: false } }, row, 'approve')).accepted);
    await untilStatus(pipeline, row.id, 'executed');
    return mails.find(({ raw }) => raw.includes(row.id)) ?? assert.fail('nothing came by the own server');
  }

  it('are refused in plain words until a worker has published its key, and nothing is kept', async () => {
    const { status, body } = await call('ana', 'PUT', '/mailbox', { smtp: ownUrl });
    assert.deepEqual([status, body.code], [409, 'no-sealing-key']);
    assert.match(body.detail, /no worker with a SECRET_KEY/);
    assert.equal(await rowOf('ana'), undefined);
    assert.equal((await call('ana', 'GET', '/mailbox')).body.canBeSet, false);
    assert.deepEqual(await trailOf('mailbox_set', 'ana'), []);
  });

  it('are sent with by the worker, and nobody is told the password', async () => {
    await publishSealingKey(pipeline.db, await sealingKeyOf(older));
    const set = await call('ana', 'PUT', '/mailbox', { smtp: ownUrl });
    assert.equal(set.status, 200, set.text);
    const server = `ana@acme.test at 127.0.0.1:${new URL(ownUrl).port}`;
    const shown = { smtp: { server }, imap: null, canBeSet: true };
    assert.deepEqual(set.body, shown);
    assert.deepEqual((await call('ana', 'GET', '/mailbox')).body, shown);
    assert.deepEqual((await call('adam', 'GET', '/people/ana/mailbox')).body, shown);
    assert.equal((await send()).user, 'ana@acme.test');
    const [entry] = await trailOf('mailbox_set', 'ana');
    assert.deepEqual(entry, { by: 'ana', detail: { smtp: true, imap: false } });
    // Neither in the row, nor anywhere else in the database.
    const { rows } = await sql<{ all: string }>`select string_agg(m::text, '') || (select string_agg(s::text, '')
      from security_trail s) as all from mailboxes m`.execute(pipeline.db);
    const bytes = Buffer.from(password).toString('hex');
    assert.ok(!rows[0]?.all.includes(password) && !rows[0]?.all.includes(bytes));
  });

  it('keep what is not given, and what was set is opened after the keys were rotated, by the new one alone', async () => {
    const imap = `imaps://ana:${password}@mail.acme.test`;
    const { body } = await call('adam', 'PUT', '/people/ana/mailbox', { imap });
    assert.equal(body.smtp.server, `ana@acme.test at 127.0.0.1:${new URL(ownUrl).port}`);
    assert.equal(body.imap.server, 'ana at mail.acme.test:993');
    assert.equal((await trailOf('mailbox_set', 'ana'))[0]?.by, 'adam');
    const both = `${newer},${older}`;
    assert.deepEqual(await rotateKeys(pipeline.db, both, SYSTEM), { anew: 2, lost: [], secrets: NO_SECRETS });
    assert.deepEqual(await rotateKeys(pipeline.db, newer, SYSTEM), { anew: 0, lost: [], secrets: NO_SECRETS });
    await send();
    // What comes after it is sealed for the new key, without the worker having started again.
    await call('ana', 'PUT', '/mailbox', { smtp: ownUrl });
    assert.deepEqual(await rotateKeys(pipeline.db, newer, SYSTEM), { anew: 0, lost: [], secrets: NO_SECRETS });
  });

  it('that are being set while keys are rotated are rotated with the others', async () => {
    const { db } = pipeline;
    const ben = await addRep(pipeline);
    await publishSealingKey(db, await sealingKeyOf(older));
    let rotating: ReturnType<typeof rotateKeys> | undefined;
    await db.transaction().execute(async (tx) => {
      await putMailbox(tx, ben, { smtp: { url: ownUrl, label: 'own' } }, SYSTEM);
      rotating = rotateKeys(db, `${newer},${older}`, SYSTEM);
      await untilOneWaits();
    });
    assert.deepEqual(await rotating, { anew: 1, lost: [], secrets: NO_SECRETS });
  });

  it('do not open in another’s row, nor one protocol’s as the other’s', async () => {
    const ben = await addRep(pipeline);
    const { smtp_url: sealed } = (await rowOf('ana')) ?? assert.fail();
    assert.ok(sealed !== null);
    await putMailbox(pipeline.db, ben, { imap: { url: 'imap://x', label: 'x' } }, SYSTEM, await sealingKeyOf(newer));
    await pipeline.db.updateTable('mailboxes').set({ smtp_url: sealed }).where('user_id', '=', ben).execute();
    const row = await create(pipeline, { userId: ben });
    const means = { ...pipeline.means, smtpRelay: false };
    assert.ok((await decide({ ...pipeline, means }, row, 'approve')).accepted);
    const failed = await untilStatus(pipeline, row.id, 'failed');
    assert.match(JSON.stringify(failed.failure), /cannot be decrypted: set them again/);
    assert.ok(!mails.some(({ raw }) => raw.includes(row.id)));
  });

  it('are refused where they are no servers, without the password in the answer', async () => {
    const before = await rowOf('ana');
    for (const [body, detail] of [
      [{ smtp: `imap://ana:${password}@mail.acme.test` }, /not a smtp:\/\/ URL/],
      [{ imap: `imaps://ana:${password}@mail` }, /not a whole name/],
      [{ smtp: `smtps://ana:${password}@` }, /not a smtp:\/\/ URL/],
      [{ smtp: `${password}${'x'.repeat(2_000)}` }, /2000|2,000/],
      [{ pop: `pops://ana:${password}@mail.acme.test` }, /pop/],
      [{}, /smtp, imap or both/],
    ] as const) {
      const { status, body: problem, text } = await call('ana', 'PUT', '/mailbox', body);
      assert.equal(status, 422, text);
      assert.match(problem.detail, detail);
      assert.ok(!text.includes(password), text);
    }
    assert.deepEqual(await rowOf('ana'), before);
  });

  it('are removed once, with an entry, and nothing is left of them', async () => {
    const ben = await addRep(pipeline);
    await call('adam', 'PUT', `/people/${ben}/mailbox`, { smtp: ownUrl });
    assert.equal((await call('adam', 'DELETE', `/people/${ben}/mailbox`)).status, 204);
    assert.equal((await call('adam', 'DELETE', `/people/${ben}/mailbox`)).status, 404);
    assert.equal(await rowOf(ben), undefined);
    assert.equal((await trailOf('mailbox_remove', ben)).length, 1);
    assert.equal((await call('ana', 'DELETE', '/mailbox')).status, 204);
    assert.deepEqual((await call('ana', 'GET', '/mailbox')).body, { smtp: null, imap: null, canBeSet: true });
  });

  it('are not given to somebody who has left, nor to somebody who leaves at that moment', async () => {
    const ben = await addRep(pipeline);
    const { db } = pipeline;
    let setting: ReturnType<typeof call> | undefined;
    await db.transaction().execute(async (tx) => {
      await leave(tx, 'acme', ben, SYSTEM);
      setting = call('adam', 'PUT', `/people/${ben}/mailbox`, { smtp: ownUrl });
      await untilOneWaits();
    });
    const answer = await setting;
    assert.deepEqual([answer?.status, answer?.body.code], [409, 'deactivated']);
    assert.equal(await rowOf(ben), undefined);
  });
});
