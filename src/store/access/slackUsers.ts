/** Who of us somebody in Slack is. */
import { sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';
import type { Db } from '../database/db.ts';

export interface SlackUser {
  id: string;
  workspaceId: string;
  role: Role;
  timeZone: string;
  locale: string;
}

/**
 * The users, one in each workspace at most, who are somebody in Slack: by the member ID that an administrator has set, else by an
 * address that Slack has verified. Nobody who has left, no programs.
 */
export function findSlackUsers(
  db: Db,
  { slackUserId, verifiedEmail }: { slackUserId: string; verifiedEmail: string | null },
): Promise<SlackUser[]> {
  return db
    .selectFrom('users')
    .distinctOn('workspace_id')
    .select(['id', 'workspace_id as workspaceId', 'role', 'time_zone as timeZone', 'locale'])
    .where('deactivated_at', 'is', null)
    .where('role', '<>', 'service')
    .where(({ or, and, eb }) =>
      or([
        eb('slack_user_id', '=', slackUserId),
        // Whose member ID is another is somebody else.
        and([eb('slack_user_id', 'is', null), eb(sql`lower(email)`, '=', verifiedEmail?.toLowerCase() ?? '')]),
      ]),
    )
    .orderBy('workspace_id')
    .orderBy(sql`slack_user_id is null`)
    .execute();
}

/** Whose an action is; undefined where there is none. */
export async function workspaceOfAction(db: Db, actionId: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('pending_autonomous_actions')
    .select('workspace_id')
    .where('id', '=', actionId)
    .executeTakeFirst();
  return found?.workspace_id;
}
