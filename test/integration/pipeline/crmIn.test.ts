import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'kysely';
import { freePort } from '../../../local/ports.ts';
import { scanSilence } from '../../../src/activities/crmIn/scanSilence.ts';
import type { CrmChange } from '../../../src/domain/crm.ts';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { CrmReader } from '../../../src/integrations/crm/inbound.ts';
import { savePipelines } from '../../../src/store/crm/crmPipelines.ts';
import { accept, type NewInboxRow } from '../../../src/store/crm/inbox.ts';
import { startDrain } from '../../../src/temporal/crmWorkflows.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { acmeDeal, at, contact, deal, engagement } from '../../support/crmChanges.ts';
import { eventually } from '../../support/eventually.ts';
import { addRep, auditOf, automatic, log, type Pipeline, startPipeline, untilStatus } from '../../support/pipeline.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('CRM in', () => {
  let pipeline: Pipeline;
  let sent = 0;
  /** The next reads of these records fail. */
  const failing = new Map<string, Error>();

  // Events of this CRM are the changes themselves.
  const reader: CrmReader = {
    name: 'test',
    read: async (events) => {
      const changes = events.map(({ change }) => change as unknown as CrmChange);
      for (const change of changes) {
        const error = failing.get('id' in change ? change.id : '');
        if (error !== undefined) throw error;
      }
      return changes;
    },
  };

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ readers: new Map([[reader.name, reader]]) });
  });
  after(() => pipeline.stop());

  function row(change: CrmChange): NewInboxRow {
    sent += 1;
    const recordKey = change.type === 'record' ? `${change.kind}:${change.id}` : `${change.type}:${sent}`;
    // A change is plain JSON.
    const event = { change: change as unknown as JsonObject };
    return { workspaceId: 'acme', crm: 'test', eventKey: `e${sent}`, recordKey, event, occurredAt: change.at };
  }

  async function receive(...changes: CrmChange[]): Promise<void> {
    await accept(pipeline.db, changes.map(row));
    await drained();
  }

  /** Waits until the inbox workflow that runs, or a new one, has completed. */
  async function drained(): Promise<void> {
    await startDrain(pipeline.client, pipeline.taskQueue);
    await pipeline.client.workflow.getHandle('crm-inbox').result();
  }

  const actionsOn = (dealId: string) =>
    pipeline.db
      .selectFrom('pending_autonomous_actions')
      .selectAll()
      .where('deal_id', '=', dealId)
      .orderBy('created_at')
      .execute();

  const logged = (outcome: 'no_owner' | 'bulk' | 'stale' | 'below_threshold' | 'deleted') =>
    pipeline.db.selectFrom('trigger_log').selectAll().where('outcome', '=', outcome).orderBy('id').execute();

  it('a first sight makes nothing; a lower amount makes a draft for its owner, with the figures in the summary', async () => {
    await receive(contact('sarah', 1, { name: 'Sarah Lee', email: 'sarah@acme.test', companyId: 'c1' }));
    await receive(deal('d1', 1, acmeDeal));
    assert.deepEqual(await actionsOn('d1'), []);
    await receive(deal('d1', 2, { amountMinor: 7_500_000 }));
    const [action, ...others] = await actionsOn('d1');
    assert.equal(others.length, 0);
    assert.deepEqual(
      [action?.user_id, action?.trigger_type, action?.action_type, action?.action_params.contactEmail],
      ['ana', 'deal_value_decrease', 'draft_email', 'sarah@acme.test'],
    );
    assert.match(action?.context_summary ?? '', /25\s?%/);
    assert.match(action?.context_summary ?? '', /\$100,000.*\$75,000/);
  });

  it('the action it makes runs like any other', async () => {
    await receive(deal('d-run', 1, acmeDeal));
    await receive(deal('d-run', 2, { stage: 'qualification' }));
    const [action] = await actionsOn('d-run');
    await pipeline.client.workflow.getHandle(action?.workflow_id ?? '').signal('approve', {});
    await untilStatus(pipeline, action?.id ?? '', 'executed');
  });

  it('the same changes again, in any order, make nothing', async () => {
    const changes = [deal('d2', 2, { amountMinor: 5_000_000 }), deal('d2', 3, { stage: 'discovery' })];
    await receive(deal('d2', 1, acmeDeal));
    await receive(...changes);
    const once = await actionsOn('d2');
    assert.deepEqual(once.map(({ trigger_type }) => trigger_type).sort(), [
      'deal_stage_regression',
      'deal_value_decrease',
    ]);
    await receive(...changes.toReversed());
    for (const change of changes) await receive(change);
    assert.equal((await actionsOn('d2')).length, once.length);
  });

  it('what is older than what is known changes nothing and stands in the trigger log', async () => {
    await receive(deal('d3', 1, acmeDeal));
    await receive(deal('d3', 10, { amountMinor: 12_000_000 }));
    await receive(deal('d3', 5, { amountMinor: 1_000 }));
    assert.deepEqual(
      (await actionsOn('d3')).map(({ trigger_type }) => trigger_type),
      ['deal_value_increase'],
    );
    const mirrored = await pipeline.db
      .selectFrom('crm_deals')
      .select('properties')
      .where('id', '=', 'd3')
      .executeTakeFirstOrThrow();
    assert.equal(mirrored.properties.amountMinor, 12_000_000);
    assert.ok((await logged('stale')).some(({ payload }) => payload.id === 'd3'));
  });

  it('a change that claims to be from the future does not silence its record', async () => {
    await receive(deal('d-future', 1, acmeDeal));
    await receive({ ...deal('d-future', 2, { name: 'Renewal 2027' }), at: '2031-01-01T00:00:00.000Z' } as CrmChange);
    await receive({
      ...deal('d-future', 2, { amountMinor: 9_900_000, name: 'Renewal' }),
      at: '2031-01-01T00:00:00.000Z',
    } as CrmChange);
    await receive({ ...deal('d-future', 2, { amountMinor: 4_000_000 }), at: new Date().toISOString() } as CrmChange);
    assert.deepEqual(
      (await actionsOn('d-future')).map(({ trigger_type }) => trigger_type),
      ['deal_value_decrease'],
    );
  });

  it('a deleted deal draws no drafts, and nothing happens by itself about it; a later change brings it back', async () => {
    const userId = await addRep(pipeline, automatic('create_followup_task', 10_000));
    const { email } = await pipeline.db
      .selectFrom('users')
      .select('email')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    await receive(deal('d-gone', 1, { ...acmeDeal, ownerEmail: email }));
    await receive(deal('d-gone', 2, { stage: 'qualification' }));
    const [armed] = await actionsOn('d-gone');
    assert.ok(armed?.auto_execute_at);
    await receive({ type: 'deletion', kind: 'deal', id: 'd-gone', at: at(5) });
    const [disarmed] = await actionsOn('d-gone');
    assert.deepEqual([disarmed?.status, disarmed?.auto_execute_at], ['pending', null]);
    assert.match((await auditOf(pipeline, armed.id)).at(-1)?.message ?? '', /deleted in the CRM/);

    await receive(deal('d-gone', 4, { amountMinor: 1_000_000 }));
    await receive({ type: 'engagement', id: 'm-gone', kind: 'meeting', dealId: 'd-gone', at: at(6), bulk: false });
    await scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    assert.equal((await actionsOn('d-gone')).length, 1);
    assert.ok((await logged('deleted')).some(({ payload }) => payload.dealId === 'd-gone'));

    await receive(deal('d-gone', 7, { amountMinor: 1_000_000 }));
    assert.equal((await actionsOn('d-gone')).length, 2);
  });

  it('nothing is made of a record that was deleted before it was known', async () => {
    await receive({ type: 'deletion', kind: 'deal', id: 'd-unseen', at: at(5) });
    await receive(deal('d-unseen', 4, { ...acmeDeal, amountMinor: 5 }, { before: { amountMinor: 10_000_000 } }));
    await receive({ type: 'engagement', id: 'm-unseen', kind: 'meeting', dealId: 'd-unseen', at: at(6), bulk: false });
    assert.deepEqual(await actionsOn('d-unseen'), []);
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
    assert.ok((await triggersFor('c-merge')).includes('champion_cold of ana'));
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
    assert.deepEqual(await triggersFor('c-fit'), ['new_contact_high_fit of ana']);
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
      return [olga?.properties.name, (await actionsOn('d-olga'))[0]?.status];
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
    await drained();
    assert.deepEqual(await known(), [undefined, 'cancelled']);
  });

  it('a person who asks to be forgotten is: no table holds a name, an address or a text', async () => {
    const her = { name: 'Ottilie Canary', email: 'ottilie@canary.test', companyId: 'c-erase' };
    await receive(contact('ottilie', 1, her));
    const asked = { ...acmeDeal, companyId: 'c-erase', championContactId: 'ottilie', contactIds: ['ottilie'] };
    await receive(deal('d-erase', 1, asked));
    await receive(engagement('e-erase', 2, { kind: 'email', contactId: 'ottilie', title: 'Canary letter' }));
    await receive(deal('d-erase', 2, { amountMinor: 5_000_000 }));
    const [action] = await actionsOn('d-erase');
    const handle = pipeline.client.workflow.getHandle(action?.workflow_id ?? '');
    await handle.signal('edit', { params: { body: 'Dear Ottilie Canary' } });
    await eventually(async () => assert.equal((await actionsOn('d-erase'))[0]?.version, 2));

    await receive({ type: 'erasure', contactId: 'ottilie', at: at(8) });
    const [erased] = await actionsOn('d-erase');
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

  it('what maps to nobody is kept in the trigger log, not dropped', async () => {
    await receive(deal('d4', 1, { ...acmeDeal, ownerEmail: 'nobody@elsewhere.test' }));
    await receive(deal('d4', 2, { amountMinor: 1_000_000 }));
    assert.deepEqual(await actionsOn('d4'), []);
    const [entry] = (await logged('no_owner')).filter(({ payload }) => payload.dealId === 'd4');
    assert.equal(entry?.trigger_type, 'deal_value_decrease');
  });

  it('an import updates the mirror and the trigger log, and makes no action', async () => {
    await receive(deal('d5', 1, acmeDeal, { bulk: true }));
    await receive(deal('d5', 2, { amountMinor: 1_000_000 }, { bulk: true }));
    assert.deepEqual(await actionsOn('d5'), []);
    assert.ok((await logged('bulk')).some(({ payload }) => payload.dealId === 'd5'));
    await receive(deal('d5', 3, { amountMinor: 500_000 }));
    assert.equal((await actionsOn('d5')).length, 1, 'compared with what the import brought');
  });

  it('a drop below the threshold is logged as that', async () => {
    await receive(deal('d6', 1, acmeDeal));
    await receive(deal('d6', 2, { amountMinor: 9_900_000 }));
    assert.deepEqual(await actionsOn('d6'), []);
    assert.ok((await logged('below_threshold')).some(({ payload }) => payload.dealId === 'd6'));
  });

  it('two high-fit contacts of one company make two actions, and each only once', async () => {
    const fit = { companyId: 'c9', ownerEmail: 'ana@signoff.test', fitScore: 91, createdAt: at(1) };
    await receive(contact('ann', 2, { ...fit, name: 'Ann', email: 'ann@c9.test' }));
    await receive(contact('bob', 2, { ...fit, name: 'Bob', email: 'bob@c9.test' }));
    await receive(contact('ann', 3, { fitScore: 70 }), contact('ann', 4, { fitScore: 95 }));
    const actions = await pipeline.db
      .selectFrom('pending_autonomous_actions')
      .select('action_params')
      .where('trigger_type', '=', 'new_contact_high_fit')
      .where('company_id', '=', 'c9')
      .execute();
    assert.deepEqual(actions.map(({ action_params }) => action_params.contactEmail).sort(), [
      'ann@c9.test',
      'bob@c9.test',
    ]);
  });

  const triggersFor = async (companyId: string) => {
    const rows = await pipeline.db
      .selectFrom('pending_autonomous_actions')
      .select(['trigger_type', 'user_id'])
      .where('company_id', '=', companyId)
      .execute();
    return rows.map(({ trigger_type, user_id }) => `${trigger_type} of ${user_id}`).sort();
  };

  it('engagements are counted within their windows, and told once', async () => {
    await receive(deal('d-busy', 1, { ...acmeDeal, companyId: 'c-busy', contactIds: [] }));
    for (const id of ['uma', 'vic', 'wes']) {
      await receive(contact(id, 1, { name: id, email: `${id}@busy.test`, companyId: 'c-busy' }));
    }
    for (const id of ['o1', 'o2', 'o3', 'o4']) {
      await receive(engagement(id, 2, { kind: 'email_opened', contactId: 'uma', direction: 'inbound' }));
    }
    await receive(engagement('m1', 3, { kind: 'meeting', contactId: 'uma', title: 'Kick-off' }));
    await receive(engagement('m1', 3, { kind: 'meeting', contactId: 'uma', title: 'Kick-off' }));
    await receive(engagement('f1', 4, { kind: 'form', contactId: 'vic' }));
    await receive(engagement('c1', 5, { kind: 'call', contactId: 'wes', direction: 'inbound' }));
    await receive(engagement('c2', 6, { kind: 'call', contactId: 'wes', direction: 'inbound' }));
    assert.deepEqual(await triggersFor('c-busy'), [
      'email_opened_multiple of ana',
      'form_submission of ana',
      'meeting_completed of ana',
      'multi_thread_engagement of ana',
    ]);
  });

  it("a champion's new title and a champion's silence are told to the deal's owner", async () => {
    await receive(
      deal('d-champ', 1, { ...acmeDeal, companyId: 'c-champ', championContactId: 'zoe', contactIds: ['zoe'] }),
    );
    await receive(contact('zoe', 1, { name: 'Zoe', email: 'zoe@champ.test', jobTitle: 'CTO', companyId: 'c-champ' }));
    await receive(contact('zoe', 2, { jobTitle: 'Advisor' }));
    await receive(engagement('z1', 3, { kind: 'email', contactId: 'zoe', dealId: 'd-champ', direction: 'inbound' }));
    await receive(engagement('z2', 4, { kind: 'email', contactId: 'zoe', dealId: 'd-champ', direction: 'outbound' }));
    await scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    assert.deepEqual(await triggersFor('c-champ'), [
      'activity_slump of ana',
      'champion_cold of ana',
      'champion_title_change of ana',
    ]);
  });

  it('a record that cannot be read now keeps no other waiting, and is applied later', async () => {
    failing.set('d7', new DeliveryError('transient', 'the CRM is away'));
    await receive(deal('d7', 1, acmeDeal), deal('d8', 1, acmeDeal));
    const seen = async (id: string) =>
      (await pipeline.db.selectFrom('crm_deals').select('id').where('id', '=', id).execute()).length;
    assert.deepEqual([await seen('d7'), await seen('d8')], [0, 1]);
    failing.delete('d7');
    await pipeline.db
      .updateTable('crm_inbox')
      .set({ taken_until: new Date(0) })
      .where('state', '=', 'new')
      .execute();
    await drained();
    assert.equal(await seen('d7'), 1);
  });

  it('what came while Temporal was away is applied once it is back', async () => {
    const away = new Client({ connection: Connection.lazy({ address: `127.0.0.1:${await freePort()}` }) });
    await accept(pipeline.db, [row(deal('d-away', 1, acmeDeal))]);
    const stopping = new AbortController();
    const relaying = { ...pipeline, log, everyMs: 50 };
    const first = runRelay({ ...relaying, client: away }, stopping.signal);
    const second = runRelay(relaying, stopping.signal);
    await eventually(async () => {
      const seen = await pipeline.db.selectFrom('crm_deals').select('id').where('id', '=', 'd-away').execute();
      assert.equal(seen.length, 1);
    });
    stopping.abort();
    await Promise.all([first, second]);
    await away.connection.close();
  });

  it('a pipeline of the CRM’s own: silence and setbacks are noticed in its open stages, by their labels, and no others', async () => {
    const stages = [
      { id: '1001', label: 'Offer sent', kind: 'open' as const },
      { id: '1002', label: 'Contract sent', kind: 'open' as const },
      { id: '1003', label: 'Renewed', kind: 'won' as const },
    ];
    await savePipelines(pipeline.db, { workspaceId: 'acme', crm: 'test' }, [{ id: '77', stages }]);
    const renewal = { ...acmeDeal, pipeline: '77' };
    for (const [id, stage] of [
      ['d-own', '1002'],
      ['d-own-won', '1003'],
    ] as const) {
      await receive(deal(id, 1, { ...renewal, stage }));
      const when = new Date(Date.now() - 20 * DAY_MS).toISOString();
      await receive({ type: 'engagement', id: `call-${id}`, kind: 'call', dealId: id, at: when, bulk: false });
    }
    await scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    await receive(deal('d-own', 2, { stage: '1001' }), deal('d-own-won', 2, { amountMinor: 1 }));
    assert.deepEqual(await actionsOn('d-own-won'), []);
    const [slump, setback, ...more] = await actionsOn('d-own');
    assert.deepEqual(
      [slump?.trigger_type, setback?.trigger_type, more.length],
      ['activity_slump', 'deal_stage_regression', 0],
    );
    assert.match(setback?.context_summary ?? '', /from Contract sent to Offer sent/);
    assert.deepEqual([slump?.subject.deal?.stage, setback?.subject.deal?.stage], ['Contract sent', 'Offer sent']);
  });

  it('silence is told once for each episode, not daily', async () => {
    await receive(deal('d-quiet', 1, acmeDeal));
    const scan = () => scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    const slumps = async () =>
      (await actionsOn('d-quiet')).filter(({ trigger_type }) => trigger_type === 'activity_slump').length;
    const engage = async (daysAgo: number) => {
      const when = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
      sent += 1;
      await receive({ type: 'engagement', id: `call-${sent}`, kind: 'call', dealId: 'd-quiet', at: when, bulk: false });
    };
    await engage(20);
    await scan();
    assert.equal(await slumps(), 1);
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ status: 'cancelled' })
      .where('deal_id', '=', 'd-quiet')
      .execute();
    await scan();
    assert.equal(await slumps(), 1, 'the same silence is told once');
    await engage(15);
    await scan();
    assert.equal(await slumps(), 2, 'after an engagement a new silence began');
  });
});
