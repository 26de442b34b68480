/** Somebody comes back from an identity provider: who it is here, and whether he is let in. */
import type { FastifyBaseLogger } from 'fastify';
import type { OidcProvider } from '../domain/params/oidcProviders.ts';
import type { Acting } from '../domain/securityEvents.ts';
import { SignInFailed, type SignInFailure } from '../integrations/oidc/failure.ts';
import { type ClaimedPerson, isAdmitted, isOfDomain, personOf } from '../integrations/oidc/person.ts';
import type { Account, RelyingParty } from '../integrations/oidc/relyingParty.ts';
import { type IdentityRefusal, type Newcomer, resolveIdentity } from '../store/access/identities.ts';
import { noteSecurity } from '../store/access/securityTrail.ts';
import type { Db } from '../store/database/db.ts';
import { type UserChanges, updateUser } from '../store/people/administration.ts';
import { findManagerNamed, findPerson } from '../store/people/people.ts';
import { PersonRefused } from '../store/people/rules.ts';
import { type IsFirst, networkOf } from './guessing.ts';

/** What is found out here, beside what the provider's answer and the identities give. */
type OwnRefusal = 'attempt-over' | 'not-admitted' | 'no-role' | 'email-unverified' | 'domain-not-allowed';

/** What is said of each refusal in the security trail; the sign-in screen has words of its own for people. */
const REFUSALS = {
  'attempt-over': 'the sign-in was not begun in this browser, or has run out',
  'provider-away': 'the provider could not be reached',
  'provider-refused': 'the provider signed nobody in',
  'not-valid': 'what the provider sent does not hold',
  'not-proved': 'the provider does not show that the person was asked again',
  'not-admitted': 'the account lacks a claim that is required',
  'no-role': 'the account’s claims give no role',
  unknown: 'nobody here has this account',
  deactivated: 'the user is deactivated',
  'email-unverified': 'the provider does not say that the address is the person’s own',
  'domain-not-allowed': 'the address is of a domain that is not provisioned',
  'email-taken': 'another user has the address',
  'linked-elsewhere': 'the account is another user’s',
} as const satisfies Record<SignInFailure | IdentityRefusal | OwnRefusal, string>;

/** A code for the address of the sign-in screen. */
export type SignInRefusal = keyof typeof REFUSALS;

/** Nobody is signed in, and nothing was changed. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly refusal: SignInRefusal;
  /** Whom it is about, where he is known. */
  readonly about: string | undefined;

  constructor(refusal: SignInRefusal, { about, cause }: { about?: string; cause?: unknown } = {}) {
    super(REFUSALS[refusal], { cause });
    this.refusal = refusal;
    this.about = about;
  }
}

interface Deps {
  db: Db;
  log: FastifyBaseLogger;
}

/** Of these nobody is suspected. */
const NOBODYS_FAULT: ReadonlySet<SignInRefusal> = new Set(['provider-away']);

/** Does something at the provider. @throws SignInRefused in place of SignInFailed */
export async function atProvider<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInFailed) throw new SignInRefused(error.failure, { cause: error.cause });
    throw error;
  }
}

/** Tells the log that somebody was not let in, and the trail where somebody wanted in who may not: once a minute of each network. */
export async function noteRefusal(
  { db, log, isFirst }: Deps & { isFirst: IsFirst },
  { provider }: RelyingParty,
  { refusal, message, about, cause }: SignInRefused,
  acting: Acting,
): Promise<void> {
  log.warn({ provider: provider.id, refusal, about, err: cause }, 'denied: sign-in with the company’s account');
  const { address = '' } = acting;
  if (NOBODYS_FAULT.has(refusal) || !isFirst(`${networkOf(address)} ${refusal} ${about}`)) return;
  await noteSecurity(db, acting, {
    event: 'sign_in_refused',
    about,
    workspaceId: provider.workspace,
    detail: { why: message, provider: provider.id },
  });
}

/**
 * The user whose account it is, with the role that his claims give him.
 *
 * @param linkUserId who links it to himself
 * @throws SignInRefused
 */
export async function userOf(
  deps: Deps,
  { provider }: RelyingParty,
  { issuer, subject, claims }: Account,
  linkUserId: string | undefined,
  acting: Acting,
): Promise<string> {
  if (!isAdmitted(provider, claims)) throw new SignInRefused('not-admitted');
  const person = personOf(provider, claims);
  if (provider.rolesFromClaim !== undefined && person.role === undefined) throw new SignInRefused('no-role');
  const newcomer = newcomerOf(provider, person);
  const resolved = await resolveIdentity(
    deps.db,
    { provider: provider.id, issuer, subject },
    {
      workspaceId: provider.workspace,
      externalId: person.externalId,
      linkUserId,
      newcomer: typeof newcomer === 'string' ? undefined : newcomer,
    },
    acting,
  );
  if ('refusal' in resolved) {
    const { refusal, about } = resolved;
    // Of somebody unknown, why he does not become known.
    throw new SignInRefused(refusal === 'unknown' && typeof newcomer === 'string' ? newcomer : refusal, { about });
  }
  if (provider.rolesFromClaim !== undefined && person.role !== undefined && person.role !== resolved.role) {
    await change(deps, resolved.userId, { role: person.role }, acting);
  }
  if (person.manager !== undefined)
    await giveManager(deps, provider.workspace, resolved.userId, person.manager, acting);
  return resolved.userId;
}

/** What an unknown person would become, or why nothing: only what an address of his own and a role make. */
function newcomerOf(provider: OidcProvider, { role, email, displayName }: ClaimedPerson): Newcomer | SignInRefusal {
  if (role === undefined) return 'unknown';
  if (email === undefined) return 'email-unverified';
  return isOfDomain(provider, email) ? { role, displayName, email } : 'domain-not-allowed';
}

async function giveManager(
  deps: Deps,
  workspaceId: string,
  userId: string,
  named: string,
  acting: Acting,
): Promise<void> {
  const managerId = await findManagerNamed(deps.db, workspaceId, named);
  if (managerId === undefined)
    return deps.log.warn({ userId }, 'nobody here is the manager whom the company’s account names');
  const before = await findPerson(deps.db, workspaceId, userId);
  if (before?.managerId !== managerId) await change(deps, userId, { managerId }, acting);
}

/** The rules of people hold: the last who administers stays it, nobody manages himself, and whom it concerns is let in. */
async function change(
  { db, log }: Deps,
  userId: string,
  changes: Pick<UserChanges, 'role' | 'managerId'>,
  acting: Acting,
): Promise<void> {
  try {
    await updateUser(db, userId, changes, acting);
  } catch (error) {
    if (!(error instanceof PersonRefused)) throw error;
    log.warn({ userId, ...changes, refusal: error.refusal }, 'what the company’s account says was not taken');
  }
}
