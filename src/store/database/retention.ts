/** How long what only grows is kept (docs/operating.md, "Keeping"), removed in small statements that lock nobody out. */
import { type RawBuilder, sql } from 'kysely';
import { removeOverSessions } from '../access/sessions.ts';
import { forgetOldSecrets } from '../webhooks/reseal.ts';
import type { Db } from './db.ts';

const BATCH_ROWS = 5_000;

/** What is removed, by table: the rows that have served their time. */
const OLD = {
  // How long an open screen may have been away and still resume without loss; the newest says where the numbers stand.
  events: sql`created_at < now() - interval '7 days' and (seq is null or seq < (select max(seq) from events))`,
  idempotency_keys: sql`created_at < now() - interval '24 hours'`,
  // Longer than any sender repeats: HubSpot does for a day, Standard Webhooks recommends about three.
  crm_inbox: sql`state = 'done' and received_at < now() - interval '7 days'`,
  sign_in_attempts: sql`expires_at < now()`,
  // Longer than one of them is good.
  used_logout_tokens: sql`used_at < now() - interval '1 hour'`,
  decision_links: sql`expires_at < now() - interval '30 days'`,
  digests: sql`created_at < now() - interval '30 days'`,
  // What waits for an endpoint that is disabled waits no longer than that.
  webhook_deliveries: sql`created_at < now() - interval '30 days' and (state not in ('new', 'trying')
    or endpoint_id in (select id from webhook_endpoints where disabled_at is not null))`,
  // What a silence is reckoned from stays: the last from each contact, and what was sent to it since (quietDeals.ts).
  crm_engagements: sql`at < now() - interval '400 days' and exists (
    select from crm_engagements as later
    where (later.workspace_id, later.crm) = (crm_engagements.workspace_id, crm_engagements.crm)
      and later.contact_id is not distinct from crm_engagements.contact_id
      and later.deal_id is not distinct from crm_engagements.deal_id
      and later.at > crm_engagements.at
      and (later.direction = 'inbound' or crm_engagements.direction is null))`,
} satisfies Record<string, RawBuilder<unknown>>;

/** Removed with their endpoint, which did not wait for it. */
const OF_REMOVED_ENDPOINTS = sql`not exists (select from webhook_endpoints where id = webhook_deliveries.endpoint_id)`;

/** Triggers that made or joined an action are kept as long as that: its timeline begins with them. */
const unusedTriggers = (keptDays: number) =>
  sql`action_id is null and created_at < now() - ${keptDays} * interval '1 day'`;
/** How long what came to nothing is kept, unless the configuration says otherwise. */
export const UNUSED_TRIGGERS_KEPT_DAYS = 180;

/** Removes what has served its time. */
export async function removeOldRows(
  db: Db,
  { batchRows = BATCH_ROWS, unusedTriggersDays = UNUSED_TRIGGERS_KEPT_DAYS } = {},
): Promise<void> {
  await removeOverSessions(db);
  await forgetOldSecrets(db);
  for (const [table, isOld] of Object.entries(OLD)) await remove(db, table, isOld, batchRows);
  await remove(db, 'trigger_log', unusedTriggers(unusedTriggersDays), batchRows);
  await remove(db, 'webhook_deliveries', OF_REMOVED_ENDPOINTS, batchRows);
  await inBatches(batchRows, () =>
    sql`update trigger_log set request_key = null where id in (
      select id from trigger_log where request_key is not null and created_at < now() - interval '24 hours'
      limit ${batchRows})`.execute(db),
  );
}

function remove(db: Db, table: string, isOld: RawBuilder<unknown>, batchRows: number): Promise<void> {
  const rows = sql.table(table);
  return inBatches(batchRows, () =>
    sql`delete from ${rows} where ctid in (select ctid from ${rows} where ${isOld} limit ${batchRows})`.execute(db),
  );
}

async function inBatches(batchRows: number, change: () => Promise<{ numAffectedRows?: bigint }>): Promise<void> {
  let changed: bigint;
  do {
    changed = (await change()).numAffectedRows ?? 0n;
  } while (changed >= BigInt(batchRows));
}
