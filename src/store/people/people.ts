import { type Selectable, sql } from 'kysely';
import type { Settings, WorkspaceSettings } from '../../domain/autoExecute.ts';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { inScope, type Scope } from '../access/scope.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { Schema } from '../database/schema.ts';
import { asRefusal, checkManager } from './rules.ts';

export interface NewWorkspace {
  id: string;
  name: string;
  /** ISO 4217. */
  currency?: string;
  timeZone?: string;
  postalAddress?: string;
  /** From which its people are told by email. */
  notifyFrom?: string;
  /** Whether no email leaves while there is none. */
  requirePostalAddress?: boolean;
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
  /** What the company's directory calls him: by it a first sign-in finds him, too. */
  externalId?: string | undefined;
  /** His name in that directory, where it keeps him here. */
  userName?: string | undefined;
}

/** Whose action a trigger makes, with what is needed to draft it. */
export interface Owner {
  id: string;
  role: Role;
  displayName: string;
  timeZone: string;
  currency: string;
  /** The workspace's name, as recipients know it from the page to unsubscribe. */
  company: string;
  /** Where the workspace has tasks and touches written. */
  workspaceCrm: string;
  settings: Settings;
  workspaceSettings: WorkspaceSettings;
}

export function insertWorkspace(db: Db | Tx, workspace: NewWorkspace, acting: Acting): Promise<void> {
  const { id, name, currency, timeZone, postalAddress, requirePostalAddress, notifyFrom, crm, settings } = workspace;
  return inTransaction(db, async (tx) => {
    await tx
      .insertInto('workspaces')
      .values({
        id,
        name,
        currency,
        time_zone: timeZone,
        postal_address: postalAddress,
        notify_from: notifyFrom,
        require_postal_address: requirePostalAddress,
        crm,
        settings: JSON.stringify(settings ?? {}),
      })
      .execute();
    await noteSecurity(tx, acting, { event: 'workspace_add', workspaceId: id });
  });
}

/** @throws PersonRefused */
export function insertUser(db: Db | Tx, user: NewUser, acting: Acting): Promise<void> {
  const { id, role, managerId, workspaceId } = user;
  return inTransaction(db, async (tx) => {
    await checkManager(tx, managerId, { id, workspaceId });
    await tx
      .insertInto('users')
      .values({
        id,
        workspace_id: workspaceId,
        role,
        manager_id: managerId,
        display_name: user.displayName,
        email: user.email,
        time_zone: user.timeZone,
        locale: user.locale,
        signature: user.signature,
        slack_user_id: user.slackUserId,
        crm_owner_id: user.crmOwnerId,
        external_id: user.externalId,
        user_name: user.userName,
      })
      .execute()
      .catch((error) => {
        throw asRefusal(error);
      });
    const detail = { role, ...(managerId === undefined ? {} : { managerId }) };
    await noteSecurity(tx, acting, { event: 'user_add', about: id, detail });
  });
}

export function listUsers(db: Db, workspaceId: string): Promise<Selectable<Schema['users']>[]> {
  return db.selectFrom('users').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
}

/** Everybody in a workspace with what an administrator looks at, those who have left last. */
export function listPeople(db: Db, workspaceId: string) {
  return selectPeople(db, workspaceId)
    .orderBy(sql`u.deactivated_at is not null`)
    .orderBy('u.display_name')
    .orderBy('u.id')
    .execute();
}

export function findPerson(db: Db, workspaceId: string, id: string) {
  return selectPeople(db, workspaceId).where('u.id', '=', id).executeTakeFirst();
}

function selectPeople(db: Db, workspaceId: string) {
  return db
    .selectFrom('users as u')
    .select(['u.id', 'u.role', 'u.email', 'u.locale', 'u.signature'])
    .select(['u.display_name as displayName', 'u.manager_id as managerId', 'u.time_zone as timeZone'])
    .select(['u.slack_user_id as slackUserId', 'u.crm_owner_id as crmOwnerId', 'u.external_id as externalId'])
    .select(['u.deactivated_at as deactivatedAt', 'u.created_at as createdAt'])
    .select(
      sql<Date | null>`greatest(
        (select max(last_used_at) from sessions where user_id = u.id),
        (select max(last_used_at) from api_tokens where user_id = u.id))`.as('lastSeenAt'),
    )
    .select(sql<boolean>`exists (select from mailboxes where user_id = u.id)`.as('hasMailbox'))
    .select(
      sql<number>`(select count(*)::int from pending_autonomous_actions
        where workspace_id = u.workspace_id and user_id = u.id and status = 'pending')`.as('pending'),
    )
    .where('u.workspace_id', '=', workspaceId);
}

/** The active manager whom the company's directory calls so, or who has this address. */
export async function findManagerNamed(db: Db, workspaceId: string, named: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('users')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'manager')
    .where('deactivated_at', 'is', null)
    .where(({ or, eb }) => or([eb('external_id', '=', named), eb(sql<string>`lower(email)`, '=', named.toLowerCase())]))
    // The directory's own id says it more surely than an address.
    .orderBy(sql`external_id is distinct from ${named}`)
    .executeTakeFirst();
  return found?.id;
}

/** Who can decide, and so cover for somebody. */
export function listColleagues(db: Db, workspaceId: string) {
  return db
    .selectFrom('users')
    .select(['id', 'display_name as displayName', 'role'])
    .where('workspace_id', '=', workspaceId)
    .where('role', 'in', ['rep', 'manager'])
    .where('deactivated_at', 'is', null)
    .orderBy('display_name')
    .orderBy('id')
    .execute();
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
      'w.name as company',
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
  const covering = await db
    .selectFrom('covers as c')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .select(['u.id', 'u.display_name as displayName'])
    .distinct()
    .where('c.cover_id', '=', userId)
    .where('c.begins_at', '<=', sql<Date>`now()`)
    .where('c.ends_at', '>', sql<Date>`now()`)
    .orderBy('u.display_name')
    .execute();
  const team = role === 'manager' ? await members.where('manager_id', '=', userId).execute() : [];
  return { ...me, role, team, covering };
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
