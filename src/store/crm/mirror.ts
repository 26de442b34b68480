/** The mirror: the last known state of a CRM's records. All of it happens in the transaction that acts on a change. */
import { sql } from 'kysely';
import type { EngagementChange, PropertiesOf, RecordKind } from '../../domain/crm.ts';
import type { Db, Tx } from '../database/db.ts';

/** Which CRM of which workspace. */
export interface CrmScope {
  workspaceId: string;
  crm: string;
}

/** A record as it is known: its properties, and as of when each of them. */
export interface Mirrored<K extends RecordKind> {
  properties: PropertiesOf[K];
  times: { [property: string]: string };
  /** As of when the CRM says that it is gone. */
  deletedAt?: Date | null;
}

/** Where each kind of record is. */
export const TABLES = { company: 'crm_companies', contact: 'crm_contacts', deal: 'crm_deals' } as const;

/** Lets one transaction at a time change what is known of a record, also of one that is not known yet. */
export async function lockRecord(tx: Tx, { workspaceId, crm }: CrmScope, recordKey: string): Promise<void> {
  const key = JSON.stringify([workspaceId, crm, recordKey]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** A record as it is known, be it there or deleted. */
export async function readRecord<K extends RecordKind>(
  db: Db | Tx,
  { workspaceId, crm }: CrmScope,
  kind: K,
  id: string,
): Promise<Mirrored<K> | undefined> {
  const { rows } = await sql<Mirrored<K>>`
    select properties, times, deleted_at as "deletedAt" from ${sql.table(TABLES[kind])}
    where workspace_id = ${workspaceId} and crm = ${crm} and id = ${id}`.execute(db);
  return rows[0];
}

/** The same of a record that is there: what was deleted is as unknown as what never was. */
export async function readLiving<K extends RecordKind>(
  db: Db | Tx,
  scope: CrmScope,
  kind: K,
  id: string,
): Promise<Mirrored<K> | undefined> {
  const known = await readRecord(db, scope, kind, id);
  return known?.deletedAt == null ? known : undefined;
}

/** What is told of a record after its deletion brings it back. */
export async function writeRecord<K extends RecordKind>(
  tx: Tx,
  { workspaceId, crm }: CrmScope,
  kind: K,
  id: string,
  { properties, times }: Mirrored<K>,
): Promise<void> {
  await sql`
    insert into ${sql.table(TABLES[kind])} (workspace_id, crm, id, properties, times)
    values (${workspaceId}, ${crm}, ${id}, ${JSON.stringify(properties)}, ${JSON.stringify(times)})
    on conflict (workspace_id, crm, id) do update
      set properties = excluded.properties, times = excluded.times, deleted_at = null`.execute(tx);
}

/** Adds an engagement; false where it was known already. */
export async function addEngagement(
  tx: Tx,
  { workspaceId, crm }: CrmScope,
  engagement: EngagementChange,
): Promise<boolean> {
  const { id, kind, dealId, contactId, companyId, direction, title, messageId, nextStep, at } = engagement;
  const added = await tx
    .insertInto('crm_engagements')
    .values({
      workspace_id: workspaceId,
      crm,
      id,
      kind,
      deal_id: dealId,
      contact_id: contactId,
      company_id: companyId,
      direction,
      title,
      message_id: messageId,
      next_step: nextStep,
      at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

/** The times at which a contact opened our emails, not older than `since`. */
export async function opensOf(tx: Tx, scope: CrmScope, contactId: string, since: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom('crm_engagements')
    .select('at')
    .where('workspace_id', '=', scope.workspaceId)
    .where('crm', '=', scope.crm)
    .where('contact_id', '=', contactId)
    .where('kind', '=', 'email_opened')
    .where('at', '>=', since)
    .execute();
  return rows.map(({ at }) => at.toISOString());
}

/** The engagements of a company's contacts, not older than `since`. */
export async function engagementsOfCompany(tx: Tx, scope: CrmScope, companyId: string, since: Date) {
  const rows = await tx
    .selectFrom('crm_engagements as e')
    .innerJoin('crm_contacts as c', (join) =>
      join
        .onRef('c.workspace_id', '=', 'e.workspace_id')
        .onRef('c.crm', '=', 'e.crm')
        .onRef('c.id', '=', 'e.contact_id'),
    )
    .select(['c.id as contactId', 'c.properties', 'e.at', 'e.kind', 'e.direction'])
    .where('e.workspace_id', '=', scope.workspaceId)
    .where('e.crm', '=', scope.crm)
    .where('e.at', '>=', since)
    .where('c.deleted_at', 'is', null)
    .where(sql<boolean>`c.properties ->> 'companyId' = ${companyId}`)
    .execute();
  return rows.map(({ contactId, properties, at, kind, direction }) => ({
    contactId,
    name: properties.name,
    at: at.toISOString(),
    kind,
    direction: direction ?? undefined,
  }));
}

/** The deals whose champion a contact is. */
export async function dealsChampionedBy(tx: Tx, scope: CrmScope, contactId: string) {
  return tx
    .selectFrom('crm_deals')
    .select(['id', 'properties'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('crm', '=', scope.crm)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`properties ->> 'championContactId' = ${contactId}`)
    .orderBy('id')
    .execute();
}

/** Whether new_contact_high_fit has fired for a contact; marking it says so from now on. */
export async function highFitFired(tx: Tx, scope: CrmScope, contactId: string): Promise<boolean> {
  const row = await contactOf(tx, scope, contactId).select('high_fit_at').executeTakeFirst();
  return row !== undefined && row.high_fit_at !== null;
}

export async function markHighFit(tx: Tx, { workspaceId, crm }: CrmScope, contactId: string): Promise<void> {
  await tx
    .updateTable('crm_contacts')
    .set({ high_fit_at: sql<Date>`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .where('id', '=', contactId)
    .execute();
}

function contactOf(tx: Tx, { workspaceId, crm }: CrmScope, contactId: string) {
  return tx
    .selectFrom('crm_contacts')
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .where('id', '=', contactId);
}

/** Another champion's silence is another silence: whatever was told of the one before counts no more. */
export async function forgetColdTold(tx: Tx, { workspaceId, crm }: CrmScope, dealId: string): Promise<void> {
  await tx
    .updateTable('crm_deals')
    .set({ champion_cold_told_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .where('id', '=', dealId)
    .execute();
}

/** Who owns the deals of a company, those first seen last first. */
export async function ownersOfCompany(tx: Tx, scope: CrmScope, companyId: string) {
  const rows = await tx
    .selectFrom('crm_deals')
    .select('properties')
    .where('workspace_id', '=', scope.workspaceId)
    .where('crm', '=', scope.crm)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`properties ->> 'companyId' = ${companyId}`)
    .orderBy('first_seen_at', 'desc')
    .orderBy('id')
    .limit(5)
    .execute();
  return rows.map(({ properties: { ownerId, ownerEmail } }) => ({ ownerId, ownerEmail }));
}
