/** Who owns something in the CRMs, and which user that is here. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

export interface OwnerAndUser {
  crm: string;
  /** Null where the CRM names its owners by their addresses alone. */
  ownerId: string | null;
  email: string | null;
  name: string | null;
  /** Of those that are known. */
  deals: number;
  /** How many triggers of the last 30 days came to nothing, as the owner is nobody here. */
  unused: number;
  lastUnusedAt: Date | null;
  /** Whose actions the owner's triggers make: see findCrmOwner. */
  userId: string | null;
  userName: string | null;
  /** Where it is nobody: who it may well be. */
  suggestedUserId: string | null;
  suggestedUserName: string | null;
}

/** So many are more than anybody maps by hand. */
const MAX_OWNERS = 1_000;

/**
 * Everybody whom a CRM lists as an active owner, who owns a deal that is known, or for whom a trigger came that nobody got; first
 * those who are nobody here, of them those who miss the most.
 */
export async function listOwnersAndUsers(db: Db, workspaceId: string): Promise<OwnerAndUser[]> {
  const { rows } = await sql<OwnerAndUser>`
    with named as (
      select crm, id as owner_id, lower(email) as email, name, 0 as deals, 0 as unused, null::timestamptz as last_unused_at
      from crm_owners where workspace_id = ${workspaceId} and active
      union all
      select crm, properties ->> 'ownerId', lower(properties ->> 'ownerEmail'), null, count(*)::int, 0, null
      from crm_deals where workspace_id = ${workspaceId} and deleted_at is null
      group by 1, 2, 3
      union all
      select payload ->> 'crm', payload -> 'owner' ->> 'ownerId', lower(payload -> 'owner' ->> 'ownerEmail'), null,
        0, count(*)::int, max(created_at)
      from trigger_log
      where workspace_id = ${workspaceId} and outcome = 'no_owner' and created_at > now() - interval '30 days'
      group by 1, 2, 3
    ), owners as (
      select n.crm, max(coalesce(n.owner_id, d.id)) as owner_id, max(coalesce(n.email, d.email)) as email,
        max(coalesce(n.name, d.name)) as name, sum(n.deals)::int as deals, sum(n.unused)::int as unused,
        max(n.last_unused_at) as last_unused_at
      from named n
      -- Whom a record names by the address alone the CRM's own list may know.
      left join lateral (
        select id, lower(email) as email, name from crm_owners
        where workspace_id = ${workspaceId} and crm = n.crm and (id = n.owner_id or lower(email) = n.email)
        order by (id = n.owner_id) desc nulls last, id limit 1) d on true
      where n.owner_id is not null or n.email is not null
      group by n.crm, coalesce(n.owner_id, d.id, n.email)
    ), people as (
      select id, display_name, lower(display_name) as name, lower(email) as email, crm_owner_id from users
      where workspace_id = ${workspaceId} and deactivated_at is null and role in ('rep', 'manager')
    )
    select o.crm, o.owner_id as "ownerId", o.email, o.name, o.deals, o.unused, o.last_unused_at as "lastUnusedAt",
      u.id as "userId", u.display_name as "userName",
      s.id as "suggestedUserId", s.display_name as "suggestedUserName"
    from owners o
    left join lateral (
      select id, display_name from people p where p.email = o.email or p.crm_owner_id = o.owner_id
      order by id limit 1) u on true
    left join lateral (
      select id, display_name from people p
      where u.id is null and (p.name = lower(o.name) or split_part(p.email, '@', 1) = split_part(o.email, '@', 1))
      order by (p.name = lower(o.name)) desc nulls last, id limit 1) s on true
    order by (u.id is null) desc, o.unused desc, o.deals desc, o.crm, coalesce(o.name, o.email, o.owner_id)
    limit ${MAX_OWNERS}`.execute(db);
  return rows;
}
