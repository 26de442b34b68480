/** Which entries of the security trail are still to go out as syslog, and whose turn it is to send them. */
import { sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { SecurityEvent } from '../../domain/securityEvents.ts';
import type { Db } from '../database/db.ts';

/** An entry as it stands in the trail: ids, and no names. */
export interface UnsentEntry {
  id: string;
  at: Date;
  event: SecurityEvent;
  workspaceId: string | null;
  by: string | null;
  about: string | null;
  channel: string;
  credential: JsonObject | null;
  address: string | null;
  detail: JsonObject;
}

/**
 * Within what time of its beginning a transaction that writes an entry must end for the entry to be sent for sure: sixty times and more
 * what a statement or an idle transaction of ours may take (see openDb).
 */
const SETTLED_AFTER = sql`interval '1 hour'`;

/**
 * Up to `limit` entries that have not been sent, the oldest first, leased to this caller: nobody else gets any until they are marked as
 * sent, or `leaseMs` have passed. Empty where there is none or it is another's turn; then nothing is written.
 */
export async function takeUnsent(
  db: Db,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<UnsentEntry[]> {
  const { numAffectedRows } = await sql`
    update security_syslog set leased_until = now() + ${leaseMs} * interval '1 millisecond'
    where leased_until <= now() and exists (select from security_trail as e where ${isUnsent})`.execute(db);
  if (numAffectedRows === 0n) return [];
  const { rows } = await sql<UnsentEntry>`
    select id::text, at, event, workspace_id as "workspaceId", by, about, channel, credential, host(address) as address, detail
    from security_trail as e where ${isUnsent} order by e.id limit ${limit}`.execute(db);
  return rows;
}

const isUnsent = sql`e.id > (select sent_up_to from security_syslog)
  and not exists (select from security_syslog_sent as s where s.entry_id = e.id)`;

/** Marks them as sent, and lets the next batch be taken. Repeating changes nothing. */
export async function markSent(db: Db, ids: readonly string[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`insert into security_syslog_sent select unnest(${ids}::bigint[]) on conflict do nothing`.execute(tx);
    await sql`
      update security_syslog set leased_until = now(), sent_up_to = greatest(sent_up_to, (
        select max(e.id) from security_trail as e join security_syslog_sent as s on s.entry_id = e.id
        where e.at < now() - ${SETTLED_AFTER}))`.execute(tx);
    await sql`delete from security_syslog_sent where entry_id <= (select sent_up_to from security_syslog)`.execute(tx);
  });
}
