import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { ownMailUrl } from '../../../src/activities/mail.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createSession, findSession } from '../../../src/store/access/sessions.ts';
import { findIdentity } from '../../../src/store/access/tokens.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import { readDeliveryContext } from '../../../src/store/execution/deliveryContext.ts';
import { decrypt } from '../../../src/store/people/encryption.ts';
import { isSuppressed } from '../../../src/store/people/suppressions.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers.ts';
import { run } from './run.ts';

describe('CLI: admin', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const secretKey = randomBytes(32).toString('base64');
  let database: TestDatabase;
  let db: Db;

  before(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 2, applicationName: 'test', onError: () => {} });
    for (const args of [
      ['workspace', 'add', 'acme', '--name', 'Acme Sales', '--currency', 'EUR', '--time-zone', 'Europe/Berlin'],
      ['user', 'add', 'mia', '--workspace', 'acme', '--role', 'manager', '--name', 'Mia', '--email', 'mia@acme.test'],
      [
        'user',
        'add',
        'ana',
        '--workspace',
        'acme',
        '--role',
        'rep',
        '--name',
        'Ana',
        '--email',
        'ana@acme.test',
        '--manager',
        'mia',
      ],
    ]) {
      const { code, err } = await admin(args);
      assert.equal(code, 0, err);
    }
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });

  const admin = (args: string[], env: Record<string, string> = {}, input = '') =>
    run('src/cli/admin.ts', args, { env: { DATABASE_URL: database.url, SECRET_KEY: secretKey, ...env }, input });
  const user = (id: string) => db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const everything = async () => [
    await db.selectFrom('workspaces').selectAll().orderBy('id').execute(),
    await db.selectFrom('users').selectAll().orderBy('id').execute(),
    await db.selectFrom('api_tokens').selectAll().execute(),
    await db.selectFrom('mailboxes').selectAll().execute(),
    await db.selectFrom('suppressions').selectAll().execute(),
  ];

  it('makes workspaces and users, and changes them', async () => {
    const { code } = await admin([
      'user',
      'set',
      'ana',
      '--signature',
      'Ana\nAcme',
      '--slack-user',
      'U024BE7LH',
      '--locale',
      'de-CH',
    ]);
    assert.equal(code, 0);
    const { signature, slack_user_id, locale, manager_id, role, display_name } = await user('ana');
    assert.deepEqual([signature, slack_user_id, locale], ['Ana\nAcme', 'U024BE7LH', 'de-CH']);
    assert.deepEqual([manager_id, role, display_name], ['mia', 'rep', 'Ana']);
    await admin(['user', 'set', 'ana', '--slack-user', '', '--manager', '']);
    assert.deepEqual([(await user('ana')).slack_user_id, (await user('ana')).manager_id], [null, null]);
    await admin(['workspace', 'set', 'acme', '--postal-address', 'Acme, 1 Main Street']);
    const { postal_address, currency } = await db.selectFrom('workspaces').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([postal_address, currency], ['Acme, 1 Main Street', 'EUR']);
    const requires = async () =>
      (await db.selectFrom('workspaces').selectAll().executeTakeFirstOrThrow()).require_postal_address;
    assert.equal(await requires(), false);
    await admin(['workspace', 'set', 'acme', '--require-postal-address', 'yes']);
    assert.equal(await requires(), true);
    assert.match(
      (await admin(['workspace', 'set', 'acme', '--require-postal-address', 'maybe'])).err,
      /must be yes or no/,
    );
    await admin(['workspace', 'set', 'acme', '--require-postal-address', 'no']);
    await admin(['workspace', 'set', 'acme', '--crm', 'hubspot']);
    assert.match((await admin(['workspace', 'list'])).out, /^acme +Acme Sales +EUR +Europe\/Berlin +hubspot$/m);
    const listed = await admin(['user', 'list']);
    assert.match(listed.out, /^ana +acme +rep +- +active +ana@acme\.test +Ana$/m);
  });

  it('prints a token once, alone on its line, and revokes it', async () => {
    const made = await admin(['token', 'add', 'ana', '--label', 'her laptop']);
    const token = made.out.trimEnd();
    assert.match(made.out, /^so_[\w-]{43}\n$/);
    const identity = await findIdentity(db, token);
    assert.equal(identity?.userId, 'ana');
    assert.ok(identity.credential.kind === 'token');
    const { tokenId } = identity.credential;
    const listed = await admin(['token', 'list', 'ana']);
    assert.match(listed.out, new RegExp(`^${tokenId} +in force .* her laptop$`, 'm'));
    assert.ok(!listed.out.includes(token));
    assert.equal((await admin(['token', 'revoke', tokenId])).code, 0);
    assert.equal(await findIdentity(db, token), undefined);
    assert.equal((await admin(['token', 'revoke', tokenId])).code, 1);
  });

  it('keeps mail servers so that the worker can open them, and never shows a password', async () => {
    const [smtp, imap] = ['smtps://ana:p%40ss@mail.acme.test', 'imaps://ana:p%40ss@mail.acme.test'];
    const set = await admin(['mailbox', 'set', 'ana', '--stdin'], {}, `${smtp}\n${imap}\n`);
    assert.equal(set.code, 0, set.err);
    const shown = await admin(['mailbox', 'show', 'ana']);
    assert.equal(shown.out, 'SMTP  ana at mail.acme.test:465\nIMAP  ana at mail.acme.test:993\n');
    assert.doesNotMatch(set.out + shown.out, /p@ss|p%40ss/);
    const context = await readDeliveryContext(db, 'ana');
    assert.equal(await ownMailUrl({ db, secretKey }, context, 'smtp'), smtp);
    assert.equal(await ownMailUrl({ db, secretKey }, context, 'imap'), imap);

    const other = 'imap://ana:x@127.0.0.1:1143';
    await admin(['mailbox', 'set', 'ana'], { MAILBOX_IMAP_URL: other });
    const changed = await readDeliveryContext(db, 'ana');
    assert.equal(await ownMailUrl({ db, secretKey }, changed, 'smtp'), smtp, 'what is not given stays');
    assert.equal(await ownMailUrl({ db, secretKey }, changed, 'imap'), other);
    const wrongKey = await admin(['mailbox', 'show', 'ana'], { SECRET_KEY: randomBytes(32).toString('base64') });
    assert.match(wrongKey.out, /^SMTP {2}cannot be decrypted/);

    assert.equal((await admin(['mailbox', 'remove', 'ana'])).code, 0);
    assert.equal((await admin(['mailbox', 'show', 'ana'])).code, 1);
  });

  it('suppresses addresses and domains', async () => {
    await admin(['suppress', 'add', 'Jo@Example.test', '--workspace', 'acme', '--reason', 'asked for it']);
    await admin(['suppress', 'add', '@rival.test']);
    assert.ok(await isSuppressed(db, 'acme', 'jo@example.test'));
    assert.ok(await isSuppressed(db, 'acme', 'anybody@rival.test'));
    assert.match((await admin(['suppress', 'list'])).out, /^jo@example\.test +\S+ +asked for it$/m);
    await admin(['suppress', 'remove', 'jo@example.test']);
    assert.ok(!(await isSuppressed(db, 'acme', 'jo@example.test')));
  });

  it('shuts a user out', async () => {
    await admin([
      'user',
      'add',
      'ben',
      '--workspace',
      'acme',
      '--role',
      'rep',
      '--name',
      'Ben',
      '--email',
      'b@acme.test',
    ]);
    const token = (await admin(['token', 'add', 'ben'])).out.trimEnd();
    assert.equal((await admin(['user', 'deactivate', 'ben'])).code, 0);
    assert.equal(await findIdentity(db, token), undefined);
    const refused = await admin(['token', 'add', 'ben']);
    assert.deepEqual([refused.code, refused.out], [2, '']);
  });

  it('signs a user out of every browser at once; their tokens, only where asked to', async () => {
    const token = (await admin(['token', 'add', 'ana'])).out.trimEnd();
    const theirs = [
      await createSession(db, { userId: 'ana', token }, SYSTEM),
      await createSession(db, { userId: 'ana' }, SYSTEM),
    ];
    const anothers = await createSession(db, { userId: 'mia' }, SYSTEM);
    const inForce = async () =>
      (await Promise.all([...theirs, anothers].map((secret) => findSession(db, secret)))).map((found) => found?.userId);
    assert.deepEqual(await inForce(), ['ana', 'ana', 'mia']);
    const signedOut = await admin(['user', 'sign-out', 'ana']);
    assert.deepEqual(
      [signedOut.code, signedOut.out.trimEnd()],
      [0, 'user ana signed out: 2 sessions ended, 0 tokens revoked'],
    );
    assert.deepEqual(await inForce(), [undefined, undefined, 'mia']);
    assert.equal((await findIdentity(db, token))?.userId, 'ana');

    theirs[0] = await createSession(db, { userId: 'ana', token }, SYSTEM);
    assert.equal((await admin(['user', 'sign-out', 'ana', '--tokens'])).code, 0);
    assert.deepEqual(await inForce(), [undefined, undefined, 'mia']);
    assert.equal(await findIdentity(db, token), undefined);
    assert.equal((await admin(['user', 'sign-out', 'nobody'])).code, 1);
  });

  it('lists where a user is signed in, and signs out of one of them', async () => {
    const from = { ...SYSTEM, address: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/130.0\u001b[31m' };
    const [lost, kept] = [
      await createSession(db, { userId: 'ana' }, from),
      await createSession(db, { userId: 'ana' }, SYSTEM),
    ];
    const { out } = await admin(['session', 'list', 'ana']);
    const [id = ''] =
      out
        .split('\n')
        .find((line) => line.includes('192.0.2.7'))
        ?.split(' ') ?? [];
    assert.match(out, /Firefox\/130\.0/);
    assert.ok(!out.includes('\u001b[31m'), 'nothing that a terminal would obey');
    assert.equal((await admin(['session', 'end', id])).out, `session ${id} of ana ended\n`);
    assert.equal(await findSession(db, lost), undefined);
    assert.equal((await findSession(db, kept))?.userId, 'ana');
    assert.equal((await admin(['session', 'end', id])).code, 1);
  });

  it('sets, lists and ends covers, each in the trail, which it prints as JSON Lines', async () => {
    await admin([...'user add cora --workspace acme --role rep --name Cora --email cora@acme.test'.split(' ')]);
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const made = await admin(['cover', 'add', 'ana', 'cora', '--until', until]);
    assert.equal(made.code, 0, made.err);
    const id = made.out.trim();
    assert.match((await admin(['cover', 'list'])).out, new RegExp(`^${id} +ana +cora .* admin$`, 'm'));
    assert.equal((await admin(['cover', 'end', id])).code, 0);
    assert.equal((await admin(['cover', 'end', id])).code, 1);
    assert.equal((await admin(['cover', 'list'])).out.includes(id), false);

    const trail = async (...more: string[]) => {
      const { out, code } = await admin(['trail', 'export', ...more]);
      assert.equal(code, 0);
      return out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    const [exported, ...others] = await trail();
    assert.equal(exported.event, 'trail_export');
    assert.ok(others.length > 10);
    const covers = await trail('--event', 'cover_add,cover_end', '--user', 'ana');
    assert.deepEqual(
      covers.map(({ event, about, channel }) => [event, about, channel]),
      [
        ['cover_end', 'ana', 'console'],
        ['cover_add', 'ana', 'console'],
      ],
    );
    assert.match(covers[1].inWords, /^Cover set: Ana by \S+ at the console$/);
    assert.equal(covers[1].detail.id, id);
  });

  it('refuses bad input in one line with exit code 2, and changes nothing', async () => {
    const before = await everything();
    const add = ['user', 'add', 'zoe', '--name', 'Zoe', '--role', 'rep', '--email', 'zoe@acme.test', '--workspace'];
    const wrong: [string[], RegExp][] = [
      [['workspace', 'add', 'x y', '--name', 'X'], /ID must be/],
      [['workspace', 'add', 'x'], /--name is required/],
      [['session', 'end', 'x'], /ID must be the id that session list shows/],
      [['cover', 'add', 'ana', 'mia'], /--until is required/],
      [['cover', 'add', 'ana', 'mia', '--until', 'tomorrow'], /--until must be a time such as/],
      [
        ['cover', 'add', 'ana', 'mia', '--until', '2020-01-01T00:00:00Z'],
        /must lie after the beginning, and in the future/,
      ],
      [['cover', 'add', 'ana', 'ana', '--until', '2100-01-01T00:00:00Z'], /must be somebody else/],
      [['trail', 'export', '--event', 'sign_in,nonsense'], /--event must be some of sign_in, /],
      [['trail', 'export', '--since', 'yesterday'], /--since must be a time such as/],
      [['workspace', 'add', 'acme', '--name', 'Again'], /one already/],
      [['workspace', 'set', 'acme', '--currency', 'XYZ', '--time-zone', 'Mars'], /--currency .*; --time-zone /],
      [['workspace', 'set', 'acme', '--crm', 'salesforce'], /--crm must be one of built-in, hubspot, bottlecrm/],
      [['crm', 'import', '--from', 'salesforce'], /--from must be one of hubspot, bottlecrm/],
      [['crm', 'import', '--from', 'hubspot'], /HubSpot has no credential: set HUBSPOT_ACCESS_TOKEN/],
      [['crm', 'import'], /either a FILE or --from/],
      [[...add, 'nowhere'], /does not exist/],
      [[...add, 'acme', '--role', 'boss'], /--role must be one of/],
      [[...add, 'acme', '--email', 'zoe'], /--email/],
      [[...add, 'acme', '--email', 'ANA@acme.test'], /there is one already with this id/],
      [[...add, 'acme', '--manager', 'ana'], /the manager must be another/],
      [['user', 'set', 'ana', '--name', ''], /--name must not be empty/],
      [['user', 'set', 'ana', '--name', '   '], /--name must not be empty/],
      [['user', 'set', 'ana', '--name', 'Ana\u202etxt'], /--name must be one line of visible text/],
      [['user', 'set', 'ana', '--signature', 'Ana\u001b[2J'], /--signature must be visible text/],
      [['user', 'set', 'ana', '--slack-user', 'nope'], /--slack-user must be a member ID such as U024BE7LH/],
      [['user', 'set', 'ana', '--slack-user', '@ana'], /--slack-user must be a member ID/],
      [['user', 'set', 'ana', '--crm-owner', 'Ana Ruiz'], /--crm-owner must be an ID/],
      [['mailbox', 'set', 'ana', '--smtp', 'smtp://bad'], /SMTP server's host "bad" is not a whole name/],
      [['mailbox', 'set', 'ana', '--imap', 'imaps://ana:hidden@mail'], /IMAP server's host "mail" is not a whole name/],
      [['mailbox', 'set', 'ana', '--smtp', 'https://ana:hidden@mail'], /SMTP server's URL/],
      [['mailbox', 'set', 'ana', '--stdin'], /neither/],
      [['suppress', 'add', 'nobody'], /must be an email address/],
      [['token', 'revoke', 'all'], /must be the id/],
    ];
    await Promise.all(
      wrong.map(async ([args, message]) => {
        const { code, out, err } = await admin(args);
        assert.deepEqual([code, out], [2, ''], `${args}: ${err}`);
        assert.match(err, /^admin: [^\n]+\n$/);
        assert.match(err, message);
        assert.doesNotMatch(err, /hidden/);
      }),
    );
    const keyless = await admin(['mailbox', 'set', 'ana', '--smtp', 'smtp://mail.acme.test'], { SECRET_KEY: '' });
    assert.deepEqual([keyless.code, keyless.err.split(':')[1]], [2, ' SECRET_KEY is required']);
    assert.deepEqual(await everything(), before);
  });

  it('says who does not exist, and that there is no database', async () => {
    const nobody = await admin(['user', 'set', 'nobody', '--name', 'N']);
    assert.deepEqual([nobody.code, nobody.err], [1, 'not-found: there is no user nobody\n']);
    const nowhere = await admin(['user', 'list', '--workspace', 'nowhere']);
    assert.deepEqual([nowhere.code, nowhere.err], [1, 'not-found: there is no workspace nowhere\n']);
    const none = await run('src/cli/admin.ts', ['user', 'list']);
    assert.equal(none.code, 2);
    assert.match(none.err, /^admin: DATABASE_URL is required/);
    const migrate = await run('src/cli/migrate.ts', []);
    assert.deepEqual([migrate.code, migrate.err], [2, 'migrate: DATABASE_URL is required\n']);
  });

  it('rotates the key of mailboxes: the worker opens them with the new one alone, and what no key opens is told', async () => {
    const url = 'smtps://ana:s3cret@mail.acme.test';
    assert.equal((await admin(['mailbox', 'set', 'ana', '--smtp', url])).code, 0);
    const newer = randomBytes(32).toString('base64');
    const both = { SECRET_KEY: `${newer},${secretKey}` };
    assert.match((await admin(['keys', 'list'], both)).out, /encrypts and decrypts +0\n.* decrypts +1/);
    const rotated = await admin(['keys', 'rotate'], both);
    assert.deepEqual([rotated.code, rotated.err], [0, '']);
    assert.match(rotated.out, /^1 mail URLs are encrypted anew/);
    assert.match((await admin(['keys', 'rotate'], both)).out, /^0 mail URLs/);
    const { smtp_url: sealed } = await db
      .selectFrom('mailboxes')
      .select('smtp_url')
      .where('user_id', '=', 'ana')
      .executeTakeFirstOrThrow();
    assert.equal(await decrypt(newer, sealed ?? assert.fail(), 'ana/smtp'), url);
    const lost = await admin(['keys', 'rotate']);
    assert.equal(lost.code, 1);
    assert.match(lost.err, /no key of SECRET_KEY decrypts the mailbox of ana/);
    assert.match((await admin(['keys', 'list'])).out, /is not in SECRET_KEY +1/);
    assert.equal((await admin(['mailbox', 'remove', 'ana'])).code, 0);
  });
});
