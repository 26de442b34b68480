/** Links in emails by which somebody decides without signing in: once, on the version that he was shown. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';
import type { Db } from '../database/db.ts';

const SECRET_BYTES = 32;

export interface NewLink {
  workspaceId: string;
  actionId: string;
  userId: string;
  version: number;
  expiresAt: Date;
}

/** Makes a link's secret, 256 random bits; what is kept is its hash. */
export async function makeDecisionLink(db: Db, link: NewLink): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  await db
    .insertInto('decision_links')
    .values({
      hash: hashOf(secret),
      workspace_id: link.workspaceId,
      action_id: link.actionId,
      user_id: link.userId,
      version: link.version,
      expires_at: link.expiresAt,
    })
    .execute();
  return secret;
}

export interface DecisionLink {
  id: string;
  actionId: string;
  workspaceId: string;
  version: number;
  user: { id: string; role: Role; timeZone: string; locale: string };
  /** Whether it has been used, or its time has passed. */
  isOver: boolean;
}

/** @returns undefined where there is no such link, or whom it was sent to has left */
export function findDecisionLink(db: Db, secret: string): Promise<DecisionLink | undefined> {
  return db
    .selectFrom('decision_links as l')
    .innerJoin('users as u', 'u.id', 'l.user_id')
    .select(['l.id', 'l.action_id as actionId', 'l.workspace_id as workspaceId', 'l.version'])
    .select(['u.id as userId', 'u.role', 'u.time_zone as timeZone', 'u.locale'])
    .select(sql<boolean>`l.used_at is not null or l.expires_at <= now()`.as('isOver'))
    .where('l.hash', '=', hashOf(secret))
    .where('u.deactivated_at', 'is', null)
    .executeTakeFirst()
    .then((row) => {
      if (row === undefined) return undefined;
      const { userId, role, timeZone, locale, ...link } = row;
      return { ...link, user: { id: userId, role, timeZone, locale } };
    });
}

/** It has decided, and decides no more. */
export async function endDecisionLink(db: Db, id: string): Promise<void> {
  await db.updateTable('decision_links').set({ used_at: sql<Date>`now()` }).where('id', '=', id).execute();
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
