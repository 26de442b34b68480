/** First answers to requests with an Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header). */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

export interface StoredAnswer {
  status: number;
  contentType: string | null;
  body: string | null;
}

export interface KeyOf {
  userId: string;
  key: string;
}

/**
 * `claimed`: this request is to run, and `claim` is the proof that the key is its own; `answered`: it ran before;
 * `running`: it is running now; `reused`: the key stood for another request.
 */
export type KeyClaim =
  | { kind: 'claimed'; claim: string }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'running' }
  | { kind: 'reused' };

/**
 * Claims a key for a request with this fingerprint, also one that was claimed and never answered: the caller knows that its
 * own process is not at it, and another's has died or takes the same decision, which is taken once, as everything that is
 * done under a key has an identity of its own (commandId.ts). An answer is kept 24 hours.
 */
export async function claimKey(db: Db, { userId, key }: KeyOf, fingerprint: string): Promise<KeyClaim> {
  const { rows } = await sql<{ claim: string }>`
    insert into idempotency_keys as k (user_id, key, fingerprint, claimed_at)
    values (${userId}, ${key}, ${fingerprint}, clock_timestamp())
    on conflict (user_id, key) do update
      set fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at, created_at = now(),
        status = null, content_type = null, body = null
      where (k.status is null and k.fingerprint = excluded.fingerprint) or k.created_at < now() - interval '24 hours'
    returning claimed_at::text as claim`.execute(db);
  const [claimed] = rows;
  return claimed === undefined ? readKey(db, { userId, key }, fingerprint) : { kind: 'claimed', claim: claimed.claim };
}

/** What stands under a key, without claiming it. */
export async function readKey(
  db: Db,
  { userId, key }: KeyOf,
  fingerprint: string,
): Promise<Exclude<KeyClaim, { kind: 'claimed' }>> {
  const found = await db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'status', 'content_type as contentType', 'body'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst();
  // About to be claimed, or released just now as its request failed. The caller may repeat.
  if (found === undefined) return { kind: 'running' };
  const { status, contentType, body } = found;
  if (found.fingerprint !== fingerprint) return { kind: 'reused' };
  return status === null ? { kind: 'running' } : { kind: 'answered', answer: { status, contentType, body } };
}

/** Keeps the answer, unless the claim has been lost meanwhile. */
export async function storeAnswer(db: Db, { userId, key }: KeyOf, claim: string, answer: StoredAnswer): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ status: answer.status, content_type: answer.contentType, body: answer.body })
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where(sql<string>`claimed_at::text`, '=', claim)
    .execute();
}

/** Frees the key for another attempt of the same request. */
export async function releaseKey(db: Db, { userId, key }: KeyOf, claim: string): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('status', 'is', null)
    .where(sql<string>`claimed_at::text`, '=', claim)
    .execute();
}
