/**
 * Forgets a person (GDPR, article 17): the mirror's record, what was drafted for and about them, what they were sent. What
 * stays is that there was an action, of which type, who decided what and when.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Command } from '../../domain/decide.ts';
import { toBeTold } from '../actions/outbox.ts';
import { transition } from '../actions/transition.ts';
import { markDeleted } from '../crm/followed.ts';
import { type CrmScope, readRecord } from '../crm/mirror.ts';
import type { Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { decisionColumns } from '../decisions/decideAction.ts';

/** What stands where something was. */
const ERASED = 'erased';

/** @throws Error while an action to this person is being executed: to be tried again when that has ended */
export async function eraseContact(tx: Tx, scope: CrmScope, contactId: string, at: string): Promise<void> {
  const known = await readRecord(tx, scope, 'contact', contactId);
  const actions = await actionsAbout(tx, scope, contactId, known?.properties.email ?? null);
  if (actions.some(({ status, executing_at }) => status === 'approved' || (status === 'pending' && executing_at))) {
    throw new Error('an action to the person to be erased is being executed: erased once that has ended');
  }
  const command: Command = {
    type: 'cancel',
    id: `erasure:${at}`,
    by: null,
    channel: 'system',
    at,
    reason: 'the contact was erased in the CRM',
  };
  for (const action of actions) if (action.status === 'pending') await cancel(tx, action, command);
  await eraseMirrored(tx, scope, contactId);
  await markDeleted(tx, scope, { kind: 'contact', id: contactId, at });
  const ids = actions.map(({ id }) => id);
  await eraseActions(tx, ids);
  await eraseRecords(tx, scope, contactId, ids);
}

async function cancel(tx: Tx, action: ActionRow, command: Command): Promise<void> {
  const { id, type, by, channel, at, reason } = command;
  await transition(tx, action, {
    to: 'cancelled',
    columns: {
      ...decisionColumns(command),
      cancel_reason: reason ?? null,
      scheduled_approval: null,
      ...toBeTold({ signal: 'cancel', commandId: id }),
    },
    entry: { commandId: id, command: type, by, channel, at, message: reason },
  });
}

/** By the CRM's id, or by the address that the mirror knew. Locked, so that none begins meanwhile. */
function actionsAbout(
  tx: Tx,
  { workspaceId }: CrmScope,
  contactId: string,
  email: string | null,
): Promise<ActionRow[]> {
  return tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(
      sql<boolean>`(subject #>> '{contact,id}' = ${contactId}
        or ${email}::text is not null and lower(${email}) in (
          lower(subject #>> '{contact,email}'), lower(action_params ->> 'contactEmail')))`,
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function eraseMirrored(tx: Tx, { workspaceId, crm }: CrmScope, contactId: string): Promise<void> {
  const own = sql`workspace_id = ${workspaceId} and crm = ${crm}`;
  await sql`delete from crm_contacts where ${own} and id = ${contactId}`.execute(tx);
  // That something took place on the deal stays known: silence is reckoned from it.
  await sql`update crm_engagements set contact_id = null, title = null where ${own} and contact_id = ${contactId}`.execute(
    tx,
  );
  await sql`
    update crm_deals set properties = properties || jsonb_build_object(
      'contactIds', coalesce(properties -> 'contactIds', '[]') - ${contactId}::text,
      'championContactId', nullif(properties -> 'championContactId', to_jsonb(${contactId}::text)))
    where ${own} and (properties -> 'contactIds' ? ${contactId} or properties ->> 'championContactId' = ${contactId})`.execute(
    tx,
  );
  const record = `contact:${contactId}`;
  await sql`update crm_inbox set event = '{}' where ${own} and record_key = ${record} and state = 'done'`.execute(tx);
  await sql`delete from crm_inbox where ${own} and record_key = ${record} and state = 'failed'`.execute(tx);
}

/** Without the person's names and address, and with nothing of the texts. */
function erasedParams(column: 'action_params' | 'original_params'): RawBuilder<string> {
  const params = sql.ref(column);
  const named = ['contactId', 'contactName', 'contactEmail', 'reason', 'contextSummary'];
  return sql<string>`(${params} - ${named}::text[]) || (
    select coalesce(jsonb_object_agg(key, to_jsonb(${ERASED}::text)), '{}')
    from jsonb_object_keys(${params}) as key where key in ('subject', 'body'))`;
}

async function eraseActions(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('pending_autonomous_actions')
    .set({
      action_params: erasedParams('action_params'),
      original_params: erasedParams('original_params'),
      context_summary: 'Erased: the contact asked to be forgotten',
      subject: sql<string>`subject - 'contact'`,
      result: sql<string | null>`case when result is null then null else '{}'::jsonb end`,
      failure: sql<string | null>`case when failure is null then null
        else jsonb_set(failure, '{message}', to_jsonb(${ERASED}::text)) end`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', 'in', ids)
    .execute();
  await tx
    .updateTable('deliveries')
    .set({
      result: sql<string | null>`case when result is null then null else '{}'::jsonb end`,
      error: sql<string | null>`case when error is null then null
        else jsonb_set(error, '{message}', to_jsonb(${ERASED}::text)) end`,
      late_results: '[]',
    })
    .where('action_id', 'in', ids)
    .execute();
  await tx.deleteFrom('email_drafts').where('action_id', 'in', ids).execute();
  await sql`select erase_from_audit(${ids}::uuid[])`.execute(tx);
}

/** Alerts, the trigger log, what screens were told, and the built-in CRM's records. */
async function eraseRecords(tx: Tx, { workspaceId }: CrmScope, contactId: string, actionIds: string[]): Promise<void> {
  const { rows: alerts } = await sql<{ id: string }>`
    update realtime_alerts set title = ${ERASED}, summary = ${ERASED}, payload = '{}', subject = subject - 'contact'
    where workspace_id = ${workspaceId}
      and (subject #>> '{contact,id}' = ${contactId} or action_id = any(${actionIds}::uuid[])) returning id`.execute(
    tx,
  );
  const ids = alerts.map(({ id }) => id);
  await sql`
    update trigger_log set payload = '{}' where workspace_id = ${workspaceId}
      and (alert_id = any(${ids}::uuid[]) or payload ->> 'contactId' = ${contactId}
        or payload #>> '{contact,id}' = ${contactId})`.execute(tx);
  await sql`
    update events set data = data - '{contextSummary,title}'::text[]
    where workspace_id = ${workspaceId} and (alert_id = any(${ids}::uuid[]) or action_id = any(${actionIds}::uuid[]))`.execute(
    tx,
  );
  for (const table of ['crm_tasks', 'crm_touches'] as const) {
    await tx
      .updateTable(table)
      .set({ subject: ERASED, body: null })
      .where('workspace_id', '=', workspaceId)
      .where('contact_id', '=', contactId)
      .execute();
  }
}
