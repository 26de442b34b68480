/** What a provider's claims say of a person, as far as we believe it. */
import type { OidcProvider } from '../../domain/params/oidcProviders.ts';
import { person } from '../../domain/params/people.ts';

/** Somebody whom a provider has signed in. */
export interface ClaimedPerson {
  displayName: string;
  /** The address, where the provider says that it is the person's own. */
  email: string | undefined;
  /** What his claims make him; undefined: they make him nothing. */
  role: 'rep' | 'manager' | 'admin' | undefined;
  /** What the company's directory calls him. */
  externalId: string | undefined;
  /** Whose team he is in: an id of the directory, or an address. */
  manager: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/** Reads the claims as the provider's configuration says. */
export function personOf(provider: OidcProvider, claims: Claims): ClaimedPerson {
  const email = isTrue(claims[provider.emailVerifiedClaim]) ? parsed(person.email, claims.email) : undefined;
  const names = [claims.name, claims.preferred_username, email];
  return {
    displayName: names.map((name) => parsed(person.displayName, name)).find((name) => name !== undefined) ?? 'Unnamed',
    email,
    role: roleOf(provider, claims),
    externalId: claimed(provider.externalIdClaim, claims),
    manager: claimed(provider.managerClaim, claims),
  };
}

/** Whether the claims have all that everybody's must. */
export function isAdmitted({ requiredClaims }: OidcProvider, claims: Claims): boolean {
  return Object.entries(requiredClaims).every(([name, value]) => claims[name] === value);
}

/** Whether an address may be provisioned. */
export function isOfDomain({ allowedDomains }: OidcProvider, email: string): boolean {
  return allowedDomains?.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase()) ?? true;
}

function roleOf({ rolesFromClaim, defaultRole }: OidcProvider, claims: Claims): ClaimedPerson['role'] {
  if (rolesFromClaim === undefined) return defaultRole;
  const value = claims[rolesFromClaim.claim];
  const held = new Set<unknown>(Array.isArray(value) ? value : [value]);
  return Object.entries(rolesFromClaim.map).find(([name]) => held.has(name))?.[1] ?? defaultRole;
}

/** Providers write it as a boolean, as text or as a number. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** A claim's text; undefined where none is configured or it is no text that Postgres can store. */
function claimed(claim: string | undefined, claims: Claims): string | undefined {
  const value = claim === undefined ? undefined : claims[claim];
  return typeof value === 'string' && /^[^\p{Cc}]{1,255}$/u.test(value) ? value : undefined;
}

function parsed(schema: typeof person.email | typeof person.displayName, value: unknown): string | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}
