import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { temporal } from '@temporalio/proto';
import { freePort } from '../../../local/ports.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { putMailbox } from '../../../src/store/people/mailboxes.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { createConnectionCheck } from '../../../src/temporal/checkConnection.ts';
import { log, type Pipeline, startPipeline } from '../../support/pipeline.ts';
import { type PipelineApi, startPipelineApi } from '../../support/pipelineApi.ts';
import { scriptedSource } from '../../support/scriptedSource.ts';

/** A line of an answer, as it is told. */
type Line = { what: string; ok: boolean; detail: string; todo?: string };

describe('connections, tested by the worker', function () {
  this.timeout(60_000);
  this.slow(10_000);
  let pipeline: Pipeline;
  let api: PipelineApi;
  let hasty: PipelineApi;
  const tokens: Record<'adam' | 'olga', string> = { adam: '', olga: '' };
  const hubspot = scriptedSource('hubspot');
  const password = `hidden${randomBytes(6).toString('hex')}`;

  before(async () => {
    pipeline = await startPipeline();
    const { db, client, taskQueue, mailbox, slack } = pipeline;
    await insertWorkspace(db, { id: 'other', name: 'Other' }, SYSTEM);
    for (const [id, workspaceId] of [
      ['adam', 'acme'],
      ['olga', 'other'],
    ] as const) {
      const person = { id, workspaceId, role: 'admin', displayName: id, email: `${id}@signoff.test` } as const;
      await insertUser(db, person, SYSTEM);
      tokens[id] = await createToken(db, id, 'test', SYSTEM);
    }
    const secretKey = randomBytes(32).toString('base64');
    const own = `smtp://ana:${password}@127.0.0.1:${await freePort()}`;
    await putMailbox(db, 'ana', { smtp: { url: own, label: 'own' } }, SYSTEM, await sealingKeyOf(secretKey));
    hubspot.owners = [{ id: '501', email: 'ana@signoff.test', name: 'Ana', active: true }];
    await pipeline.startWorker({
      secretKey,
      smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`,
      slack: { token: 'xoxb-hidden', slackApiUrl: slack.slackApiUrl },
      sources: new Map([['hubspot', hubspot]]),
      crmWorkspace: 'acme',
    });
    api = await startPipelineApi(pipeline);
    const nobody = createConnectionCheck(client, `${taskQueue}-nobody`, log, 300);
    hasty = await startPipelineApi(pipeline, { checkConnection: nobody });
  });
  after(async () => {
    await api.close();
    await hasty.close();
    await pipeline.stop();
  });

  async function call(method: 'GET' | 'POST', path: string, { who = 'adam' as keyof typeof tokens, of = api } = {}) {
    const headers = { authorization: `Bearer ${tokens[who]}` };
    const response = await of.app.inject({ method, url: `/api/connections${path}`, headers });
    return { status: response.statusCode, body: response.json(), text: response.body };
  }
  const check = (name: string, options?: Parameters<typeof call>[2]) => call('POST', `/${name}/check`, options);
  const linesOf = ({ sections }: { sections: { lines: Line[] }[] }) => sections.flatMap(({ lines }) => lines);

  it('tells what is right and what is not, and keeps it for the list', async () => {
    const { status, body, text } = await check('smtp');
    assert.equal(status, 200, text);
    assert.equal(body.ok, false);
    const [relay, own] = linesOf(body);
    assert.deepEqual([relay?.what, relay?.ok], ['SMTP', true], text);
    assert.match(own?.detail ?? '', /ECONNREFUSED/);
    assert.match(own?.todo ?? '', /mailbox set ana/);
    const { body: list } = await call('GET', '');
    const smtp = list.items.find(({ name }: { name: string }) => name === 'smtp');
    assert.deepEqual([smtp.configured, smtp.lastCheck.ok], [true, false]);
    assert.deepEqual(smtp.lastCheck.sections, body.sections);
    assert.ok(Math.abs(Date.parse(smtp.lastCheck.checkedAt) - Date.now()) < 30_000);
  });

  it('shows no secret, and leaves nothing of what was found in Temporal’s history', async () => {
    const [smtp, slack] = [await check('smtp'), await check('slack')];
    assert.deepEqual(linesOf(slack.body)[0]?.detail, 'of signoff in Signoff');
    assert.doesNotMatch(smtp.text + slack.text, /xoxb-/);
    assert.ok(!smtp.text.includes(password));
    for (const name of ['smtp', 'slack']) {
      const history = await pipeline.client.workflow.getHandle(`check-connection/acme/${name}`).fetchHistory();
      const bytes = Buffer.from(temporal.api.history.v1.History.encode(history).finish());
      for (const word of ['ECONNREFUSED', 'of signoff in', 'ana@signoff.test', password]) {
        assert.ok(!bytes.includes(word), word);
      }
      assert.ok(bytes.includes('"workspaceId":"acme"'), 'what is there would be found');
    }
  });

  it('tells a CRM’s owners to the workspace whose CRM it is, and to no other', async () => {
    const own = await check('hubspot');
    assert.ok(
      linesOf(own.body).some(({ what, ok }) => /^owner of Ana/.test(what) && ok),
      own.text,
    );
    const foreign = await check('hubspot', { who: 'olga' });
    assert.match(linesOf(foreign.body)[0]?.detail ?? '', /belongs to another workspace/);
    const kept = await pipeline.db.selectFrom('crm_owners').select('workspace_id').execute();
    assert.deepEqual(kept, [{ workspace_id: 'acme' }]);
    assert.equal((await check('bottlecrm')).body.ok, true, 'not connected is no mistake');
  });

  it('says that no worker answers where none does, in time, and what Temporal is like', async () => {
    const { status, body } = await check('imap', { of: hasty });
    assert.equal(status, 200);
    assert.match(linesOf(body)[0]?.detail ?? '', /none has finished the test in time/);
    const health = await check('temporal');
    assert.deepEqual(
      linesOf(health.body).map(({ what, ok }) => [what, ok]),
      [
        ['server', true],
        ['workers', true],
        ['search attributes', true],
      ],
    );
  });

  it('refuses what is no connection', async () => {
    assert.equal((await check('telepathy')).status, 422);
  });
});
