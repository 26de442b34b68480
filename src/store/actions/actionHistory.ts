import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { AuditRow, DeliveriesTable } from '../database/schema.ts';

/** An action's audit trail, the oldest entry first, with what the tokens are called that it was decided with. */
export function listAudit(db: Db, actionId: string): Promise<(AuditRow & { tokenLabel: string | null })[]> {
  return db
    .selectFrom('action_audit as e')
    .leftJoin('api_tokens as t', (join) => join.on('t.id', '=', sql<string>`(e.credential ->> 'tokenId')::uuid`))
    .selectAll('e')
    .select('t.label as tokenLabel')
    .where('e.action_id', '=', actionId)
    .orderBy('e.id')
    .execute();
}

/** What the ledger says of an action's outgoing effects. */
export function listDeliveries(db: Db, actionId: string): Promise<Selectable<DeliveriesTable>[]> {
  return db.selectFrom('deliveries').selectAll().where('action_id', '=', actionId).orderBy('step').execute();
}

/** The action that retried this one, if any. */
export async function findRetryOf(db: Db, actionId: string): Promise<string | null> {
  const found = await db
    .selectFrom('pending_autonomous_actions')
    .select('id')
    .where('retry_of', '=', actionId)
    .executeTakeFirst();
  return found?.id ?? null;
}

export interface UnstartedActions {
  /** Their workflow has not been told what was decided, or not been started, for longer than that takes. */
  unstarted: number;
  /** Telling it failed at least once. */
  refused: number;
}

/** What the outbox still holds. */
export async function countUnstarted(db: Db): Promise<UnstartedActions> {
  const { unstarted, refused } = await db
    .selectFrom('pending_autonomous_actions')
    .select(({ fn, eb }) => [
      fn
        .countAll<string>()
        .filterWhere('updated_at', '<', new Date(Date.now() - 10_000))
        .as('unstarted'),
      fn
        .countAll<string>()
        .filterWhere(eb('tell_error', 'is not', null))
        .as('refused'),
    ])
    .where('tell', 'is not', null)
    .executeTakeFirstOrThrow();
  return { unstarted: Number(unstarted), refused: Number(refused) };
}

/** How many actions of all workspaces wait for a decision. */
export async function countPending(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('pending_autonomous_actions')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow();
  return Number(count);
}
