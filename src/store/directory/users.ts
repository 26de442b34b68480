/** The workspace's people whom its directory keeps, by SCIM. Programs, and who came otherwise, are none of its business. */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db, Tx } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';
import { updateUser } from '../people/administration.ts';
import { leave, reactivateUser, whereOneMayLeave } from '../people/deactivate.ts';
import { insertUser } from '../people/people.ts';
import { lockPeople, PersonRefused } from '../people/rules.ts';
import { isKept, type Slice } from './directory.ts';
import { leaveGroups } from './groups.ts';

/** What the directory says of somebody; undefined: it says nothing of that. */
export interface GivenUser {
  userName: string;
  externalId?: string | undefined;
  displayName: string;
  email: string;
  isActive?: boolean | undefined;
  locale?: string | undefined;
  timeZone?: string | undefined;
  /** null: nobody. */
  managerId?: string | null | undefined;
}

/** By what a directory looks somebody up: each names one at most. */
export type UserKey = 'id' | 'userName' | 'externalId' | 'email';

export type DirectoryUser = NonNullable<Awaited<ReturnType<typeof findDirectoryUser>>>;

const COLUMNS = [
  'id',
  'display_name as displayName',
  'email',
  'external_id as externalId',
  'locale',
  'time_zone as timeZone',
  'manager_id as managerId',
  'created_at as createdAt',
] as const;

export function findDirectoryUser(db: Db | Tx, workspaceId: string, id: string) {
  return known(db, workspaceId).where('id', '=', id).executeTakeFirst();
}

/** Those who are meant, in the order of their ids, and how many there are in all. */
export async function listDirectoryUsers(
  db: Db,
  workspaceId: string,
  key: { name: UserKey; value: string } | undefined,
  { offset, limit }: Slice,
): Promise<{ total: number; items: DirectoryUser[] }> {
  const meant = key === undefined ? known(db, workspaceId) : matching(known(db, workspaceId), key);
  const [items, { total }] = await Promise.all([
    meant.orderBy('id').offset(offset).limit(limit).execute(),
    meant
      .clearSelect()
      .select(({ fn }) => fn.countAll<string>().as('total'))
      .executeTakeFirstOrThrow(),
  ]);
  return { total: Number(total), items };
}

/**
 * Takes somebody in: a new user, or one whom the directory had removed and knows again. Answers the id.
 *
 * @throws PersonRefused `taken` where somebody has the user name, address or external id already
 */
export function addDirectoryUser(db: Db, workspaceId: string, given: GivenUser, acting: Acting): Promise<string> {
  return whereOneMayLeave(db, async (tx) => {
    await lockPeople(tx, workspaceId);
    const removed = await findRemoved(tx, workspaceId, given);
    if (removed !== undefined) {
      // Rights that an administrator had given him by hand are given by hand again.
      if (removed.role !== 'rep') await updateUser(tx, removed.id, { role: 'rep' }, acting);
      await tx.updateTable('users').set({ directory_removed_at: null }).where('id', '=', removed.id).execute();
      await bringTo(tx, workspaceId, removed.id, { ...given, isActive: given.isActive ?? true }, acting);
      return removed.id;
    }
    const { userName, displayName, email, externalId, locale, timeZone, managerId } = given;
    await freeUserName(tx, workspaceId, userName);
    const id = await freeId(tx, userName);
    const known = { id, workspaceId, displayName, email, userName, externalId, locale, timeZone };
    await insertUser(tx, { ...known, role: 'rep', managerId: managerId ?? undefined }, acting);
    if (given.isActive === false) await leave(tx, workspaceId, id, acting);
    return id;
  });
}

/**
 * Brings a user to what the directory says, as a whole or not at all. Answers whether there is such a user.
 *
 * @param change what it says, reckoned from the user as he is
 * @throws PersonRefused
 */
export function changeDirectoryUser(
  db: Db,
  workspaceId: string,
  id: string,
  change: (user: DirectoryUser) => GivenUser | Promise<GivenUser>,
  acting: Acting,
): Promise<boolean> {
  return whereOneMayLeave(db, async (tx) => {
    await lockPeople(tx, workspaceId);
    const user = await findDirectoryUser(tx, workspaceId, id);
    if (user === undefined) return false;
    await bringTo(tx, workspaceId, id, await change(user), acting);
    return true;
  });
}

/**
 * The directory knows him no more: shut out, out of its groups, and found no longer. Answers whether there was such a user.
 *
 * @throws PersonRefused
 */
