/** What CRMs take away again: deleted records, and records that became one. All of it in the transaction that acts on it. */
import { sql } from 'kysely';
import type { RecordKind } from '../../domain/crm.ts';
import { normaliseId } from '../../domain/ids.ts';
import { toBeTold } from '../actions/outbox.ts';
import { transition } from '../actions/transition.ts';
import type { Tx } from '../database/db.ts';
import { type CrmScope, TABLES } from './mirror.ts';

/** Marks a record as deleted, also one that is not known: what is told of it late must not bring it to life. */
export async function markDeleted(
  tx: Tx,
  { workspaceId, crm }: CrmScope,
  { kind, id, at }: { kind: RecordKind; id: string; at: string },
): Promise<void> {
  await sql`
    insert into ${sql.table(TABLES[kind])} as known (workspace_id, crm, id, properties, times, deleted_at)
    values (${workspaceId}, ${crm}, ${id}, '{}', '{}', ${at})
    on conflict (workspace_id, crm, id) do update
      set deleted_at = greatest(known.deleted_at, excluded.deleted_at)`.execute(tx);
}

/**
 * Nothing happens by itself any more about a deal that is gone; whoever reviews its pending actions finds the reason in
 * their trail.
 */
export async function disarmActionsOn(tx: Tx, { workspaceId }: CrmScope, dealId: string, at: string): Promise<void> {
  const pending = await tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('deal_id', '=', normaliseId(dealId))
    .where('status', '=', 'pending')
    .where('executing_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const action of pending) {
    await transition(tx, action, {
      columns: { auto_execute_at: null, ...toBeTold({ signal: 'reschedule', commandId: `deal-deleted:${at}` }) },
      entry: {
        commandId: `deal-deleted:${at}`,
        command: 'disarm',
        by: null,
        channel: 'system',
        at,
        message: 'the deal was deleted in the CRM: nothing happens by itself any more',
      },
    });
  }
}

/**
 * Records that became one: what happened with the others happened with the primary, and whoever named one of them names the
 * primary now.
 */
export async function mergeRecords(
  tx: Tx,
  { workspaceId, crm }: CrmScope,
  { kind, primaryId, mergedIds }: { kind: RecordKind; primaryId: string; mergedIds: string[] },
): Promise<void> {
  const own = sql`workspace_id = ${workspaceId} and crm = ${crm}`;
  const column = sql.ref(`${kind}_id`);
  await sql`update crm_engagements set ${column} = ${primaryId} where ${own} and ${column} = any(${mergedIds})`.execute(
    tx,
  );
  if (kind === 'contact') {
    // What fired for one of them has fired for this person.
    await sql`
      update crm_contacts set high_fit_at = coalesce(high_fit_at,
        (select min(high_fit_at) from crm_contacts where ${own} and id = any(${mergedIds})))
      where ${own} and id = ${primaryId}`.execute(tx);
    await sql`
      update crm_deals set properties = properties || jsonb_build_object(
        'contactIds', (select coalesce(jsonb_agg(distinct case when c = any(${mergedIds}) then ${primaryId} else c end), '[]')
          from jsonb_array_elements_text(properties -> 'contactIds') as c),
        'championContactId', case when properties ->> 'championContactId' = any(${mergedIds}) then to_jsonb(${primaryId}::text)
          else properties -> 'championContactId' end)
      where ${own} and (properties -> 'contactIds' ?| ${mergedIds} or properties ->> 'championContactId' = any(${mergedIds}))`.execute(
      tx,
    );
  }
  if (kind === 'company') {
    for (const table of [TABLES.contact, TABLES.deal]) {
      await sql`
        update ${sql.table(table)} set properties = jsonb_set(properties, '{companyId}', to_jsonb(${primaryId}::text))
        where ${own} and properties ->> 'companyId' = any(${mergedIds})`.execute(tx);
    }
  }
  await sql`delete from ${sql.table(TABLES[kind])} where ${own} and id = any(${mergedIds})`.execute(tx);
}
