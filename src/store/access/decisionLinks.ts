/** Links in emails by which somebody decides without signing in: once, on the version that he was shown. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';
import type { Db, Tx } from '../database/db.ts';

const SECRET_BYTES = 32;

export interface NewLink {
  workspaceId: string;
  actionId: string;
  userId: string;
  version: number;
  expiresAt: Date;
  /** Names the email that it is sent with. */
  sentWith: string;
}

/** Makes a link's secret, 256 random bits; what is kept is its hash. An earlier one of the same email, which has not left, is no good any more. */
export async function makeDecisionLink(db: Db, link: NewLink): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const anew = { hash: hashOf(secret), version: link.version, expires_at: link.expiresAt };
  await db
    .insertInto('decision_links')
    .values({
      ...anew,
      workspace_id: link.workspaceId,
      action_id: link.actionId,
      user_id: link.userId,
      sent_with: link.sentWith,
    })
    .onConflict((conflict) => conflict.columns(['sent_with', 'action_id']).doUpdateSet(anew))
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

/** It decides, and decides no more; false where it has decided before. In the decision's own transaction. */
export async function takeDecisionLink(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('decision_links')
    .set({ used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
