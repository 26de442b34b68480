/** The directory's groups: who is in them, and which role an administrator gave to each. */
import { sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { updateUser } from '../people/administration.ts';
import { asRefusal, lockPeople } from '../people/rules.ts';
import { isKept, type Slice } from './directory.ts';

/** A role that a group may give; the later, the more it may. */
export const GROUP_ROLES = ['rep', 'manager', 'admin'] as const;
export type GroupRole = (typeof GROUP_ROLES)[number];

export interface GivenGroup {
  displayName: string;
  externalId?: string | undefined;
  memberIds: string[];
}

export type DirectoryGroup = NonNullable<Awaited<ReturnType<typeof findGroup>>>;

export function findGroup(db: Db | Tx, workspaceId: string, id: string) {
  return groups(db, workspaceId).where('g.id', '=', id).executeTakeFirst();
}

export async function listGroups(
  db: Db,
  workspaceId: string,
  displayName: string | undefined,
  { offset, limit }: Slice,
): Promise<{ total: number; items: DirectoryGroup[] }> {
  const all = groups(db, workspaceId);
  const meant =
    displayName === undefined ? all : all.where(sql<string>`lower(g.display_name)`, '=', displayName.toLowerCase());
  const items = await meant.orderBy('g.display_name').execute();
  return { total: items.length, items: items.slice(offset, offset + limit) };
}

/** Answers the new group's id. @throws PersonRefused `taken` where there is one of that name */
export function addGroup(db: Db, workspaceId: string, { displayName, externalId, memberIds }: GivenGroup) {
  return inTransaction(db, async (tx) => {
    await lockPeople(tx, workspaceId);
    const { id } = await tx
      .insertInto('directory_groups')
      .values({ workspace_id: workspaceId, display_name: displayName, external_id: externalId })
      .returning('id')
      .executeTakeFirstOrThrow()
      .catch((error) => {
        throw asRefusal(error);
      });
    // It gives no role yet, so that nobody's changes.
    await addMembers(tx, workspaceId, id, memberIds);
    return id;
  });
}

/**
 * Brings a group to what the directory says. Answers whether there is such a group.
 *
 * @param change what it says, reckoned from the group as it is
 * @throws PersonRefused
 */
export function changeGroup(
  db: Db,
  workspaceId: string,
  id: string,
  change: (group: DirectoryGroup) => GivenGroup | Promise<GivenGroup>,
  acting: Acting,
) {
  return inTransaction(db, async (tx) => {
    const before = await lockGroup(tx, workspaceId, id);
    if (before === undefined) return false;
    const given = await change(before);
    await tx
      .updateTable('directory_groups')
      .set({ display_name: given.displayName, external_id: given.externalId })
      .where('id', '=', id)
      .execute()
      .catch((error) => {
        throw asRefusal(error);
      });
    const left = before.memberIds.filter((memberId) => !given.memberIds.includes(memberId));
    const joined = given.memberIds.filter((memberId) => !before.memberIds.includes(memberId));
    if (left.length > 0) {
      await tx.deleteFrom('directory_members').where('group_id', '=', id).where('user_id', 'in', left).execute();
    }
    await addMembers(tx, workspaceId, id, joined);
    if (before.role !== null) await giveRoles(tx, [...left, ...joined], acting);
    return true;
  });
}

/** Answers whether there was such a group. @throws PersonRefused */
export function removeGroup(db: Db, workspaceId: string, id: string, acting: Acting) {
  return inTransaction(db, async (tx) => {
    const before = await lockGroup(tx, workspaceId, id);
    if (before === undefined) return false;
    await tx.deleteFrom('directory_groups').where('id', '=', id).execute();
    if (before.role !== null) await giveRoles(tx, before.memberIds, acting);
    return true;
  });
}

/** Says which role a group's members have; null: it gives none. Answers whether there is such a group. @throws PersonRefused */
export function mapGroup(db: Db, workspaceId: string, id: string, role: GroupRole | null, acting: Acting) {
  return inTransaction(db, async (tx) => {
    const before = await lockGroup(tx, workspaceId, id);
    if (before === undefined) return false;
    await tx.updateTable('directory_groups').set({ role }).where('id', '=', id).execute();
    if (before.role === role) return true;
    const detail = { group: before.displayName, role: { from: before.role, to: role } };
    await noteSecurity(tx, acting, { event: 'group_role_change', workspaceId, detail });
    await giveRoles(tx, before.memberIds, acting);
    return true;
  });
}

/** Takes somebody out of every group, and what they gave from him. @throws PersonRefused */
export async function leaveGroups(tx: Tx, userId: string, acting: Acting): Promise<void> {
  const { rows } = await sql<{ role: GroupRole | null }>`
    delete from directory_members as m using directory_groups as g
    where g.id = m.group_id and m.user_id = ${userId} returning g.role`.execute(tx);
  if (rows.some(({ role }) => role !== null)) await giveRoles(tx, [userId], acting);
}

function groups(db: Db | Tx, workspaceId: string) {
  return db
    .selectFrom('directory_groups as g')
    .select([
      'g.id',
      'g.display_name as displayName',
      'g.external_id as externalId',
      'g.role',
      'g.created_at as createdAt',
    ])
    .select(
      sql<string[]>`coalesce((select array_agg(m.user_id order by m.user_id) from directory_members as m
        where m.group_id = g.id), '{}')`.as('memberIds'),
    )
    .where('g.workspace_id', '=', workspaceId);
}

async function lockGroup(tx: Tx, workspaceId: string, id: string): Promise<DirectoryGroup | undefined> {
  await lockPeople(tx, workspaceId);
  return findGroup(tx, workspaceId, id);
}

/** Whom the directory does not keep here is left out: it may send people whom it does not provision, and gives nobody else a role. */
async function addMembers(tx: Tx, workspaceId: string, groupId: string, userIds: string[]): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    insert into directory_members (group_id, user_id)
    select ${groupId}, id from users
    where workspace_id = ${workspaceId} and ${isKept} and id = any(${userIds}::text[])
    on conflict do nothing`.execute(tx);
}

/** The most that a group of theirs gives; whoever is left with none is a rep. */
async function giveRoles(tx: Tx, userIds: string[], acting: Acting): Promise<void> {
  const { rows } = await sql<{ id: string; role: GroupRole; given: GroupRole[] }>`
    select u.id, u.role, coalesce(array_agg(g.role) filter (where g.role is not null), '{}') as given
    from users as u
      left join directory_members as m on m.user_id = u.id
      left join directory_groups as g on g.id = m.group_id
    where u.id = any(${userIds}::text[]) group by u.id order by u.id`.execute(tx);
  for (const { id, role, given } of rows) {
    const most = GROUP_ROLES.findLast((each) => given.includes(each)) ?? 'rep';
    if (most !== role) await updateUser(tx, id, { role: most }, acting);
  }
}
