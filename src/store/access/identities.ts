/** Who somebody at an identity provider is here. By (provider, issuer, subject), never by an address. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { idFromName } from '../../domain/ids.ts';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db, Tx } from '../database/db.ts';
import { insertUser } from '../people/people.ts';
import { PersonRefused } from '../people/rules.ts';
import { noteSecurity } from './securityTrail.ts';

/** What a provider calls somebody. */
export interface IdentityKey {
  provider: string;
  issuer: string;
  subject: string;
}

/** Who is to be made where nobody is known by an identity. */
export interface Newcomer {
  role: Role;
  displayName: string;
  email: string;
}

export interface IdentityRules {
  /** Whose people the provider's are. */
  workspaceId: string;
  /** What the company's directory calls the person: a first sign-in finds him by it. */
  externalId?: string;
  /** Who links the identity to himself. */
  linkUserId?: string;
  /** Absent: whoever is not known is refused. */
  newcomer?: Newcomer;
}

/** Why an identity signs nobody in. */
export type IdentityRefusal =
  | 'unknown'
  | 'deactivated'
  /** Another user of the workspace has the newcomer's address. */
  | 'email-taken'
  /** The identity is another user's already. */
  | 'linked-elsewhere';

export type Resolved = { userId: string; role: Role } | { refusal: IdentityRefusal; about?: string };

/**
 * Whose identity this is: one who is linked; else who links it to himself, whom the directory calls so, or whom the rules
 * allow to be made. A refusal changes nothing.
 */
export async function resolveIdentity(
  db: Db,
  key: IdentityKey,
  rules: IdentityRules,
  acting: Acting,
): Promise<Resolved> {
  try {
    return await db.transaction().execute((tx) => resolve(tx, key, rules, acting));
  } catch (error) {
    // Somebody was given the address in this very moment.
    if (error instanceof PersonRefused && error.refusal === 'taken') return { refusal: 'email-taken' };
    throw error;
  }
}

async function resolve(tx: Tx, key: IdentityKey, rules: IdentityRules, acting: Acting): Promise<Resolved> {
  const { workspaceId, externalId, linkUserId, newcomer } = rules;
  // Two first sign-ins of one person at once: the second finds the user whom the first has made.
  const lock = JSON.stringify([key.provider, key.issuer, key.subject]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const linked = await takeIdentity(tx, key, workspaceId);
  if (linked !== undefined) {
    if (linkUserId !== undefined && linkUserId !== linked.id) return { refusal: 'linked-elsewhere', about: linkUserId };
    return accepted(linked);
  }
  if (linkUserId !== undefined) return link(tx, key, await member(tx, workspaceId, 'id', linkUserId), acting);
  const listed = externalId === undefined ? undefined : await member(tx, workspaceId, 'external_id', externalId);
  if (listed !== undefined) return link(tx, key, listed, acting);
  if (newcomer === undefined) return { refusal: 'unknown' };
  if (await hasAddress(tx, workspaceId, newcomer.email)) return { refusal: 'email-taken' };
  const id = await freeId(tx, newcomer.displayName);
  await insertUser(tx, { ...newcomer, id, workspaceId }, acting);
  return link(tx, key, { id, role: newcomer.role, deactivatedAt: null }, acting);
}

interface Member {
  id: string;
  role: Role;
  deactivatedAt: Date | null;
}

/** The user who is linked, noting the use. */
function takeIdentity(tx: Tx, key: IdentityKey, workspaceId: string): Promise<Member | undefined> {
  return tx
    .updateTable('identities')
    .from('users as u')
    .set({ last_sign_in_at: sql<Date>`now()` })
    .whereRef('u.id', '=', 'identities.user_id')
    .where('u.workspace_id', '=', workspaceId)
    .where('identities.provider', '=', key.provider)
    .where('identities.issuer', '=', key.issuer)
    .where('identities.subject', '=', key.subject)
    .returning(['u.id', 'u.role', 'u.deactivated_at as deactivatedAt'])
    .executeTakeFirst();
}

function member(tx: Tx, workspaceId: string, by: 'id' | 'external_id', value: string): Promise<Member | undefined> {
  return tx
    .selectFrom('users')
    .select(['id', 'role', 'deactivated_at as deactivatedAt'])
    .where('workspace_id', '=', workspaceId)
    .where(by, '=', value)
    .executeTakeFirst();
}

/** A program is nobody who signs in; neither is one who has left. */
function accepted({ id, role, deactivatedAt }: Member): Resolved {
  if (deactivatedAt !== null) return { refusal: 'deactivated', about: id };
  return role === 'service' ? { refusal: 'unknown', about: id } : { userId: id, role };
}

async function link(tx: Tx, key: IdentityKey, user: Member | undefined, acting: Acting): Promise<Resolved> {
  if (user === undefined) return { refusal: 'unknown' };
  const verdict = accepted(user);
  if ('refusal' in verdict) return verdict;
  // Taken where the user belongs to another workspace by now.
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('identities')
    .values({ ...key, user_id: user.id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return { refusal: 'linked-elsewhere', about: user.id };
  const detail = { provider: key.provider, issuer: key.issuer, subject: key.subject };
  await noteSecurity(tx, { ...acting, by: user.id }, { event: 'identity_link', about: user.id, detail });
  return verdict;
}

async function hasAddress(tx: Tx, workspaceId: string, email: string): Promise<boolean> {
  const found = await tx
    .selectFrom('users')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
  return found !== undefined;
}

/** An id that nobody has, which people can read. */
async function freeId(tx: Tx, displayName: string): Promise<string> {
  const name = idFromName(displayName) || 'user';
  const taken = await tx.selectFrom('users').select('id').where('id', '=', name).executeTakeFirst();
  return taken === undefined ? name : `${name.slice(0, 39)}-${randomBytes(4).toString('hex')}`;
}
