import type { Selectable } from 'kysely';
import type { Settings } from '../../domain/autoExecute.ts';
import type { Role } from '../../domain/roles.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db, Tx } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';

export interface NewWorkspace {
  id: string;
  name: string;
  /** ISO 4217. */
  currency?: string;
  timeZone?: string;
  postalAddress?: string;
  /** One of WRITABLE_CRMS. */
  crm?: string;
  settings?: Settings;
}

export interface NewUser {
  id: string;
  workspaceId: string;
  role: Role;
  displayName: string;
  email: string;
  managerId?: string;
  timeZone?: string;
  locale?: string;
  signature?: string;
  slackUserId?: string;
  crmOwnerId?: string;
}

/** Whose action a trigger makes, with what is needed to draft it. */
export interface Owner {
  id: string;
  role: Role;
  displayName: string;
  timeZone: string;
  currency: string;
  /** Where the workspace has tasks and touches written. */
  workspaceCrm: string;
  settings: Settings;
  workspaceSettings: Settings;
}

export async function insertWorkspace(db: Db, workspace: NewWorkspace): Promise<void> {
  const { id, name, currency, timeZone, postalAddress, crm, settings } = workspace;
  await db
    .insertInto('workspaces')
    .values({
      id,
      name,
      currency,
      time_zone: timeZone,
      postal_address: postalAddress,
      crm,
      settings: JSON.stringify(settings ?? {}),
    })
    .execute();
}

export async function insertUser(db: Db, user: NewUser): Promise<void> {
  await db
    .insertInto('users')
    .values({
      id: user.id,
      workspace_id: user.workspaceId,
      role: user.role,
      manager_id: user.managerId,
      display_name: user.displayName,
      email: user.email,
      time_zone: user.timeZone,
      locale: user.locale,
      signature: user.signature,
      slack_user_id: user.slackUserId,
      crm_owner_id: user.crmOwnerId,
    })
    .execute();
}

export function listUsers(db: Db, workspaceId: string): Promise<Selectable<Schema['users']>[]> {
  return db.selectFrom('users').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
}

/** Users who have not left, `u`, as owners; for more conditions. */
export function selectOwners(db: Db | Tx) {
  return db
    .selectFrom('users as u')
    .innerJoin('workspaces as w', 'w.id', 'u.workspace_id')
    .select([
      'u.id',
      'u.role',
      'u.display_name as displayName',
      'u.time_zone as timeZone',
      'u.settings',
      'w.currency',
      'w.crm as workspaceCrm',
      'w.settings as workspaceSettings',
    ])
    .where('u.deactivated_at', 'is', null);
}

/** The user whom a trigger names, where he is active and in the caller's scope. */
export function findOwner(db: Db, scope: Scope, userId: string): Promise<Owner | undefined> {
  return selectOwners(db).where('u.id', '=', userId).where(inScope(scope, 'u.id')).executeTakeFirst();
}

/** What people are called, by id; ids of nobody in the workspace are left out. */
export async function displayNames(db: Db, workspaceId: string, userIds: string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('users')
    .select(['id', 'display_name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', userIds)
    .execute();
  return new Map(rows.map(({ id, display_name }) => [id, display_name]));
}

/** A user as he sees himself, with those whose actions he may see beside his own. @throws where there is none */
export async function readMe(db: Db, userId: string) {
  const { role, ...me } = await db
    .selectFrom('users as u')
    .innerJoin('workspaces as w', 'w.id', 'u.workspace_id')
    .select([
      'u.id',
      'u.workspace_id as workspaceId',
      'w.name as workspaceName',
      'u.role',
      'u.display_name as displayName',
      'u.email',
      'u.time_zone as timeZone',
      'u.locale',
      'w.currency',
      'u.manager_id as managerId',
    ])
    .where('u.id', '=', userId)
    .executeTakeFirstOrThrow();
  const members = db
    .selectFrom('users')
    .select(['id', 'display_name as displayName'])
    .where('workspace_id', '=', me.workspaceId)
    .where('deactivated_at', 'is', null)
    .where('id', '!=', userId)
    .orderBy('display_name');
  const team = role === 'manager' ? await members.where('manager_id', '=', userId).execute() : [];
  return { ...me, role, team };
}

/** The workspace's currency, ISO 4217. */
export async function readCurrency(db: Db, workspaceId: string): Promise<string> {
  const { currency } = await db
    .selectFrom('workspaces')
    .select('currency')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return currency;
}
