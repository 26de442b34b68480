import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { scanSilence } from '../../../src/activities/crmIn/scanSilence.ts';
import type { CrmChange } from '../../../src/domain/crm.ts';
import { acmeDeal, at, contact, deal, engagement } from '../../support/crmChanges.ts';
import { type CrmIn, startCrmIn } from '../../support/crmIn.ts';
import { eventually } from '../../support/eventually.ts';
import { addRep, auditOf, automatic, type Pipeline } from '../../support/pipeline.ts';

describe('CRM in: what it deletes, merges and forgets', () => {
  let crm: CrmIn;
  let pipeline: Pipeline;
  before(async () => {
    crm = await startCrmIn();
    ({ pipeline } = crm);
  });
  after(() => crm.stop());

  const receive = (...changes: CrmChange[]) => crm.receive(...changes);

  it('a deleted deal draws no drafts, and nothing happens by itself about it; a later change brings it back', async () => {
    const userId = await addRep(pipeline, automatic('create_followup_task', 10_000));
    const { email } = await pipeline.db
      .selectFrom('users')
      .select('email')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    await receive(deal('d-gone', 1, { ...acmeDeal, ownerEmail: email }));
    await receive(deal('d-gone', 2, { stage: 'qualification' }));
    const [armed] = await crm.actionsOn('d-gone');
    assert.ok(armed?.auto_execute_at);
    await receive({ type: 'deletion', kind: 'deal', id: 'd-gone', at: at(5) });
    const [disarmed] = await crm.actionsOn('d-gone');
    assert.deepEqual([disarmed?.status, disarmed?.auto_execute_at], ['pending', null]);
    assert.match((await auditOf(pipeline, armed.id)).at(-1)?.message ?? '', /deleted in the CRM/);

    await receive(deal('d-gone', 4, { amountMinor: 1_000_000 }));
    await receive({ type: 'engagement', id: 'm-gone', kind: 'meeting', dealId: 'd-gone', at: at(6), bulk: false });
    await scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    assert.equal((await crm.actionsOn('d-gone')).length, 1);
    assert.ok((await crm.logged('deleted')).some(({ payload }) => payload.dealId === 'd-gone'));

    await receive(deal('d-gone', 7, { amountMinor: 1_000_000 }));
    assert.equal((await crm.actionsOn('d-gone')).length, 2);
  });

  it('nothing is made of a record that was deleted before it was known', async () => {
    await receive({ type: 'deletion', kind: 'deal', id: 'd-unseen', at: at(5) });
    await receive(deal('d-unseen', 4, { ...acmeDeal, amountMinor: 5 }, { before: { amountMinor: 10_000_000 } }));
    await receive({ type: 'engagement', id: 'm-unseen', kind: 'meeting', dealId: 'd-unseen', at: at(6), bulk: false });
    assert.deepEqual(await crm.actionsOn('d-unseen'), []);
  });

  it('what happened with a merged contact has happened with the one that lives on', async () => {
    await receive(contact('tom', 1, { name: 'Tom', email: 'tom@merge.test', companyId: 'c-merge' }));
    await receive(contact('tom-2', 1, { name: 'Tom B.', email: 'tb@merge.test', companyId: 'c-merge' }));
    const champion = { ...acmeDeal, companyId: 'c-merge', championContactId: 'tom-2', contactIds: ['tom-2'] };
    await receive(deal('d-merge', 1, champion));
    await receive(engagement('t1', 3, { kind: 'email', contactId: 'tom-2', direction: 'inbound' }));
    await receive({ type: 'merge', kind: 'contact', primaryId: 'tom', mergedIds: ['tom-2'], at: at(4) });
    const moved = await pipeline.db
      .selectFrom('crm_engagements')
      .select('contact_id')
      .where('id', '=', 't1')
      .executeTakeFirstOrThrow();
    assert.equal(moved.contact_id, 'tom');
    const { properties } = await pipeline.db
      .selectFrom('crm_deals')
      .select('properties')
      .where('id', '=', 'd-merge')
      .executeTakeFirstOrThrow();
    assert.deepEqual([properties.championContactId, properties.contactIds], ['tom', ['tom']]);
    await receive(engagement('t2', 5, { kind: 'email', contactId: 'tom', direction: 'outbound' }));
    await scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    assert.ok((await crm.triggersFor('c-merge')).includes('champion_cold of ana'));
  });

  it('a merged company’s people, deals and engagements are those of the one that lives on', async () => {
    await receive(contact('cai', 1, { name: 'Cai', email: 'cai@twice.test', companyId: 'c-twice-2' }));
    await receive(deal('d-twice', 1, { ...acmeDeal, companyId: 'c-twice-2', contactIds: ['cai'] }));
    await receive(engagement('e-twice', 2, { kind: 'call', contactId: 'cai', companyId: 'c-twice-2' }));
    await receive({ type: 'merge', kind: 'company', primaryId: 'c-twice', mergedIds: ['c-twice-2'], at: at(3) });
    const { rows } = await sql<{ company: string }>`
      select properties ->> 'companyId' as company from crm_contacts where id = 'cai'
      union all select properties ->> 'companyId' from crm_deals where id = 'd-twice'
      union all select company_id from crm_engagements where id = 'e-twice'`.execute(pipeline.db);
    assert.deepEqual(
      rows.map(({ company }) => company),
      ['c-twice', 'c-twice', 'c-twice'],
    );
  });

  it('what was told of a merged contact is not told again of the one that lives on', async () => {
    const shared = { companyId: 'c-fit', ownerEmail: 'ana@signoff.test', createdAt: at(1) };
    await receive(contact('fit-1', 1, { ...shared, name: 'Fia', email: 'fia@fit.test', fitScore: 91 }));
    await receive(contact('fit-2', 1, { ...shared, name: 'Fia F.', email: 'ff@fit.test', fitScore: 10 }));
    await receive({ type: 'merge', kind: 'contact', primaryId: 'fit-2', mergedIds: ['fit-1'], at: at(2) });
    await receive(contact('fit-2', 3, { fitScore: 91 }));
    assert.deepEqual(await crm.triggersFor('c-fit'), ['new_contact_high_fit of ana']);
  });

  it('a person is forgotten only once what is being executed for them has ended', async () => {
    await receive(contact('olga', 1, { name: 'Olga', email: 'olga@busy.test', companyId: 'c-olga' }));
    await receive(deal('d-olga', 1, { ...acmeDeal, companyId: 'c-olga', contactIds: ['olga'] }));
    await receive(deal('d-olga', 2, { amountMinor: 5_000_000 }));
    const executing = (since: Date | null) =>
      pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ executing_at: since })
        .where('deal_id', '=', 'd-olga')
        .execute();
    const known = async () => {
      const [olga] = await pipeline.db.selectFrom('crm_contacts').selectAll().where('id', '=', 'olga').execute();
      return [olga?.properties.name, (await crm.actionsOn('d-olga'))[0]?.status];
    };
    await executing(new Date());
    await receive({ type: 'erasure', contactId: 'olga', at: at(3) });
    assert.deepEqual(await known(), ['Olga', 'pending']);
    await executing(null);
    await pipeline.db
      .updateTable('crm_inbox')
      .set({ taken_until: new Date(0) })
      .where('state', '=', 'new')
      .execute();
    await crm.drained();
    assert.deepEqual(await known(), [undefined, 'cancelled']);
  });

  it('a person who asks to be forgotten is: no table holds a name, an address or a text', async () => {
    const her = { name: 'Ottilie Canary', email: 'ottilie@canary.test', companyId: 'c-erase' };
    await receive(contact('ottilie', 1, her));
    const asked = { ...acmeDeal, companyId: 'c-erase', championContactId: 'ottilie', contactIds: ['ottilie'] };
    await receive(deal('d-erase', 1, asked));
    await receive(engagement('e-erase', 2, { kind: 'email', contactId: 'ottilie', title: 'Canary letter' }));
    await receive(deal('d-erase', 2, { amountMinor: 5_000_000 }));
    const [action] = await crm.actionsOn('d-erase');
    const handle = pipeline.client.workflow.getHandle(action?.workflow_id ?? '');
    await handle.signal('edit', { params: { body: 'Dear Ottilie Canary' } });
    await eventually(async () => assert.equal((await crm.actionsOn('d-erase'))[0]?.version, 2));

    await receive({ type: 'erasure', contactId: 'ottilie', at: at(8) });
    const [erased] = await crm.actionsOn('d-erase');
    assert.deepEqual(
      [erased?.status, erased?.cancel_reason, erased?.decision_channel],
      ['cancelled', 'the contact was erased in the CRM', 'system'],
    );
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(pipeline.db);
    for (const { name } of tables) {
      const { rows } = await sql`
        select 1 from ${sql.table(name)} as t
        where t::text ~* 'canary' and not (${name} = 'crm_inbox' and t::text ~ 'engagement:')`.execute(pipeline.db);
      assert.equal(rows.length, 0, `${name} still tells`);
    }
    await receive(contact('ottilie', 7, her));
    const known = await pipeline.db.selectFrom('crm_contacts').selectAll().where('id', '=', 'ottilie').execute();
    assert.deepEqual(
      known.map(({ properties }) => properties),
      [{}],
      'what comes late brings nothing back',
    );
  });
});
