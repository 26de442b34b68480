/**
 * Which rows are about a contact: by what a CRM calls him, or by his address. An id names somebody in one CRM alone: in another it is
 * somebody else's.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { BUILT_IN } from '../../domain/crmNames.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { KnownContact } from './contact.ts';

type Condition = (contact: KnownContact) => RawBuilder<SqlBool>;

/** Triggers as `t` that name him by an id; one that was posted without a CRM is of the workspace's. */
const namedByTrigger: Condition = ({ ids }) => sql<SqlBool>`(
  coalesce(t.payload ->> 'crm', (select crm from workspaces where id = t.workspace_id)),
  coalesce(t.payload ->> 'contactId', t.payload #>> '{contact,id}')) in ${pairs(ids)}`;

const triggersNaming = (contact: KnownContact, column: 'action_id' | 'alert_id') => sql<string>`
  select t.${sql.ref(column)} from trigger_log as t
  where t.workspace_id = ${contact.workspaceId} and ${namedByTrigger(contact)}`;

/** Each of its table's rows as `t`. An action has the contact of the trigger that made it; what joined it may have another. */
const action: Condition = (contact) => sql<SqlBool>`(
  (t.crm, t.subject #>> '{contact,id}') in ${pairs(contact.ids)}
  or t.id in (${triggersNaming(contact, 'action_id')} and t.outcome = 'created')
  or ${contact.email}::text is not null and ${contact.email} in (
    lower(t.subject #>> '{contact,email}'), lower(t.action_params ->> 'contactEmail')))`;

const actionIds = (contact: KnownContact) => sql<string>`
  select t.id from pending_autonomous_actions as t where t.workspace_id = ${contact.workspaceId} and ${action(contact)}`;

/** What joined an action about him is about him, too. */
const alert: Condition = (contact) => sql<SqlBool>`(
  t.id in (${triggersNaming(contact, 'alert_id')})
  or lower(t.subject #>> '{contact,email}') = ${contact.email}
  or t.action_id in (${actionIds(contact)}))`;

const alertIds = (contact: KnownContact) => sql<string>`
  select t.id from realtime_alerts as t where t.workspace_id = ${contact.workspaceId} and ${alert(contact)}`;

/** What the log names him by, whether it made something or nothing, and whatever else it is about. */
const logged: Condition = ({ ids }) =>
  sql<SqlBool>`(t.crm, t.contact_id) in ${pairs(ids.map(({ crm, id }) => ({ crm, id: normaliseId(id) })))}`;

const trigger: Condition = (contact) => sql<SqlBool>`(
  ${namedByTrigger(contact)}
  or ${logged(contact)}
  or lower(t.payload #>> '{contact,email}') = ${contact.email}
  or t.action_id in (${actionIds(contact)}))`;

/** A task or touch of the built-in CRM: what an action made has its id. */
const record: Condition = (contact) => sql<SqlBool>`(
  (${BUILT_IN}, t.contact_id) in ${pairs(contact.ids)}
  or t.delivery_key in (select about.id::text from (${actionIds(contact)}) as about))`;

const deal: Condition = ({ ids }) => sql<SqlBool>`exists (
  select from ${pairs(ids)} as his (crm, id) where his.crm = t.crm
    and (t.properties -> 'contactIds' ? his.id or t.properties ->> 'championContactId' = his.id))`;

export const isAbout = { action, actionIds, alert, alertIds, trigger, logged, record, deal };

/** CRM and id, as rows to compare with; `prefix` before each id. */
export function pairs(ids: KnownContact['ids'], prefix = ''): RawBuilder<unknown> {
  return sql`(select * from unnest(
    ${ids.map(({ crm }) => crm)}::text[], ${ids.map(({ id }) => `${prefix}${id}`)}::text[]))`;
}
