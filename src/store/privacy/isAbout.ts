/** Which rows are about a contact: by an id that a CRM has for him, or by his address. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { KnownContact } from './contact.ts';

type Condition = (contact: KnownContact) => RawBuilder<SqlBool>;

/** Each of its table's rows as `t`. */
const action: Condition = (contact) => sql<SqlBool>`(
  t.subject #>> '{contact,id}' = any(${idsOf(contact)})
  or ${contact.email}::text is not null and ${contact.email} in (
    lower(t.subject #>> '{contact,email}'), lower(t.action_params ->> 'contactEmail')))`;

const actionIds = (contact: KnownContact) => sql<string>`
  select t.id from pending_autonomous_actions as t where t.workspace_id = ${contact.workspaceId} and ${action(contact)}`;

/** What joined an action about him is about him, too. */
const alert: Condition = (contact) => sql<SqlBool>`(
  t.subject #>> '{contact,id}' = any(${idsOf(contact)})
  or lower(t.subject #>> '{contact,email}') = ${contact.email}
  or t.action_id in (${actionIds(contact)}))`;

const trigger: Condition = (contact) => sql<SqlBool>`(
  t.payload ->> 'contactId' = any(${idsOf(contact)})
  or t.payload #>> '{contact,id}' = any(${idsOf(contact)})
  or lower(t.payload #>> '{contact,email}') = ${contact.email}
  or t.action_id in (${actionIds(contact)}))`;

/** A task or touch of the built-in CRM: what an action made has its id. */
const record: Condition = (contact) => sql<SqlBool>`(
  t.contact_id = any(${idsOf(contact)}) or t.delivery_key in (select about.id::text from (${actionIds(contact)}) as about))`;

export const isAbout = { action, actionIds, alert, trigger, record };

function idsOf({ ids }: KnownContact): RawBuilder<unknown> {
  return sql`${ids.map(({ id }) => id)}::text[]`;
}
