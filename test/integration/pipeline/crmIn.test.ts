import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../../local/ports.ts';
import { scanSilence } from '../../../src/activities/crmIn/scanSilence.ts';
import type { CrmChange } from '../../../src/domain/crm.ts';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { savePipelines } from '../../../src/store/crm/crmPipelines.ts';
import { accept } from '../../../src/store/crm/inbox.ts';
import { listOwnersAndUsers } from '../../../src/store/crm/ownersAndUsers.ts';
import { updateUser } from '../../../src/store/people/administration.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { acmeDeal, at, contact, deal, engagement } from '../../support/crmChanges.ts';
import { type CrmIn, startCrmIn } from '../../support/crmIn.ts';
import { eventually } from '../../support/eventually.ts';
import { log, type Pipeline, untilStatus } from '../../support/pipeline.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('CRM in', () => {
  let crm: CrmIn;
  let pipeline: Pipeline;
  before(async () => {
    crm = await startCrmIn();
    ({ pipeline } = crm);
  });
  after(() => crm.stop());

  const receive = (...changes: CrmChange[]) => crm.receive(...changes);

  it('a first sight makes nothing; a lower amount makes a draft for its owner, with the figures in the summary', async () => {
    await receive(contact('sarah', 1, { name: 'Sarah Lee', email: 'sarah@acme.test', companyId: 'c1' }));
    await receive(deal('d1', 1, acmeDeal));
    assert.deepEqual(await crm.actionsOn('d1'), []);
    await receive(deal('d1', 2, { amountMinor: 7_500_000 }));
    const [action, ...others] = await crm.actionsOn('d1');
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
    const [action] = await crm.actionsOn('d-run');
    await pipeline.client.workflow.getHandle(action?.workflow_id ?? '').signal('approve', {});
    await untilStatus(pipeline, action?.id ?? '', 'executed');
  });

  it('the same changes again, in any order, make nothing', async () => {
    const changes = [deal('d2', 2, { amountMinor: 5_000_000 }), deal('d2', 3, { stage: 'discovery' })];
    await receive(deal('d2', 1, acmeDeal));
    await receive(...changes);
    const once = await crm.actionsOn('d2');
    assert.deepEqual(once.map(({ trigger_type }) => trigger_type).sort(), [
      'deal_stage_regression',
      'deal_value_decrease',
    ]);
    await receive(...changes.toReversed());
    for (const change of changes) await receive(change);
    assert.equal((await crm.actionsOn('d2')).length, once.length);
  });

  it('what is older than what is known changes nothing and stands in the trigger log', async () => {
    await receive(deal('d3', 1, acmeDeal));
    await receive(deal('d3', 10, { amountMinor: 12_000_000 }));
    await receive(deal('d3', 5, { amountMinor: 1_000 }));
    assert.deepEqual(
      (await crm.actionsOn('d3')).map(({ trigger_type }) => trigger_type),
      ['deal_value_increase'],
    );
    const mirrored = await pipeline.db
      .selectFrom('crm_deals')
      .select('properties')
      .where('id', '=', 'd3')
      .executeTakeFirstOrThrow();
    assert.equal(mirrored.properties.amountMinor, 12_000_000);
    assert.ok((await crm.logged('stale')).some(({ payload }) => payload.id === 'd3'));
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
      (await crm.actionsOn('d-future')).map(({ trigger_type }) => trigger_type),
      ['deal_value_decrease'],
    );
  });

  it('what maps to nobody is kept in the trigger log, not dropped', async () => {
    await receive(deal('d4', 1, { ...acmeDeal, ownerEmail: 'nobody@elsewhere.test' }));
    await receive(deal('d4', 2, { amountMinor: 1_000_000 }));
    assert.deepEqual(await crm.actionsOn('d4'), []);
    const [entry] = (await crm.logged('no_owner')).filter(({ payload }) => payload.dealId === 'd4');
    assert.equal(entry?.trigger_type, 'deal_value_decrease');
  });

  it('an owner whom nobody here is stands on the list with what he missed; once mapped, his next trigger makes an action', async () => {
    const { db } = crm.pipeline;
    await receive(deal('d-mapped', 1, { ...acmeDeal, ownerId: 'o-77', ownerEmail: 'sam@elsewhere.test' }));
    await receive(deal('d-mapped', 2, { amountMinor: 5_000_000 }));
    const find = async () => (await listOwnersAndUsers(db, 'acme')).find(({ ownerId }) => ownerId === 'o-77');
    const before = await find();
    assert.deepEqual([before?.unused, before?.deals, before?.userId], [1, 1, null]);
    assert.equal(before?.email, 'sam@elsewhere.test');
    await updateUser(db, 'ana', { crmOwnerId: 'o-77' }, SYSTEM);
    assert.equal((await find())?.userId, 'ana');
    await receive(deal('d-mapped', 3, { amountMinor: 1_000_000 }));
    assert.deepEqual(
      (await crm.actionsOn('d-mapped')).map(({ user_id }) => user_id),
      ['ana'],
    );
    await updateUser(db, 'ana', { crmOwnerId: null }, SYSTEM);
  });

  it('an import updates the mirror and the trigger log, and makes no action', async () => {
    await receive(deal('d5', 1, acmeDeal, { bulk: true }));
    await receive(deal('d5', 2, { amountMinor: 1_000_000 }, { bulk: true }));
    assert.deepEqual(await crm.actionsOn('d5'), []);
    assert.ok((await crm.logged('bulk')).some(({ payload }) => payload.dealId === 'd5'));
    await receive(deal('d5', 3, { amountMinor: 500_000 }));
    assert.equal((await crm.actionsOn('d5')).length, 1, 'compared with what the import brought');
  });

  it('a drop below the threshold is logged as that', async () => {
    await receive(deal('d6', 1, acmeDeal));
    await receive(deal('d6', 2, { amountMinor: 9_900_000 }));
    assert.deepEqual(await crm.actionsOn('d6'), []);
    assert.ok((await crm.logged('below_threshold')).some(({ payload }) => payload.dealId === 'd6'));
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
    assert.deepEqual(await crm.triggersFor('c-busy'), [
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
    assert.deepEqual(await crm.triggersFor('c-champ'), [
      'activity_slump of ana',
      'champion_cold of ana',
      'champion_title_change of ana',
    ]);
  });

  it('a record that cannot be read now keeps no other waiting, and is applied later', async () => {
    crm.failing.set('d7', new DeliveryError('transient', 'the CRM is away'));
    await receive(deal('d7', 1, acmeDeal), deal('d8', 1, acmeDeal));
    const seen = async (id: string) =>
      (await pipeline.db.selectFrom('crm_deals').select('id').where('id', '=', id).execute()).length;
    assert.deepEqual([await seen('d7'), await seen('d8')], [0, 1]);
    crm.failing.delete('d7');
    await pipeline.db
      .updateTable('crm_inbox')
      .set({ taken_until: new Date(0) })
      .where('state', '=', 'new')
      .execute();
    await crm.drained();
    assert.equal(await seen('d7'), 1);
  });

  it('what came while Temporal was away is applied once it is back', async () => {
    const away = new Client({ connection: Connection.lazy({ address: `127.0.0.1:${await freePort()}` }) });
    await accept(pipeline.db, [crm.row(deal('d-away', 1, acmeDeal))]);
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
    assert.deepEqual(await crm.actionsOn('d-own-won'), []);
    const [slump, setback, ...more] = await crm.actionsOn('d-own');
    assert.deepEqual(
      [slump?.trigger_type, setback?.trigger_type, more.length],
      ['activity_slump', 'deal_stage_regression', 0],
    );
    assert.match(setback?.context_summary ?? '', /from Contract sent to Offer sent/);
    assert.deepEqual([slump?.subject.deal?.stage, setback?.subject.deal?.stage], ['Contract sent', 'Offer sent']);
  });

  it('an action knows where its contact and company are, as the CRM has it, also what nobody understands', async () => {
    const company = { type: 'record', kind: 'company', id: 'c-abroad', at: at(1), bulk: false } as const;
    await receive({ ...company, properties: { name: 'Muster', country: 'DE' } });
    await receive(contact('hans', 1, { name: 'Hans', timeZone: 'america_slash_new_yrok', country: 'Oesterreich' }));
    const abroad = { ...acmeDeal, companyId: 'c-abroad', contactIds: ['hans'] };
    await receive(deal('d-abroad', 1, abroad));
    await receive(deal('d-abroad', 2, { amountMinor: 1_000_000 }));
    const [action] = await crm.actionsOn('d-abroad');
    const { country, timeZone } = action?.subject.contact ?? {};
    assert.equal(action?.subject.company?.country, 'DE');
    assert.deepEqual([country, timeZone], ['Oesterreich', 'america_slash_new_yrok']);
  });

  it('silence is told once for each episode, not daily', async () => {
    await receive(deal('d-quiet', 1, acmeDeal));
    const scan = () => scanSilence({ db: pipeline.db, tell: () => undefined }, undefined);
    const slumps = async () =>
      (await crm.actionsOn('d-quiet')).filter(({ trigger_type }) => trigger_type === 'activity_slump').length;
    const engage = async (daysAgo: number) => {
      const when = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
      await receive({
        type: 'engagement',
        id: `call-${daysAgo}`,
        kind: 'call',
        dealId: 'd-quiet',
        at: when,
        bulk: false,
      });
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
