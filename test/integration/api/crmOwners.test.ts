import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { logUnused } from '../../../src/store/actions/logUnused.ts';
import { saveOwners } from '../../../src/store/crm/crmDirectory.ts';
import { run } from '../cli/run.ts';
import { startApi, type TestApi } from './support.ts';

/** What the CRM's owner is, as a row of the answer says it. */
type Owner = Record<string, unknown> & { ownerId: string | null; email: string | null };

describe('CRM owners', function () {
  this.timeout(30_000);
  this.slow(5_000);
  let api: TestApi;
  const hubspot = { workspaceId: 'acme', crm: 'hubspot' };

  before(async () => {
    api = await startApi();
    await saveOwners(api.db, hubspot, [
      { id: '1', email: 'Ana@signoff.test', name: 'Ana', active: true },
      { id: '2', email: 'b.adeyemi@acme.test', name: 'BEN', active: true },
      { id: '3', email: 'gone@acme.test', name: 'Gone', active: false },
      { id: '4', email: 'adam@signoff.test', name: 'Adam', active: true },
      { id: '5', email: null, name: null, active: true },
    ]);
    await saveOwners(api.db, { workspaceId: 'other', crm: 'hubspot' }, [
      { id: '9', email: null, name: 'Theirs', active: true },
    ]);
    await deal('hubspot', 'd1', { ownerId: '2', ownerEmail: null });
    await deal('hubspot', 'd2', { ownerId: null, ownerEmail: 'B.Adeyemi@acme.test' });
    await deal('webhook', 'd3', { ownerId: null, ownerEmail: 'mia@elsewhere.test' });
    await deal('webhook', 'd4', { ownerId: null, ownerEmail: null });
    await unused('hubspot', { ownerId: '5', ownerEmail: null }, new Date());
    await unused('hubspot', { ownerId: '5', ownerEmail: 'new@acme.test' }, new Date());
    await unused('hubspot', { ownerId: '2', ownerEmail: null }, new Date(Date.now() - 31 * 24 * 3_600_000));
  });
  after(() => api.stop());

  const deal = (crm: string, id: string, owner: object) =>
    sql`insert into crm_deals (workspace_id, crm, id, properties, times)
      values ('acme', ${crm}, ${id}, ${JSON.stringify(owner)}::jsonb, '{}')`.execute(api.db);
  async function unused(crm: string, owner: object, at: Date): Promise<void> {
    const payload = { crm, owner: { ...owner } };
    await logUnused(
      api.db,
      { workspaceId: 'acme', occurredAt: at, triggerType: 'form_submission', payload },
      'no_owner',
    );
    await sql`update trigger_log set created_at = ${at} where created_at > ${at} and payload = ${JSON.stringify(payload)}::jsonb`.execute(
      api.db,
    );
  }
  const owners = async (): Promise<Owner[]> => (await api.call('adam', 'GET', '/api/crm-owners')).body.items;
  const told = (owner: Owner | undefined, ...names: string[]) => names.map((name) => owner?.[name]);

  it('lists whom the CRM lists, who owns deals and who missed something, once each, those who are nobody here first', async () => {
    const all = await owners();
    assert.deepEqual(
      all.map(({ ownerId, email }) => ownerId ?? email),
      ['5', '2', 'mia@elsewhere.test', '4', '1'],
    );
    const [five, two, byAddress, four, one] = all;
    assert.deepEqual(told(five, 'unused', 'deals', 'email', 'userId'), [2, 0, 'new@acme.test', null]);
    assert.deepEqual(told(two, 'unused', 'deals', 'name'), [0, 2, 'BEN'], 'by id and by address is one');
    assert.deepEqual(told(byAddress, 'crm', 'ownerId', 'deals'), ['webhook', null, 1]);
    assert.equal(four?.userId, null, 'an administrator gets no actions');
    assert.equal(one?.userId, 'ana');
  });

  it('suggests whoever has the name or the same first part of the address, and nobody for those who are mapped', async () => {
    const suggested = Object.fromEntries(
      (await owners()).map((each) => [each.ownerId ?? each.email, each.suggestedUserId]),
    );
    assert.deepEqual(suggested, { 1: null, 2: 'ben', 4: null, 5: null, 'mia@elsewhere.test': 'mia' });
  });

  it('is mapped by the user’s crmOwnerId, with its entry in the security trail, and lists nothing of another workspace', async () => {
    await api.call('adam', 'PATCH', '/api/people/max', { body: { crmOwnerId: '5' } });
    assert.equal((await owners()).find(({ ownerId }) => ownerId === '5')?.userId, 'max');
    const { body } = await api.call('adam', 'GET', '/api/security-trail?userId=max&event=user_change');
    assert.deepEqual(body.items[0].detail.changed, ['crmOwnerId']);
    const theirs = await api.call('olga', 'GET', '/api/crm-owners');
    assert.deepEqual(
      theirs.body.items.map(({ ownerId }: Owner) => ownerId),
      ['9'],
    );
  });

  it('the command line lists the same', async () => {
    const { code, out, err } = await run('src/cli/admin.ts', ['crm', 'owners', '--workspace', 'acme'], {
      env: { DATABASE_URL: api.databaseUrl },
    });
    assert.equal(code, 0, err);
    assert.match(out, /^hubspot +2 +nobody \(ben\?\) +0 +2 /m);
    assert.match(out, /^hubspot +1 +ana /m);
    assert.match(err, /admin -- user set USER --crm-owner ID/);
  });
});
