/** All that is kept about a contact, for whoever asks what that is (GDPR, article 15). */
import { type RawBuilder, sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { identifyContact, type KnownContact, type Sought } from './contact.ts';
import { isAbout, pairs } from './isAbout.ts';

/** Rows as their tables hold them, by what they are. */
export type Held = Record<keyof typeof KINDS, JsonObject[]>;

/** Where something about a contact is kept, and the condition of its rows, `t`. What repeats it, such as what searches look into, is not listed. */
export const KINDS = {
  contacts: { table: 'crm_contacts', which: ({ ids }) => sql`(t.crm, t.id) in ${pairs(ids)}` },
  engagements: { table: 'crm_engagements', which: ({ ids }) => sql`(t.crm, t.contact_id) in ${pairs(ids)}` },
  deals: { table: 'crm_deals', which: isAbout.deal },
  actions: { table: 'pending_autonomous_actions', which: isAbout.action },
  alerts: { table: 'realtime_alerts', which: isAbout.alert },
  triggers: { table: 'trigger_log', which: isAbout.trigger },
  trail: { table: 'action_audit', which: (contact) => sql`t.action_id in (${isAbout.actionIds(contact)})` },
  deliveries: { table: 'deliveries', which: (contact) => sql`t.action_id in (${isAbout.actionIds(contact)})` },
  messages: { table: 'action_messages', which: (contact) => sql`t.action_id in (${isAbout.actionIds(contact)})` },
  views: { table: 'action_views', which: (contact) => sql`t.action_id in (${isAbout.actionIds(contact)})` },
  webhooks: { table: 'webhook_deliveries', which: (contact) => sql`t.action_id in (${isAbout.actionIds(contact)})` },
  drafts: { table: 'email_drafts', which: (contact) => sql`t.action_id in (${isAbout.actionIds(contact)})` },
  tasks: { table: 'crm_tasks', which: isAbout.record },
  touches: { table: 'crm_touches', which: isAbout.record },
  events: {
    table: 'events',
    which: (contact) =>
      sql`(t.action_id in (${isAbout.actionIds(contact)}) or t.alert_id in (${isAbout.alertIds(contact)}))`,
  },
  inbox: { table: 'crm_inbox', which: ({ ids }) => sql`(t.crm, t.record_key) in ${pairs(ids, 'contact:')}` },
  suppressions: { table: 'suppressions', which: ({ email }) => sql`t.address = ${email}` },
} as const satisfies Record<string, { table: string; which: (contact: KnownContact) => RawBuilder<unknown> }>;

/** What is kept, without colleagues' credentials; and that somebody was given it is in the security trail. */
export function exportContact(
  db: Db,
  workspaceId: string,
  sought: Sought,
  acting: Acting,
): Promise<{ contact: KnownContact; held: Held }> {
  return inTransaction(db, async (tx) => {
    const contact = await identifyContact(tx, workspaceId, sought);
    const held = await readHeld(tx, contact);
    await noteSecurity(tx, acting, {
      event: 'contact_export',
      workspaceId,
      detail: { ids: contact.ids, ...counts(held) },
    });
    return { contact, held };
  });
}

async function readHeld(tx: Tx, contact: KnownContact): Promise<Held> {
  const entries: [string, JsonObject[]][] = [];
  for (const [name, { table, which }] of Object.entries(KINDS)) {
    const { rows } = await sql<{ row: JsonObject }>`
      select to_jsonb(t) - 'credential' #- '{scheduled_approval,credential}' as row from ${sql.table(table)} as t
      where t.workspace_id = ${contact.workspaceId} and ${which(contact)} order by 1`.execute(tx);
    entries.push([name, rows.map(({ row }) => row)]);
  }
  // One for each key of KINDS.
  return Object.fromEntries(entries) as Held;
}

function counts(held: Held): JsonObject {
  return Object.fromEntries(Object.entries(held).map(([name, rows]) => [name, rows.length]));
}
