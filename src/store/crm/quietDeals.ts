/** Deals and when they were last heard of: for the scan that looks for silence. */
import { type RawBuilder, sql } from 'kysely';
import type { DealProperties } from '../../domain/crm.ts';
import type { Db, Tx } from '../database/db.ts';
import type { CrmScope } from './mirror.ts';

export interface HeardDeal {
  workspaceId: string;
  crm: string;
  id: string;
  properties: DealProperties;
  firstSeenAt: Date;
  lastEngagementAt: Date | null;
  /** The champion's last inbound engagement, and the first outbound one to the champion since. */
  championAnsweredAt: Date | null;
  championAskedAt: Date | null;
  slumpToldAt: Date | null;
  championColdToldAt: Date | null;
}

export interface DealPosition extends CrmScope {
  id: string;
}

/** Up to `limit` deals after one, in the order of (workspace, crm, id). */
export async function dealsAfter(db: Db, after: DealPosition | undefined, limit: number): Promise<HeardDeal[]> {
  const from =
    after === undefined
      ? sql`true`
      : sql`(d.workspace_id, d.crm, d.id) > (${after.workspaceId}, ${after.crm}, ${after.id})`;
  const { rows } = await heard(sql`${from} order by d.workspace_id, d.crm, d.id limit ${limit}`).execute(db);
  return rows;
}

/** One deal, locked until the transaction ends. */
export async function lockHeardDeal(tx: Tx, { workspaceId, crm, id }: DealPosition): Promise<HeardDeal | undefined> {
  const { rows } = await heard(
    sql`d.workspace_id = ${workspaceId} and d.crm = ${crm} and d.id = ${id} for update of d`,
  ).execute(tx);
  return rows[0];
}

/** An engagement that names no deal counts for the deals of its contact. */
function heard(condition: RawBuilder<unknown>): RawBuilder<HeardDeal> {
  return sql<HeardDeal>`
    select d.workspace_id as "workspaceId", d.crm, d.id, d.properties, d.first_seen_at as "firstSeenAt",
      greatest(of_deal.at, of_contacts.at) as "lastEngagementAt",
      answered.at as "championAnsweredAt", asked.at as "championAskedAt",
      d.slump_told_at as "slumpToldAt", d.champion_cold_told_at as "championColdToldAt"
    from crm_deals d
    left join lateral (
      select max(e.at) as at from crm_engagements e
      where e.workspace_id = d.workspace_id and e.crm = d.crm and e.deal_id = d.id) of_deal on true
    left join lateral (
      select max(e.at) as at from crm_engagements e
      where e.workspace_id = d.workspace_id and e.crm = d.crm and e.deal_id is null and e.contact_id in (
        select jsonb_array_elements_text(d.properties -> 'contactIds')
        union select d.properties ->> 'championContactId')) of_contacts on true
    left join lateral (
      select max(e.at) as at from crm_engagements e
      where e.workspace_id = d.workspace_id and e.crm = d.crm and e.direction = 'inbound'
        and e.contact_id = d.properties ->> 'championContactId') answered on true
    left join lateral (
      select min(e.at) as at from crm_engagements e
      where e.workspace_id = d.workspace_id and e.crm = d.crm and e.direction = 'outbound'
        and e.contact_id = d.properties ->> 'championContactId'
        and e.at > coalesce(answered.at, '-infinity')) asked on true
    where d.deleted_at is null and ${condition}`;
}

/** Notes which silence was told, by its beginning: each is told once. */
export async function markSilenceTold(
  tx: Tx,
  { workspaceId, crm, id }: DealPosition,
  told: { slump_told_at: string } | { champion_cold_told_at: string },
): Promise<void> {
  await tx
    .updateTable('crm_deals')
    .set(told)
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .where('id', '=', id)
    .execute();
}
