/** How an empty installation gets its first workspace: by a link that works once, and only while there is none. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { idFromName } from '../../domain/ids.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db } from '../database/db.ts';
import { insertUser, insertWorkspace } from '../people/people.ts';
import { createSession } from './sessions.ts';
import { createToken, hashSecret } from './tokens.ts';

export const SETUP_LINK_HOURS = 24;

export interface NewInstallation {
  workspace: { name: string; currency: string; timeZone: string };
  admin: { displayName: string; email: string };
}

/** What its administrator gets; neither secret can be shown again. */
export interface Installed {
  workspaceId: string;
  userId: string;
  token: string;
  sessionSecret: string;
}

export async function hasWorkspace(db: Db): Promise<boolean> {
  return (await db.selectFrom('workspaces').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/**
 * Makes a link's secret, 256 random bits of which only the hash is kept; undefined where there is a workspace. Earlier ones
 * stay good: several processes each have shown theirs.
 */
export async function createSetupLink(db: Db): Promise<string | undefined> {
  if (await hasWorkspace(db)) return undefined;
  const secret = randomBytes(32).toString('base64url');
  await db.deleteFrom('setup_links').where('expires_at', '<=', sql<Date>`now()`).execute();
  await db
    .insertInto('setup_links')
    .values({ hash: hashSecret(secret), expires_at: sql<Date>`now() + ${SETUP_LINK_HOURS} * interval '1 hour'` })
    .execute();
  return secret;
}

/** Makes the workspace and its administrator, and signs in. Undefined, and nothing is made, where the link is no longer good. */
export async function setUp(
  db: Db,
  secret: string,
  { workspace, admin }: NewInstallation,
  from: Acting,
): Promise<Installed | undefined> {
  return db.transaction().execute(async (tx) => {
    const link = tx
      .selectFrom('setup_links')
      .select('hash')
      .where('hash', '=', hashSecret(secret))
      .where('expires_at', '>', sql<Date>`now()`);
    if ((await link.executeTakeFirst()) === undefined) return undefined;
    // A second use, or an administrator's `workspace add`, waits here for the first to commit, and then finds a workspace.
    await sql`lock table workspaces in share row exclusive mode`.execute(tx);
    if (await hasWorkspace(tx)) return undefined;
    const workspaceId = idFromName(workspace.name) || 'workspace';
    const userId = idFromName(admin.displayName) || 'admin';
    const { timeZone } = workspace;
    // Whoever has the link becomes this administrator.
    const acting = { ...from, by: userId };
    await insertWorkspace(tx, { ...workspace, id: workspaceId }, acting);
    await insertUser(tx, { ...admin, id: userId, workspaceId, role: 'admin', timeZone }, acting);
    const token = await createToken(tx, userId, 'made at the setup', acting);
    const sessionSecret = await createSession(tx, { userId, token }, acting);
    await tx.deleteFrom('setup_links').execute();
    return { workspaceId, userId, token, sessionSecret };
  });
}
