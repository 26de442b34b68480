import assert from 'node:assert/strict';
import { importFromCrm } from '../../../src/cli/admin/importFromCrm.ts';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { readPipelines } from '../../../src/store/crm/crmPipelines.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { type ScriptedSource, scriptedSource } from '../../support/scriptedSource.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers.ts';

describe('CLI: admin crm import --from', () => {
  let database: TestDatabase;
  let db: Db;
  let source: ScriptedSource;
  let said: string[];
  const waited: number[] = [];

  before(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 2, applicationName: 'test', onError: () => {} });
    await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
    const ana = { workspaceId: 'acme', role: 'rep', displayName: 'Ana', email: 'ana@acme.test' } as const;
    await insertUser(db, { ...ana, id: 'ana' }, SYSTEM);
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await db.deleteFrom('crm_cursors').execute();
    await db.deleteFrom('crm_inbox').execute();
    said = [];
    source = scriptedSource('hubspot');
    source.owners = [{ id: '501', email: 'ana@acme.test', name: 'Ana', active: true }];
    source.pipelines = [{ id: '77', stages: [{ id: '1001', label: 'Contract sent', kind: 'open' }] }];
    const changedAt = '2020-01-01T00:00:00Z';
    source.records = [
      ...['c1', 'c2', 'c3'].map((id) => ({ kind: 'company' as const, id, changedAt })),
      { kind: 'contact', id: 'p1', changedAt },
      ...['d1', 'd2', 'd3', 'd4', 'd5'].map((id) => ({ kind: 'deal' as const, id, changedAt })),
    ];
  });

  const run = (again = false) =>
    importFromCrm(
      {
        db,
        source,
        workspaceId: 'acme',
        say: (line: string) => void said.push(line),
        wait: async (ms: number) => void waited.push(ms),
      },
      again,
    );
  const kept = () => db.selectFrom('crm_inbox').select(['record_key', 'event', 'crm']).orderBy('id').execute();

  it('takes owners, pipelines, companies, contacts and deals, all of them as bulk, and tells how far it is', async () => {
    await run();
    const rows = await kept();
    assert.deepEqual(
      rows.map(({ record_key }) => record_key),
      ['company:c1', 'company:c2', 'company:c3', 'contact:p1', 'deal:d1', 'deal:d2', 'deal:d3', 'deal:d4', 'deal:d5'],
    );
    assert.ok(rows.every(({ event, crm }) => event.bulk === true && crm === 'hubspot'));
    assert.deepEqual(said.slice(0, -1), [
      '1 owners',
      '1 pipelines',
      '2 companies',
      '3 companies',
      '1 contacts',
      '2 deals',
      '4 deals',
      '5 deals',
    ]);
    const owners = await db.selectFrom('crm_owners').select('id').execute();
    assert.deepEqual(owners, [{ id: '501' }]);
    assert.deepEqual(await readPipelines(db, { workspaceId: 'acme', crm: 'hubspot' }), source.pipelines);
  });

  it('goes on with the page that failed; what was taken is not asked for again', async () => {
    source.failing = [{ what: 'contact', error: new DeliveryError('transient', 'HubSpot gave no answer (HTTP 503)') }];
    await assert.rejects(run(), /HubSpot gave no answer \(HTTP 503\); run it again: it goes on from here/);
    assert.equal((await kept()).length, 3);
    source.asked = [];
    await run();
    assert.deepEqual(
      source.asked.map(({ what }) => what),
      ['owners', 'pipelines', 'contact', 'deal', 'deal', 'deal'],
    );
    assert.equal((await kept()).length, 9);
    source.asked = [];
    await run();
    assert.deepEqual([source.asked.length, said.at(-1)], [0, 'HubSpot has been imported before; --again begins anew']);
    await run(true);
    assert.equal(source.asked.filter(({ what }) => what === 'company').length, 2);
    assert.equal((await kept()).length, 9, 'nothing is kept twice');
  });

  it('waits as long as a rate limit demands, and then asks for the same page', async () => {
    const slow = new DeliveryError('rate-limited', 'HubSpot asks to slow down', { retryAfterMs: 11_000 });
    source.failing = [{ what: 'deal', error: slow }];
    await run();
    assert.deepEqual(waited, [11_000]);
    assert.ok(said.includes('HubSpot asks to wait for 11 s'));
    assert.equal((await kept()).length, 9);
  });
});
