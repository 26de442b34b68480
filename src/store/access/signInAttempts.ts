/** Sign-ins on their way to an identity provider and back. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import { hashSecret } from './tokens.ts';

/** For somebody who has to look for his second factor. */
export const ATTEMPT_LIFE_SECONDS = 600;

/** What is remembered of one. */
export interface StoredAttempt {
  codeVerifier: string;
  nonce: string;
  back: string;
  again: boolean;
  /** Who links the account to himself; null: whoever comes back signs in. */
  linkUserId: string | null;
  /** The hash of the session that the browser had. */
  sessionHash: Buffer | null;
}

/** By what it is found again: the state that the provider hands back, and the cookie of the browser that began it. */
export interface AttemptKey {
  provider: string;
  state: string;
  browser: string;
}

/** Keeps an attempt; of the key only hashes. Those that have run out go. */
export async function keepAttempt(db: Db, key: AttemptKey, attempt: StoredAttempt): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('expires_at', '<=', sql<Date>`now()`).execute();
  await db
    .insertInto('sign_in_attempts')
    .values({
      state_hash: hashSecret(key.state),
      browser_hash: hashSecret(key.browser),
      provider: key.provider,
      code_verifier: attempt.codeVerifier,
      nonce: attempt.nonce,
      back: attempt.back,
      again: attempt.again,
      link_user_id: attempt.linkUserId,
      session_hash: attempt.sessionHash,
      expires_at: sql<Date>`now() + ${ATTEMPT_LIFE_SECONDS} * interval '1 second'`,
    })
    .execute();
}

/** Takes an attempt, which is gone then: of two who come with the same only one gets it. */
export function takeAttempt(db: Db, { provider, state, browser }: AttemptKey): Promise<StoredAttempt | undefined> {
  return db
    .deleteFrom('sign_in_attempts')
    .where('state_hash', '=', hashSecret(state))
    .where('browser_hash', '=', hashSecret(browser))
    .where('provider', '=', provider)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['code_verifier as codeVerifier', 'nonce', 'back', 'again'])
    .returning(['link_user_id as linkUserId', 'session_hash as sessionHash'])
    .executeTakeFirst();
}
