/**
 * Forgets a person (GDPR, article 17): the mirror's record, what was drafted for and about them, what they were sent. What
 * stays is that there was an action, of which type, who decided what and when.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Command } from '../../domain/decide.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import { toBeTold } from '../actions/outbox.ts';
import { transition } from '../actions/transition.ts';
import { markDeleted } from '../crm/followed.ts';
import type { CrmScope } from '../crm/mirror.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { ActionRow } from '../database/schema.ts';
import { decisionColumns } from '../decisions/decideAction.ts';
import { lookAgain } from '../telling/tellings.ts';
import { identifyContact, type KnownContact, type Sought } from './contact.ts';
import { isAbout } from './isAbout.ts';

/** What stands where something was. */
const ERASED = 'erased';

/** An action to the contact is being executed: to be tried again when that has ended. */
export class ContactInUse extends Error {
  override readonly name = 'ContactInUse';
}

export interface Erasure {
  /** As of when, RFC 3339. */
  at: string;
  /** What his pending actions are cancelled for. */
  reason: string;
}

/** Answers how many actions were about him. @throws ContactInUse, with nothing written */
export async function eraseContact(tx: Tx, contact: KnownContact, { at, reason }: Erasure): Promise<number> {
  const actions = await lockActions(tx, contact);
  if (actions.some(({ status, executing_at }) => status === 'approved' || (status === 'pending' && executing_at))) {
    throw new ContactInUse('an action to the person to be erased is being executed: erased once that has ended');
  }
  const command: Command = { type: 'cancel', id: `erasure:${at}`, by: null, channel: 'system', at, reason };
  for (const action of actions) if (action.status === 'pending') await cancel(tx, action, command);
  for (const { crm, id } of contact.ids) {
    const scope = { workspaceId: contact.workspaceId, crm };
    await eraseMirrored(tx, scope, id);
    await markDeleted(tx, scope, { kind: 'contact', id, at });
  }
  const ids = actions.map(({ id }) => id);
  await eraseRecords(tx, contact, ids);
  await eraseActions(tx, ids);
  return ids.length;
}

/** The same, asked for by an administrator, who finds it in the security trail: never with what was erased. */
export function eraseSought(db: Db, workspaceId: string, sought: Sought, acting: Acting): Promise<number> {
  return inTransaction(db, async (tx) => {
    const contact = await identifyContact(tx, workspaceId, sought);
    const erasure = { at: new Date().toISOString(), reason: 'the contact asked to be forgotten' };
    const actions = await eraseContact(tx, contact, erasure);
    await noteSecurity(tx, acting, { event: 'contact_erase', workspaceId, detail: { ids: contact.ids, actions } });
    return actions;
  });
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

/** Locked, so that none begins meanwhile. */
function lockActions(tx: Tx, contact: KnownContact): Promise<ActionRow[]> {
  return tx
    .selectFrom('pending_autonomous_actions as t')
    .selectAll()
    .where('t.workspace_id', '=', contact.workspaceId)
    .where(isAbout.action(contact))
    .orderBy('t.id')
    .forUpdate()
    .execute();
}

async function eraseMirrored(tx: Tx, { workspaceId, crm }: CrmScope, contactId: string): Promise<void> {
  const own = sql`workspace_id = ${workspaceId} and crm = ${crm}`;
  await sql`delete from crm_contacts where ${own} and id = ${contactId}`.execute(tx);
  // That something took place on the deal stays known: silence is reckoned from it.
  await sql`update crm_engagements set contact_id = null, title = null, message_id = null, next_step = null where ${own} and contact_id = ${contactId}`.execute(
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
  const named = ['contactId', 'contactName', 'contactEmail', 'reason', 'contextSummary', 'inReplyTo'];
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
      // What a person wrote, not what the system says of itself.
      cancel_reason: sql<
        string | null
      >`case when cancel_reason is null or decided_by is null then cancel_reason else ${ERASED} end`,
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
      recipient: null,
    })
    .where('action_id', 'in', ids)
    .execute();
  await tx.deleteFrom('email_drafts').where('action_id', 'in', ids).execute();
  await sql`select erase_from_audit(${ids}::uuid[])`.execute(tx);
  // Messages in Slack show what it was: they are written anew.
  await lookAgain(tx, ids);
}

/** Alerts, the trigger log, what screens were told, and the built-in CRM's records. */
async function eraseRecords(tx: Tx, contact: KnownContact, actionIds: string[]): Promise<void> {
  const { workspaceId } = contact;
  const { rows: alerts } = await sql<{ id: string }>`
    update realtime_alerts as t set title = ${ERASED}, summary = ${ERASED}, payload = '{}', subject = subject - 'contact'
    where t.workspace_id = ${workspaceId} and ${isAbout.alert(contact)} returning id`.execute(tx);
  const ids = alerts.map(({ id }) => id);
  await sql`
    update trigger_log as t set payload = '{}', contact_id = case when ${isAbout.logged(contact)} then null else contact_id end
    where t.workspace_id = ${workspaceId} and (t.alert_id = any(${ids}::uuid[]) or ${isAbout.trigger(contact)})`.execute(
    tx,
  );
  await sql`
    update events set data = data - '{contextSummary,title}'::text[]
    where workspace_id = ${workspaceId} and (alert_id = any(${ids}::uuid[]) or action_id = any(${actionIds}::uuid[]))`.execute(
    tx,
  );
  for (const table of ['crm_tasks', 'crm_touches']) {
    await sql`
      update ${sql.table(table)} as t set subject = ${ERASED}, body = null
      where t.workspace_id = ${workspaceId} and ${isAbout.record(contact)}`.execute(tx);
  }
}