export function removeDirectoryUser(db: Db, workspaceId: string, id: string, acting: Acting): Promise<boolean> {
  return whereOneMayLeave(db, async (tx) => {
    await lockPeople(tx, workspaceId);
    const user = await findDirectoryUser(tx, workspaceId, id);
    if (user === undefined) return false;
    if (user.isActive) await leave(tx, workspaceId, id, acting);
    await leaveGroups(tx, id, acting);
    await tx.updateTable('users').set({ directory_removed_at: sql<Date>`now()` }).where('id', '=', id).execute();
    return true;
  });
}

async function bringTo(tx: Tx, workspaceId: string, id: string, given: GivenUser, acting: Acting): Promise<void> {
  // As of now and locked: somebody else may shut him out meanwhile.
  await tx.selectFrom('users').select('id').where('id', '=', id).forUpdate().execute();
  const before = await findDirectoryUser(tx, workspaceId, id);
  if (before === undefined) return;
  const changes = changesOf(before, given);
  if (Object.keys(changes).length > 0) await updateUser(tx, id, changes, acting);
  if (before.isActive && given.isActive === false) await leave(tx, workspaceId, id, acting);
  if (!before.isActive && given.isActive === true) await reactivateUser(tx, workspaceId, id, acting);
}

/** What differs, so that a repetition changes nothing and leaves no entry. */
function changesOf(before: DirectoryUser, { isActive, ...given }: GivenUser) {
  const differing = Object.entries(given).filter(
    // Each key of what is given is one of what was found.
    ([name, value]) => value !== undefined && value !== before[name as keyof typeof given],
  );
  return Object.fromEntries(differing);
}

function known(db: Db | Tx, workspaceId: string) {
  return db
    .selectFrom('users')
    .select(COLUMNS)
    .select(sql<string>`coalesce(user_name, email)`.as('userName'))
    .select(sql<boolean>`deactivated_at is null`.as('isActive'))
    .where('workspace_id', '=', workspaceId)
    .where(isKept);
}

function matching<O>(
  query: SelectQueryBuilder<Schema, 'users', O>,
  { name, value }: { name: UserKey; value: string },
): SelectQueryBuilder<Schema, 'users', O> {
  switch (name) {
    case 'id':
      return query.where('id', '=', value);
    case 'externalId':
      return query.where('external_id', '=', value);
    case 'userName':
      // Not case-exact (RFC 7643, section 8.7.1).
      return query.where(sql<string>`lower(coalesce(user_name, email))`, '=', value.toLowerCase());
    case 'email':
      return query.where(sql<string>`lower(email)`, '=', value.toLowerCase());
  }
}

/**
 * Whom the directory had removed and knows again: by its id of him. By his user name only where it has not told an id: names, as
 * addresses, are given to others when somebody leaves, and nobody is to get another's history, accounts and rights with it.
 */
function findRemoved(db: Tx, workspaceId: string, { userName, externalId }: GivenUser) {
  return db
    .selectFrom('users')
    .select(['id', 'role'])
    .where('workspace_id', '=', workspaceId)
    .where('directory_removed_at', 'is not', null)
    .where(({ or, and, eb }) =>
      or([
        eb('external_id', '=', externalId ?? null),
        and([
          eb(sql<string>`lower(coalesce(user_name, email))`, '=', userName.toLowerCase()),
          ...(externalId === undefined ? [] : [eb('external_id', 'is', null)]),
        ]),
      ]),
    )
    .orderBy(sql`external_id is distinct from ${externalId ?? null}`)
    .executeTakeFirst();
}

/** A removed user's name is another's now; the address stays his until an administrator says otherwise. */
async function freeUserName(tx: Tx, workspaceId: string, userName: string): Promise<void> {
  await tx
    .updateTable('users')
    .set({ user_name: null })
    .where('workspace_id', '=', workspaceId)
    .where('directory_removed_at', 'is not', null)
    .where(sql<string>`lower(user_name)`, '=', userName.toLowerCase())
    .execute();
}

const MAX_ID_LENGTH = 48;
const MAX_TRIES = 1_000;

/** What people read in a trail: the user name without its domain, with a number where somebody has that. */
async function freeId(tx: Tx, userName: string): Promise<string> {
  const [local = ''] = userName.split('@');
  const base =
    local
      .normalize('NFKD')
      .replaceAll(/[^A-Za-z0-9._-]/g, '')
      .slice(0, MAX_ID_LENGTH - 5) || 'user';
  for (let n = 1; n < MAX_TRIES; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if ((await tx.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()) === undefined) return id;
  }
  throw new PersonRefused('taken');
}
