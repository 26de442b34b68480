import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from '../../../src/api/app.ts';
import type { Api } from '../../../src/api/deps.ts';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import { type Changes, listenForChanges } from '../../../src/store/changes.ts';
import { insertUser } from '../../../src/store/people.ts';
import { createToken } from '../../../src/store/tokens.ts';
import { createDecider } from '../../../src/temporal/decisions.ts';
import { createActionStarter } from '../../../src/temporal/startAction.ts';
import { log, type Pipeline, startPipeline } from '../../support/pipeline.ts';
import { directory } from '../../support/running.ts';
import { run } from './run.ts';

describe('npm run demo', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let pipeline: Pipeline;
  let changes: Changes;
  let app: Api;
  let dataDir: string;

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
    const { db, client, taskQueue, databaseUrl, mailbox } = pipeline;
    changes = listenForChanges(databaseUrl, () => {});
    app = await buildApp({
      ...{ db, changes, log, rateLimitPerSecond: 0, means: { smtpRelay: true, slack: true } },
      starter: createActionStarter({ client, db, taskQueue, log }),
      decider: createDecider({ client, log }),
      checkTemporal: async () => ({ reachable: true, pollers: 1 }),
    });
    const apiUrl = await app.listen({ host: '127.0.0.1', port: 0 });
    const crm = { id: 'crm', workspaceId: 'acme', displayName: 'CRM', email: 'crm@signoff.test' };
    await insertUser(db, { ...crm, role: 'service' });
    const [rep, service] = [await createToken(db, 'ana', 'test'), await createToken(db, 'crm', 'test')];
    const mailboxUrl = `http://127.0.0.1:${mailbox.httpPort}`;
    dataDir = await mkdtemp(join(directory(), 'demo-'));
    const stack = {
      ...{ apiUrl, databaseUrl, mailboxUrl, temporalUiUrl: 'http://temporal.test', slackFakeUrl: 'http://slack.test' },
      tokens: { rep, manager: 'so_none', admin: 'so_none', service },
    };
    await writeFile(join(dataDir, 'stack.json'), JSON.stringify(stack));
  });
  after(async () => {
    await app.close();
    await changes.close();
    await pipeline.stop();
  });

  const demo = () => run('src/dev/demo.ts', [], { env: { DATA_DIR: dataDir } });

  it('sends one trigger of each type, decides some, and shows what happened', async () => {
    const { code, out, err } = await demo();
    assert.equal(code, 0, err);
    for (const type of TRIGGER_TYPES) assert.match(out, new RegExp(`^  ${type} +[0-9a-f]{8} created: `, 'm'));
    assert.match(out, /^ {2}activity_slump +\w{8} approved the email: executed after .*Message-ID <.+>$/m);
    assert.match(out, /^ {2}new_contact_high_fit +\w{8} edited the email and approved it: executed/m);
    assert.match(out, /^ {2}deal_close_date_pushed +\w{8} cancelled the follow-up task: Already agreed/m);
    const statuses = [...out.matchAll(/^[0-9a-f]{8} +(\w+) /gm)].map(([, status]) => status);
    const count = (status: string) => statuses.filter((each) => each === status).length;
    assert.deepEqual([count('executed'), count('cancelled'), count('pending')], [4, 1, 8]);
    for (const link of ['http://temporal.test', '/docs', 'Mailbox']) assert.ok(out.includes(link), link);
    assert.equal(
      await pipeline.db
        .selectFrom('crm_tasks')
        .selectAll()
        .execute()
        .then((rows) => rows.length),
      1,
    );
  });

  it('may be run again: what is pending is joined, what was decided comes anew', async () => {
    const { code, out, err } = await demo();
    assert.equal(code, 0, err);
    assert.equal([...out.matchAll(/stands already and is pending: joined/g)].length, 8);
    assert.equal([...out.matchAll(/executed after/g)].length, 4);
    assert.doesNotMatch(out, /refused/);
  });

  it('says in one line that no stack is running', async () => {
    const { code, out, err } = await run('src/dev/demo.ts', []);
    assert.deepEqual([code, out, err], [1, '', 'no-stack: no local stack is running: npm start\n']);
  });
});
