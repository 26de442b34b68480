/** Templates that workspaces and reps write in the place of ours: every version is kept, and the newest holds. */
import { type RawBuilder, sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import type { OwnTemplate, TemplateKind, TemplateTexts } from '../../domain/templates.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';

/** Which template: of one trigger, for one kind of text. */
export interface TemplateKey {
  workspaceId: string;
  triggerType: TriggerType;
  kind: TemplateKind;
}

/** One version; without texts: from then on there was none. */
export interface TemplateVersion {
  owner: 'own' | 'workspace';
  version: number;
  draftVersion: string;
  texts: TemplateTexts | null;
  /** The user's id and name; null where nobody knows. */
  madeBy: string | null;
  madeByName: string | null;
  createdAt: Date;
}

/** Somebody else has changed it since. */
export class TemplateChanged extends Error {
  override readonly name = 'TemplateChanged';
}

/** What an action's `draft_version` says of it. */
const DRAFT_VERSION: RawBuilder<string> = sql`t.trigger_type || case when t.user_id is null then '/w' else '/u' end || t.id`;

/** The template that a user's drafts are made with: his own, else the workspace's; undefined: ours. */
export async function findOwnTemplate(
  db: Db | Tx,
  { workspaceId, triggerType, kind }: TemplateKey,
  userId: string,
): Promise<OwnTemplate | undefined> {
  const { rows } = await sql<OwnTemplate>`
    select subject, body, draft_version as "draftVersion"
    from (
      select distinct on (coalesce(t.user_id, '')) t.user_id, t.subject, t.body, ${DRAFT_VERSION} as draft_version
      from draft_templates as t
      where t.workspace_id = ${workspaceId} and t.trigger_type = ${triggerType} and t.kind = ${kind}
        and coalesce(t.user_id, '') in ('', ${userId})
      order by coalesce(t.user_id, ''), t.version desc
    ) as newest
    where subject is not null
    order by user_id nulls last limit 1`.execute(db);
  return rows[0];
}

/** Whether a version of a template, by the number that drafts name it with, is one that this user has for himself. */
export async function isOwnTemplate(
  db: Db,
  { workspaceId, userId }: { workspaceId: string; userId: string },
  id: string,
): Promise<boolean> {
  const found = await db
    .selectFrom('draft_templates')
    .select('id')
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return found !== undefined;
}

/** So many versions are listed of one that is a rep's, and as many of one that is the workspace's: all are kept, nobody reads further back. */
const VERSIONS_LISTED = 50;

/** The newest versions of one template that a user's drafts may be made with, the newest first. */
export async function listVersions(db: Db, key: TemplateKey, userId: string): Promise<TemplateVersion[]> {
  const rows = await versionsFor(db, key.workspaceId, userId)
    .where('t.trigger_type', '=', key.triggerType)
    .where('t.kind', '=', key.kind)
    // Versions are numbered without gaps, each owner's by itself: many of one leave the other's in the list.
    .where(
      't.version',
      '>',
      sql<number>`(
        select max(n.version) from draft_templates as n
        where n.workspace_id = t.workspace_id and n.trigger_type = t.trigger_type and n.kind = t.kind
          and coalesce(n.user_id, '') = coalesce(t.user_id, '')) - ${sql.lit(VERSIONS_LISTED)}`,
    )
    .orderBy('t.id', 'desc')
    .execute();
  return rows.map(asVersion);
}

/** Which templates there are for a user's drafts: the newest version of each that has texts. */
export async function listTemplates(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<(TemplateVersion & Omit<TemplateKey, 'workspaceId'>)[]> {
  const rows = await versionsFor(db, workspaceId, userId)
    .distinctOn(['t.trigger_type', 't.kind', sql`coalesce(t.user_id, '')`])
    .orderBy('t.trigger_type')
    .orderBy('t.kind')
    .orderBy(sql`coalesce(t.user_id, '')`)
    .orderBy('t.version', 'desc')
    .execute();
  return rows
    .filter(({ subject }) => subject !== null)
    .map((row) => ({ ...asVersion(row), triggerType: row.trigger_type, kind: row.kind }));
}

function versionsFor(db: Db, workspaceId: string, userId: string) {
  return db
    .selectFrom('draft_templates as t')
    .leftJoin('users as u', 'u.id', 't.made_by')
    .select(['t.trigger_type', 't.kind', 't.user_id', 't.version', 't.subject', 't.body', 't.made_by', 't.created_at'])
    .select('u.display_name')
    .select(DRAFT_VERSION.as('draft_version'))
    .where('t.workspace_id', '=', workspaceId)
    .where(sql`coalesce(t.user_id, '')`, 'in', ['', userId]);
}

type Row = Awaited<ReturnType<ReturnType<typeof versionsFor>['execute']>>[number];

function asVersion({ user_id, version, draft_version, subject, body, made_by, display_name, created_at }: Row) {
  const owner: TemplateVersion['owner'] = user_id === null ? 'workspace' : 'own';
  return {
    owner,
    version,
    draftVersion: draft_version,
    texts: subject === null || body === null ? null : { subject, body },
    madeBy: made_by,
    madeByName: display_name,
    createdAt: created_at,
  };
}

/**
 * Adds a version; null: there is none any more. The trail says that it was, and which version, not what it says.
 *
 * @param userId the rep whose it is; null: the workspace's
 * @param seen the highest version that whoever changes it has seen; 0: none
 * @throws TemplateChanged where that is not the highest
 */
export function writeTemplate(
  db: Db,
  { workspaceId, triggerType, kind }: TemplateKey,
  { userId, texts, seen }: { userId: string | null; texts: TemplateTexts | null; seen: number },
  acting: Acting,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const highest = await tx
      .selectFrom('draft_templates')
      .select('version')
      .where('workspace_id', '=', workspaceId)
      .where('trigger_type', '=', triggerType)
      .where('kind', '=', kind)
      .where(sql`coalesce(user_id, '')`, '=', userId ?? '')
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if ((highest?.version ?? 0) !== seen) throw new TemplateChanged('it has been changed since');
    const row = { workspace_id: workspaceId, user_id: userId, trigger_type: triggerType, kind };
    await tx
      .insertInto('draft_templates')
      .values({
        ...row,
        version: seen + 1,
        subject: texts?.subject ?? null,
        body: texts?.body ?? null,
        made_by: acting.by,
      })
      .execute()
      .catch(asChanged);
    await noteSecurity(tx, acting, {
      event: texts === null ? 'template_remove' : 'template_change',
      ...(userId === null ? { workspaceId } : { about: userId }),
      detail: { label: `${triggerType}, ${kind}`, version: seen + 1 },
    });
  });
}

/** Two at the same time: one of them was first. */
function asChanged(error: unknown): never {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'draft_templates_version')
    throw new TemplateChanged('it has been changed since');
  throw error;
}
