/** The drafts that draft_email kept for download, as their owners read them. They are written by keepDraft.ts. */

import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { cursorTime, olderThan, type Page, type PageRequest, toPage } from '../database/paging.ts';

export interface EmailDraft {
  actionId: string;
  userId: string;
  messageId: string;
  recipient: string | null;
  subject: string;
  body: string;
  createdAt: Date;
}

const COLUMNS = [
  'd.action_id as actionId',
  'd.user_id as userId',
  'd.message_id as messageId',
  'd.recipient',
  'd.subject',
  'd.body',
  'd.created_at as createdAt',
] as const;

export function findDraft(db: Db, scope: Scope, actionId: string): Promise<EmailDraft | undefined> {
  return db
    .selectFrom('email_drafts as d')
    .select(COLUMNS)
    .where('d.action_id', '=', actionId)
    .where(inScope(scope, 'd.user_id'))
    .executeTakeFirst();
}

/** The whole message, byte for byte. */
export async function readEml(db: Db, scope: Scope, actionId: string): Promise<Buffer | undefined> {
  const found = await db
    .selectFrom('email_drafts as d')
    .select('d.eml')
    .where('d.action_id', '=', actionId)
    .where(inScope(scope, 'd.user_id'))
    .executeTakeFirst();
  return found?.eml;
}

/** The newest first. @throws CursorError */
export async function listDrafts(db: Db, scope: Scope, { limit, cursor }: PageRequest): Promise<Page<EmailDraft>> {
  const rows = await db
    .selectFrom('email_drafts as d')
    .select([...COLUMNS, cursorTime('d.created_at').as('key')])
    .where(inScope(scope, 'd.user_id'))
    .where(olderThan(cursor, 'd', 'action_id'))
    .orderBy('d.created_at', 'desc')
    .orderBy('d.action_id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, 'newest', limit, ({ key, actionId }) => [key, actionId]);
}
