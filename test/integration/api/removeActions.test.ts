import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { type Removing, removeSettledActions } from '../../../src/store/actions/removeActions.ts';
import { recordFailed } from '../../../src/store/execution/settle.ts';
import { compareInsights } from '../../../src/store/insights/rebuild.ts';
import { claimFor, startApi, type TestApi } from './support.ts';

const KEPT_DAYS = 100;

describe('removing what was decided long ago', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi();
  });
  afterEach(() => api.stop());

  const decide = async (id: string, what: string, body: object = {}) => {
    const answer = await api.call('ana', 'POST', `/api/autonomous-actions/${id}/${what}`, { body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.actionId as string;
  };
  const cancelled = async () => {
    const id = await api.makeAction('ana');
    await decide(id, 'cancel', { reason: 'no' });
    return id;
  };
  async function failed(): Promise<string> {
    const id = await api.makeAction('ana');
    await decide(id, 'approve');
    const claim = await claimFor(api, id);
    assert.ok(claim.kind === 'claimed');
    await recordFailed(api.db, id, claim.attempt, { kind: 'permanent', message: 'no' }, 'refused');
    return id;
  }
  /** What whoever holds a process can write: an action's own times, as if it had been settled so long ago and its workflow knew. */
  const backdate = (days: number) =>
    sql`update pending_autonomous_actions set tell = null, updated_at = now() - ${days} * interval '1 day',
      created_at = created_at - ${days} * interval '1 day', decided_at = decided_at - ${days} * interval '1 day'`.execute(
      api.db,
    );
  /** As if all that is there had taken place so long ago. Only the trail's owner can say so of its entries, and only past its own guard. */
  const age = async (days: number) => {
    await backdate(days);
    await api.ownerDb.transaction().execute(async (tx) => {
      await sql`alter table action_audit disable trigger audit_is_append_only`.execute(tx);
      await sql`update action_audit set recorded_at = recorded_at - ${days} * interval '1 day'`.execute(tx);
      await sql`alter table action_audit enable trigger audit_is_append_only`.execute(tx);
    });
  };
  const kept = async () =>
    (await api.db.selectFrom('pending_autonomous_actions').select('id').execute()).map(({ id }) => id).sort();

  it('takes what is settled with all that belongs to it, in batches, and lets stand what is not or is younger', async () => {
    const old = [await cancelled(), await cancelled(), await cancelled()];
    const [unseen, dismissed, retried] = [await failed(), await failed(), await failed()];
    await decide(dismissed, 'dismiss');
    const retry = await decide(retried, 'retry');
    const approved = await api.makeAction('ana');
    await decide(approved, 'approve');
    const waiting = await api.makeAction('ana');
    await age(KEPT_DAYS + 1);
    const young = await cancelled();
    await sql`update pending_autonomous_actions set tell = null where id = ${young}`.execute(api.db);

    assert.equal(await removeSettledActions(api.db, KEPT_DAYS, 2), 2);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS, 100), old.length + 1 - 2);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 0);
    assert.deepEqual(await kept(), [unseen, retried, retry, approved, waiting, young].sort());
    for (const table of ['action_audit', 'realtime_alerts', 'trigger_log', 'deliveries', 'tellings', 'action_search']) {
      const { rows } = await sql<{ id: string }>`
        select distinct action_id as id from ${sql.table(table)} where action_id is not null`.execute(api.db);
      const gone = [...old, dismissed];
      assert.deepEqual(
        rows.filter(({ id }) => gone.includes(id)),
        [],
        table,
      );
    }
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from action_audit where action_id = ${unseen}`.execute(api.db);
    assert.ok((rows[0]?.n ?? 0) > 2, 'a trail is kept as long as its action');
  });

  it('changes no figure of the insights, and their check finds nothing wrong', async () => {
    const total = async () => {
      const { body } = await api.call('ana', 'GET', '/api/insights?days=90&groupBy=trigger');
      return body.total;
    };
    await cancelled();
    const id = await api.makeAction('ana');
    await decide(id, 'approve');
    await sql`update pending_autonomous_actions set status = 'executed', executed_at = now() where id = ${id}`.execute(
      api.db,
    );
    const before = await total();
    assert.equal(before.approvedUnedited.n, 1);
    // The days on which they were counted stay those that the figures look back over.
    await sql`alter table pending_autonomous_actions disable trigger insight_decided`.execute(api.ownerDb);
    await age(KEPT_DAYS + 1);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 2);
    assert.deepEqual(await kept(), []);
    assert.deepEqual(await total(), before);
    assert.deepEqual(await compareInsights(api.db, 'acme'), []);
  });

  it('gives no workflow ID a second time: a situation’s next action has the next number', async () => {
    const id = await cancelled();
    const { body: first } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
    await age(KEPT_DAYS + 1);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 1);
    const { companyId } = first;
    const again = await api.makeAction('ana', { company: { id: companyId, name: 'Acme Corp' } });
    const { body: second } = await api.call('ana', 'GET', `/api/autonomous-actions/${again}`);
    assert.equal(second.dedupKey, first.dedupKey);
    assert.deepEqual([first.workflowId.slice(-2), second.workflowId.slice(-2)], ['/1', '/2']);
  });

  it('keeps no contact’s id for telling which situation a number is of, and knows that situation again', async () => {
    const of = {
      triggerType: 'email_opened_multiple',
      contact: { id: 'canary-17', name: 'Sarah', email: 'sarah@acme.test' },
    };
    const make = (company: string) => api.makeAction('ana', { ...of, company: { id: company, name: 'Acme Corp' } });
    await decide(await make('c-17'), 'cancel', { reason: 'no' });
    await age(KEPT_DAYS + 1);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 1);
    const { rows } = await sql<{ row: string }>`select r::text as row from removed_occurrences as r`.execute(api.db);
    assert.equal(rows.length, 1);
    assert.doesNotMatch(rows[0]?.row ?? '', /canary-17|c-17/);
    const { body: again } = await api.call('ana', 'GET', `/api/autonomous-actions/${await make('c-17')}`);
    assert.match(again.workflowId, /:canary-17\/2$/);
  });

  it('of one workspace fails alone: others have their turn, and what fails is tried with half as many', async () => {
    for (let i = 0; i < 4; i += 1) await cancelled();
    const elsewhere = await api.makeAction('otto');
    await api.call('otto', 'POST', `/api/autonomous-actions/${elsewhere}/cancel`, { body: { reason: 'no' } });
    await age(KEPT_DAYS + 1);
    await sql`create function too_many() returns trigger language plpgsql as $$ begin
      if (select count(*) from gone) > 1 then raise exception 'takes too long'; end if; return null; end $$`.execute(
      api.ownerDb,
    );
    await sql`create trigger too_many after delete on pending_autonomous_actions referencing old table as gone
      for each statement execute function too_many()`.execute(api.ownerDb);
    const failed: unknown[] = [];
    const removing: Removing = { fewer: new Map(), onFailure: (error, batch) => failed.push([String(error), batch]) };
    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) rounds.push(await removeSettledActions(api.db, KEPT_DAYS, 4, removing));
    const failure = (rows: number) => ['error: takes too long', { workspaceId: 'acme', rows }];
    assert.deepEqual(failed, [failure(4), failure(2), failure(2)]);
    assert.deepEqual(rounds, [1, 0, 1, 0, 1], 'otto’s at once, then one by one');
  });

  it('takes nothing of which something was recorded in the last 90 days, whatever a process says of its age', async () => {
    const id = await cancelled();
    await backdate(KEPT_DAYS + 1);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 0);
    assert.deepEqual(await kept(), [id]);
    await assert.rejects(sql`update action_audit set recorded_at = '2020-01-01'`.execute(api.db), /permission denied/);
    const late =
      sql`insert into action_audit (workspace_id, action_id, command_id, command, channel, at, version, recorded_at)
      values ('acme', ${id}, 'later', 'note', 'api', now(), 1, '2020-01-01')`.execute(api.db);
    await late.catch(() => undefined);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 0, 'nor by adding an entry');
    await age(KEPT_DAYS);
    assert.equal(await removeSettledActions(api.db, KEPT_DAYS), 1);
  });

  it('is refused for what is younger than 90 days, whoever asks the database for it', async () => {
    await assert.rejects(removeSettledActions(api.db, 89), /kept for 90 days at least/);
    await assert.rejects(sql`delete from action_audit`.execute(api.db), /permission denied/);
    await assert.rejects(sql`delete from removed_occurrences`.execute(api.db), /permission denied/);
  });
});
