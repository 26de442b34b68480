import { type RawBuilder, type SqlBool, sql } from 'kysely';

/**
 * Whose records somebody may touch: nobody's; his own; his own and his team's; either with those of whom he covers now; or
 * everybody's in his workspace.
 */
export type Reach = 'none' | 'own' | 'own+covered' | 'team' | 'team+covered' | 'workspace';

/** Who asks, and how far he may reach. Every query of the API is bound by one. */
export interface Scope {
  workspaceId: string;
  userId: string;
  reach: Reach;
}

/**
 * The condition that a row lies in the scope.
 *
 * @param userColumn the qualified column with the user's id, such as `a.user_id`; its table has a `workspace_id` too
 */
export function inScope({ workspaceId, userId, reach }: Scope, userColumn: `${string}.${string}`): RawBuilder<SqlBool> {
  const user = sql.ref(userColumn);
  const workspace = sql.ref(`${userColumn.slice(0, userColumn.indexOf('.'))}.workspace_id`);
  switch (reach) {
    case 'none':
      return sql<SqlBool>`false`;
    case 'own':
      return sql<SqlBool>`(${workspace} = ${workspaceId} and ${user} = ${userId})`;
    case 'own+covered':
      // An array is known before the rows are looked for. Of a subselect Postgres assumes that it finds a share of all rows, the same for
      // everybody, and of a search whose user has half of them it took the wrong index: 1,230 ms, not 69.
      return sql<SqlBool>`(${workspace} = ${workspaceId}
        and ${user} = any(array(select ${userId} union all ${coveredBy(userId)})))`;
    case 'team':
      return sql<SqlBool>`(${workspace} = ${workspaceId} and ${user} = any(array(${teamOf({ workspaceId, userId })})))`;
    case 'team+covered':
      return sql<SqlBool>`(${workspace} = ${workspaceId} and ${user} = any(array(
        ${teamOf({ workspaceId, userId })} union all ${coveredBy(userId)})))`;
    case 'workspace':
      return sql<SqlBool>`${workspace} = ${workspaceId}`;
  }
}

function teamOf({ workspaceId, userId }: Pick<Scope, 'workspaceId' | 'userId'>): RawBuilder<string> {
  return sql<string>`select member.id from users as member
    where member.workspace_id = ${workspaceId} and (member.id = ${userId} or member.manager_id = ${userId})`;
}

/** The users whom this one covers now. */
function coveredBy(userId: string): RawBuilder<string> {
  return sql<string>`select cover.user_id from covers as cover
    where cover.cover_id = ${userId} and cover.begins_at <= now() and cover.ends_at > now()`;
}

/** Whose something is. */
export interface Owned {
  workspaceId: string;
  userId: string;
  /** The manager of that user. */
  managerId: string | null;
  /** Who covers that user now. */
  coverIds?: string[];
}

/** inScope's rule for what has been read already. */
export function isInScope(scope: Scope, { workspaceId, userId, managerId, coverIds = [] }: Owned): boolean {
  if (workspaceId !== scope.workspaceId) return false;
  switch (scope.reach) {
    case 'none':
      return false;
    case 'own':
      return userId === scope.userId;
    case 'own+covered':
      return userId === scope.userId || coverIds.includes(scope.userId);
    case 'team':
      return userId === scope.userId || managerId === scope.userId;
    case 'team+covered':
      return userId === scope.userId || managerId === scope.userId || coverIds.includes(scope.userId);
    case 'workspace':
      return true;
  }
}
