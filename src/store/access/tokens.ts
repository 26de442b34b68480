import { createHash, randomBytes } from 'node:crypto';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { DEFAULT_TOKEN_DAYS } from '../../domain/tokenLife.ts';
import type { Verb } from '../../domain/verbs.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { Schema } from '../database/schema.ts';
import { checkIsHere } from '../people/rules.ts';
import type { Identity } from './identity.ts';
import { noteSecurity } from './securityTrail.ts';

/** What all our tokens begin with, so that scanners for leaked secrets can know them. */
const PREFIX = 'so_';
const LAST_USED_ACCURACY_MS = 60_000;

/** What a token is limited to, within what its user's role may. */
export interface TokenLimits {
  /** For how many days it is in force; DEFAULT_TOKEN_DAYS unless told otherwise. */
  days?: number | undefined;
  /** Which verbs it may use; absent: all that its user may but those of ONLY_WHERE_NAMED. */
  verbs?: readonly Verb[] | undefined;
  /** Whether a program may cause an email by it that nobody approved; it may not unless told otherwise. */
  maySendUnapproved?: boolean | undefined;
}

/**
 * Makes a token of 256 random bits and answers it; only its hash is kept, so nobody can show it again.
 *
 * @throws PersonRefused where the user has left
 */
export function createToken(
  db: Db | Tx,
  userId: string,
  label: string,
  acting: Acting,
  { days = DEFAULT_TOKEN_DAYS, verbs, maySendUnapproved = false }: TokenLimits = {},
): Promise<string> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  return inTransaction(db, async (tx) => {
    await checkIsHere(tx, userId);
    const made = await tx
      .insertInto('api_tokens')
      .values({
        user_id: userId,
        hash: hashSecret(token),
        label,
        expires_at: sql<Date>`now() + ${days} * interval '1 day'`,
        verbs: verbs === undefined ? null : [...verbs],
        may_send_unapproved: maySendUnapproved,
      })
      .returning(['id', 'expires_at'])
      .executeTakeFirstOrThrow();
    const limits = {
      expiresAt: made.expires_at?.toISOString() ?? null,
      verbs: verbs === undefined ? null : [...verbs],
      maySendUnapproved,
    };
    await noteTokens(tx, acting, 'token_add', [{ id: made.id, user_id: userId, label }], limits);
    return token;
  });
}

/** Whose token this is, unless it is unknown, revoked or expired or its user deactivated. Notes its use, to the minute. */
export async function findIdentity(db: Db, token: string): Promise<Identity | undefined> {
  const found = await inForce(db)
    .select(['t.id', 't.last_used_at', 't.verbs', 't.may_send_unapproved as maySendUnapproved'])
    .select(['u.id as userId', 'u.workspace_id as workspaceId', 'u.role'])
    .where('t.hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { id, last_used_at: lastUsedAt, ...person } = found;
  if (lastUsedAt === null || Date.now() - lastUsedAt.getTime() > LAST_USED_ACCURACY_MS) await noteUse(db, id);
  const maySendUnapproved = person.role !== 'service' || person.maySendUnapproved;
  return { ...person, maySendUnapproved, provedAt: null, credential: { kind: 'token', tokenId: id } };
}

/** The role of the token's user as of now; undefined where the token is no longer in force. */
export async function roleOfToken(db: Db, tokenId: string): Promise<Role | undefined> {
  return (await inForce(db).select('u.role').where('t.id', '=', tokenId).executeTakeFirst())?.role;
}

/** The sessions that were opened with it end too. Answers whether there was such a token, not yet revoked. */
export async function revokeToken(db: Db | Tx, tokenId: string, acting: Acting): Promise<boolean> {
  const revoked = await inTransaction(db, (tx) => revoke(tx, acting, sql<boolean>`id = ${tokenId}`));
  return revoked > 0;
}

/** All of a user's tokens, and so the sessions that they opened. Answers how many were still in force. */
export function revokeTokens(db: Db | Tx, userId: string, acting: Acting): Promise<number> {
  return inTransaction(db, (tx) => revoke(tx, acting, sql<boolean>`user_id = ${userId}`));
}

async function revoke(tx: Tx, acting: Acting, which: RawBuilder<boolean>): Promise<number> {
  const revoked = await tx
    .updateTable('api_tokens')
    .set({ revoked_at: sql<Date>`now()` })
    .where(which)
    .where('revoked_at', 'is', null)
    .returning(['id', 'user_id', 'label'])
    .execute();
  await noteTokens(tx, acting, 'token_revoke', revoked);
  return revoked.length;
}

type Named = Pick<Selectable<Schema['api_tokens']>, 'id' | 'user_id' | 'label'>;

async function noteTokens(
  tx: Tx,
  acting: Acting,
  event: 'token_add' | 'token_revoke',
  tokens: Named[],
  detail: JsonObject = {},
): Promise<void> {
  for (const { id, user_id, label } of tokens) {
    await noteSecurity(tx, acting, { event, about: user_id, detail: { tokenId: id, label, ...detail } });
  }
}

export function listTokens(db: Db, userId: string): Promise<Omit<Selectable<Schema['api_tokens']>, 'hash'>[]> {
  return db
    .selectFrom('api_tokens')
    .select(['id', 'user_id', 'label', 'created_at', 'last_used_at', 'revoked_at', 'expires_at', 'verbs'])
    .select('may_send_unapproved')
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
}

function inForce(db: Db) {
  return db
    .selectFrom('api_tokens as t')
    .innerJoin('users as u', 'u.id', 't.user_id')
    .where('t.revoked_at', 'is', null)
    .where(({ or, eb }) => or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', sql<Date>`now()`)]))
    .where('u.deactivated_at', 'is', null);
}

/** The condition is repeated in SQL: of many requests at once only one writes. */
async function noteUse(db: Db, tokenId: string): Promise<void> {
  await db
    .updateTable('api_tokens')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', tokenId)
    .where(({ or, eb }) =>
      or([eb('last_used_at', 'is', null), eb('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)]),
    )
    .execute();
}

/** What is kept instead of a secret of 256 random bits: nobody can try them all, so that it needs no salt. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
