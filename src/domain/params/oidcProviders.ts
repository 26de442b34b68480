/** The identity providers of an installation, as whoever runs it configures them: docs/signing-in.md. */
import { z } from 'zod';

/** Plain http only where nothing leaves the machine. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is reached by https, or on this machine. */
export function isSafeUrl(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.has(hostname);
}

const text = z.string().min(1).max(500);
/** A role that a claim may give: a program's is none of them. */
const role = z.enum(['rep', 'manager', 'admin']);

const provider = z.strictObject({
  /** Its name in addresses; people are known by it, so it stays as it is. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z 0-9 -'),
  /** As the button says it. */
  name: z.string().trim().min(1).max(60),
  issuer: z.url({ protocol: /^https?$/ }).refine(isSafeUrl, 'must be https, or on this machine'),
  clientId: text,
  /** Absent: a public client. */
  clientSecret: text.optional(),
  /** Whose people sign in by it. */
  workspace: z.string().regex(/^[A-Za-z0-9._-]{1,48}$/, 'must be the id of a workspace'),
  /** Beyond `openid email profile`. */
  scopes: z.array(text).default([]),
  /** What somebody who is not known yet becomes; absent: only those whom an administrator has made sign in. */
  defaultRole: role.optional(),
  /** Whose addresses may be provisioned; absent: everybody's whom the provider signs in. */
  allowedDomains: z.array(z.string().toLowerCase()).min(1).optional(),
  /** The claim that says whether the address is the person's own. */
  emailVerifiedClaim: text.default('email_verified'),
  /** Claims that everybody must have with this value, such as `hd` of a Google Workspace. */
  requiredClaims: z.record(z.string(), z.string()).default({}),
  /** The role by what a claim holds, a text or a list: the first of the map that is there counts. */
  rolesFromClaim: z.strictObject({ claim: text, map: z.record(z.string(), role) }).optional(),
  /** The claim that names somebody's manager: by the directory's id or by address. */
  managerClaim: text.optional(),
  /** The claim that says what the company's directory calls somebody: SCIM's externalId. */
  externalIdClaim: text.optional(),
  /** Whether signing out here signs out there too. */
  signOutThere: z.boolean().default(false),
});

/** One of them. */
export type OidcProvider = Readonly<z.output<typeof provider>>;

/** A JSON list of them, each with an id of its own. */
export const oidcProviders = z
  .string()
  .transform((value, context) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      // Not the parser's own words: they quote what they read.
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(provider)
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'must each have an id of its own'),
  );
