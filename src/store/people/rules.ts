/** What must hold of a workspace's people, whoever changes them and by which door. */
import { sql } from 'kysely';
import type { Tx } from '../database/db.ts';

const IN_WORDS = {
  'no-such-manager': 'the manager must be another active user of the same workspace with the role manager',
  'last-admin': 'nobody else administers the workspace: make somebody else an admin first',
  deactivated: 'the user is deactivated',
  'no-sealing-key': 'no worker with a SECRET_KEY has started yet: without one nobody could use the password',
  taken:
    'there is one already with this id or, in the workspace, with this email address, user name, directory’s id or group’s name',
} as const;

export type PersonRefusal = keyof typeof IN_WORDS;

/** A change that these rules forbid; nothing was changed. */
export class PersonRefused extends Error {
  override readonly name = 'PersonRefused';
  readonly refusal: PersonRefusal;

  constructor(refusal: PersonRefusal) {
    super(IN_WORDS[refusal]);
    this.refusal = refusal;
  }
}

const UNIQUE_VIOLATION = '23505';

/** What an error of a written row means here: the refusal `taken`, else itself. */
export function asRefusal(error: unknown): unknown {
  return isUniqueViolation(error) ? new PersonRefused('taken') : error;
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}

/** A team stays within its workspace, and a manager is one. @throws PersonRefused */
export async function checkManager(
  tx: Tx,
  managerId: string | null | undefined,
  { id, workspaceId }: { id: string; workspaceId: string },
): Promise<void> {
  if (managerId === undefined || managerId === null) return;
  const manager = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', managerId)
    .where('id', '!=', id)
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'manager')
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (manager === undefined) throw new PersonRefused('no-such-manager');
}

/**
 * Until the transaction ends nobody else in the workspace leaves, is given another role, or is changed by the directory: two admins who
 * take each other's role away meet here, and what a directory's change is reckoned from is as it is, also where it sends several at
 * once, as Entra ID does. Before anything else is locked: whoever waits for it holds nothing that another needs.
 */
export async function lockPeople(tx: Tx, workspaceId: string): Promise<void> {
  const key = JSON.stringify(['people', workspaceId]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/**
 * For what is written for a user: he has not left, nor does he before it is committed. Leaving locks the user's row for itself
 * (`leave`), and then finds what was written before. It is the lock that a reference to the user takes anyway.
 *
 * @throws PersonRefused deactivated
 */
export async function checkIsHere(tx: Tx, userId: string): Promise<void> {
  const user = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('deactivated_at', 'is', null)
    .forKeyShare()
    .executeTakeFirst();
  if (user === undefined) throw new PersonRefused('deactivated');
}

/** Asked after a change that took an admin away, in its transaction, under lockPeople. @throws PersonRefused where none is left */
export async function checkAdminIsLeft(tx: Tx, workspaceId: string): Promise<void> {
  const admin = await tx
    .selectFrom('users')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'admin')
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (admin === undefined) throw new PersonRefused('last-admin');
}
