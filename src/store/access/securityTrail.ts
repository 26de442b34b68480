/** The security trail: rows are added in the transaction of what they tell of, and read by administrators. */
import { type RawBuilder, sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Acting, SecurityEvent } from '../../domain/securityEvents.ts';
import { type SecurityToTell, securityInWords } from '../../domain/securityInWords.ts';
import type { Db, Tx } from '../database/db.ts';

const EXPORTED_AT_ONCE = 1_000;

export interface SecurityEntry {
  event: SecurityEvent;
  /** The user whom it is about. */
  about?: string;
  /** Absent: that of the user whom it is about, else of the one who does it; of nobody where both are unknown. */
  workspaceId?: string;
  /** What else there is to say: ids, roles, numbers; never a secret. */
  detail?: JsonObject;
}

/** Adds an entry; in the transaction of what it tells of, so that there is never one without the other. */
export async function noteSecurity(tx: Db | Tx, acting: Acting, entry: SecurityEntry): Promise<void> {
  const { by, channel, credential, address, operator } = acting;
  const { event, workspaceId, about, detail } = entry;
  await tx
    .insertInto('security_trail')
    .values({
      workspace_id: workspaceId ?? workspaceOf(about ?? by),
      event,
      by,
      channel,
      credential: credential === undefined ? null : JSON.stringify(credential),
      address: address ?? null,
      about: about ?? null,
      detail: JSON.stringify({ ...detail, ...(operator === undefined ? {} : { operator }) }),
    })
    .execute();
}

function workspaceOf(userId: string | null): RawBuilder<string | null> {
  return sql<string | null>`(select workspace_id from users where id = ${userId})`;
}

export interface SecurityFilter {
  events?: SecurityEvent[];
  /** Who did it, or whom it is about. */
  userId?: string;
  since?: string;
  until?: string;
}

export interface ToldSecurity extends SecurityToTell {
  id: string;
  credential: string | null;
  address: string | null;
  at: Date;
  /** As a person would put it. */
  inWords: string;
}

/**
 * So many entries of a workspace, the newest first. What nobody can tell whose it is belongs to all of the installation.
 *
 * @param before the id of the entry that the page before ended with
 */
export async function listSecurity(
  db: Db,
  workspaceId: string,
  { events, userId, since, until }: SecurityFilter,
  { limit, before }: { limit: number; before?: string },
): Promise<ToldSecurity[]> {
  const found = await db
    .selectFrom('security_trail as e')
    .leftJoin('users as doer', (join) => join.onRef('doer.id', '=', 'e.by').on('doer.workspace_id', '=', workspaceId))
    .leftJoin('users as subject', (join) =>
      join.onRef('subject.id', '=', 'e.about').on('subject.workspace_id', '=', workspaceId),
    )
    .select(['e.id', 'e.event', 'e.by', 'e.about', 'e.channel', 'e.detail', 'e.at'])
    .select(['doer.display_name as byName', 'subject.display_name as aboutName'])
    .select(sql<string | null>`host(e.address)`.as('address'))
    .select(sql<string | null>`e.credential ->> 'kind'`.as('credential'))
    .where(({ or, eb }) => or([eb('e.workspace_id', '=', workspaceId), eb('e.workspace_id', 'is', null)]))
    .$if(before !== undefined, (query) => query.where('e.id', '<', before ?? ''))
    .$if(events !== undefined, (query) => query.where('e.event', 'in', events ?? []))
    .$if(userId !== undefined, (query) =>
      query.where(({ or, eb }) => or([eb('e.by', '=', userId ?? ''), eb('e.about', '=', userId ?? '')])),
    )
    .$if(since !== undefined, (query) => query.where('e.at', '>=', new Date(since ?? '')))
    .$if(until !== undefined, (query) => query.where('e.at', '<', new Date(until ?? '')))
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute();
  return found.map((entry) => ({ ...entry, inWords: securityInWords(entry) }));
}

/** All entries of a workspace as JSON Lines, the newest first: to be kept elsewhere. */
export async function* exportSecurity(db: Db, workspaceId: string, filter: SecurityFilter): AsyncGenerator<string> {
  let before: string | undefined;
  for (;;) {
    const found = await listSecurity(db, workspaceId, filter, { limit: EXPORTED_AT_ONCE, before });
    for (const entry of found) yield `${JSON.stringify(entry)}\n`;
    before = found.at(-1)?.id;
    if (found.length < EXPORTED_AT_ONCE) return;
  }
}
