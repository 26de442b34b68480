import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { freePort } from '../../local/ports.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { sendSyslog } from '../../src/integrations/syslog/send.ts';
import { createLog } from '../../src/log.ts';
import { runSecuritySyslog } from '../../src/securitySyslog.ts';
import { noteSecurity } from '../../src/store/access/securityTrail.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { eventually } from '../support/eventually.ts';
import { programOf } from '../support/programs.ts';
import { directory } from '../support/running.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { type SyslogReceiver, startSyslogReceiver } from '../support/syslogReceiver.ts';

/** RFC 5424, section 6, as far as we use it; MSG is ASCII. */
const MESSAGE =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) [!-~]{1,255} signoff - ([!-~]{1,32}) - (\{[ -~]*\})$/;
const never = new AbortController().signal;

describe('the security trail as syslog', function () {
  this.timeout(30_000);
  let database: TestDatabase;
  let db: Db;
  let stop: AbortController;
  let running: Promise<void>[];
  const receivers: SyslogReceiver[] = [];
  beforeEach(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 6, applicationName: 'test', onError: () => undefined });
    [stop, running] = [new AbortController(), []];
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
    await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
    await db.destroy();
    await database.drop();
  });

  const receive = async (options?: Parameters<typeof startSyslogReceiver>[0]) => {
    const receiver = await startSyslogReceiver(options);
    receivers.push(receiver);
    return receiver;
  };
  const run = (url: string, leaseMs = 600) =>
    running.push(runSecuritySyslog({ db, log: createLog('test', 'silent'), url, everyMs: 10, leaseMs }, stop.signal));
  const note = (label: string, on: Parameters<typeof noteSecurity>[0] = db) =>
    noteSecurity(on, SYSTEM, { event: 'token_add', workspaceId: 'acme', detail: { label } });
  const labelsOf = (messages: readonly string[]) =>
    messages.map((message) => JSON.parse(MESSAGE.exec(message)?.[4] ?? '{}').detail?.label);
  const arrive = (receiver: SyslogReceiver, labels: string[]) =>
    eventually(() => assert.deepEqual(labelsOf(receiver.messages), labels));

  it('goes out whole and in order, each entry a message of RFC 5424 that nothing in it can break', async () => {
    const receiver = await receive();
    await note('one\n<85>1 forged “ünï” 😀');
    await noteSecurity(db, { by: null, channel: 'web', address: '192.0.2.7' }, { event: 'sign_in_refused' });
    run(`tcp://127.0.0.1:${receiver.port}`);
    await eventually(() => assert.equal(receiver.messages.length, 2));
    const [made, refused] = receiver.messages.map((message) => MESSAGE.exec(message) ?? assert.fail(message));
    assert.deepEqual([made?.[1], made?.[3], refused?.[1], refused?.[3]], ['85', 'token_add', '84', 'sign_in_refused']);
    const entry = JSON.parse(made?.[4] ?? '');
    assert.deepEqual(
      { ...entry, id: undefined, at: undefined },
      {
        ...{ id: undefined, at: undefined, event: 'token_add', workspaceId: 'acme', by: null, about: null },
        ...{ channel: 'system', credential: null, address: null, detail: { label: 'one\n<85>1 forged “ünï” 😀' } },
      },
    );
    assert.equal(entry.at, made?.[2]);
    assert.equal(JSON.parse(refused?.[4] ?? '').address, '192.0.2.7');
  });

  it('leaves out no entry that is committed after a later one has gone', async () => {
    const receiver = await receive();
    run(`tcp://127.0.0.1:${receiver.port}`);
    await db.transaction().execute(async (tx) => {
      await note('first', tx);
      await note('second');
      await arrive(receiver, ['second']);
    });
    await arrive(receiver, ['second', 'first']);
  });

  it('goes on where it stopped when the receiver is back, and holds up nobody meanwhile', async () => {
    const first = await receive();
    const url = `tcp://127.0.0.1:${first.port}`;
    run(url);
    await note('before');
    await arrive(first, ['before']);
    await first.close();
    await note('meanwhile 1');
    await note('meanwhile 2');
    const again = await receive({ port: first.port });
    await note('after');
    await arrive(again, ['meanwhile 1', 'meanwhile 2', 'after']);
  });

  it('sends again what a receiver may not have taken', async () => {
    const receiver = await receive({ cut: 1 });
    run(`tcp://127.0.0.1:${receiver.port}`);
    await note('cut off');
    await arrive(receiver, ['cut off']);
  });

  it('goes out once where several workers send, also in many batches', async () => {
    const receiver = await receive();
    const labels = Array.from({ length: 250 }, (_, n) => `entry ${n}`);
    for (const label of labels) await note(label);
    for (let worker = 0; worker < 3; worker += 1) run(`tcp://127.0.0.1:${receiver.port}`, 15_000);
    await arrive(receiver, labels);
  });

  it('forgets which entries have gone once they are settled, and sends none of them again', async () => {
    await db
      .insertInto('security_trail')
      .values({
        event: 'sign_out',
        channel: 'web',
        detail: '{"label":"old"}',
        at: new Date(Date.now() - 2 * 3_600_000),
      })
      .execute();
    const receiver = await receive();
    run(`tcp://127.0.0.1:${receiver.port}`);
    await arrive(receiver, ['old']);
    await note('new');
    await arrive(receiver, ['old', 'new']);
    await eventually(async () => {
      const { rows } = await sql<{ label: string }>`
        select detail ->> 'label' as label from security_syslog_sent join security_trail on id = entry_id`.execute(db);
      assert.deepEqual(rows, [{ label: 'new' }]);
    });
  });

  it('goes out of a worker that does not even reach Temporal', async () => {
    const receiver = await receive();
    await note('meanwhile');
    const worker = spawn(process.execPath, [await programOf('src/worker.ts')], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
        WORKER_PORT: '0',
        SECURITY_SYSLOG_URL: `tcp://127.0.0.1:${receiver.port}`,
      },
    });
    try {
      await eventually(() => assert.deepEqual(labelsOf(receiver.messages), ['meanwhile']), { timeoutMs: 20_000 });
    } finally {
      const gone = once(worker, 'exit');
      worker.kill('SIGTERM');
      assert.deepEqual(await gone, [0, null]);
    }
  });

  it('goes by datagrams, one each', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    try {
      await once(socket, 'listening');
      const came: string[] = [];
      socket.on('message', (bytes) => came.push(bytes.toString('utf8')));
      await note('one');
      await note('two');
      run(`udp://127.0.0.1:${socket.address().port}`);
      await eventually(() => assert.deepEqual(labelsOf(came), ['one', 'two']));
    } finally {
      socket.close();
    }
  });

  it('goes over TLS to a receiver whose certificate is trusted, and to no other', async () => {
    const [key, cert] = ['key', 'cert'].map((name) => join(directory(), `syslog-${name}.pem`));
    assert.ok(key !== undefined && cert !== undefined);
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
    const receiver = await receive({ tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } });
    const url = `tls://localhost:${receiver.port}`;
    await assert.rejects(sendSyslog(url, ['secret'], 5_000, never), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    assert.deepEqual(receiver.messages, []);
    // Node reads which authorities to trust beside its own when a process begins.
    const script = `const { sendSyslog } = await import('./src/integrations/syslog/send.ts');
      await sendSyslog('${url}', ['secret'], 5_000, new AbortController().signal);`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { env });
    assert.deepEqual(receiver.messages, ['secret']);
  });
});
