/** Users and groups as SCIM has them (RFC 7643), from and to what the directory's tables hold. */
import SCIMMY from 'scimmy';
import { z } from 'zod';
import { locale, person, timeZone } from '../../domain/params/people.ts';
import type { DirectoryGroup, GivenGroup } from '../../store/directory/groups.ts';
import type { DirectoryUser, GivenUser } from '../../store/directory/users.ts';

/** RFC 7643, section 4.3: with whom the manager comes. */
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);

/** What of a resource is kept. All else that a directory sends is ignored, as it may send whatever it is set up to. */
export const KEPT = {
  user: ['userName', 'externalId', 'displayName', 'name', 'emails', 'active', 'locale', 'timezone', ENTERPRISE],
  group: ['displayName', 'externalId', 'members'],
} as const;

const named = z.string().trim().min(1);
const sentUser = z.object({
  userName: named.max(254),
  externalId: named.max(200).optional(),
  displayName: named.optional(),
  name: z
    .object({ formatted: named.optional(), givenName: named.optional(), familyName: named.optional() })
    .partial()
    .optional(),
  emails: z.array(z.object({ value: z.string(), primary: z.boolean().optional() })).optional(),
  active: z.boolean().optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
  [ENTERPRISE]: z.object({ manager: z.object({ value: z.string().optional() }).nullish() }).nullish(),
});
const sentGroup = z.object({
  displayName: person.displayName,
  externalId: named.max(200).optional(),
  members: z.array(z.object({ value: z.string() })).default([]),
});

/** @throws ZodError where something is not as it must be */
export function userOf(resource: unknown): GivenUser {
  const sent = sentUser.parse(plain(resource));
  const { userName, externalId, name = {}, emails = [] } = sent;
  const whole = [name.givenName, name.familyName].filter((part) => part !== undefined).join(' ');
  const email = (emails.find(({ primary }) => primary) ?? emails[0])?.value ?? userName;
  const manager = sent[ENTERPRISE]?.manager;
  return {
    userName,
    externalId,
    displayName: person.displayName.parse(sent.displayName ?? name.formatted ?? (whole || userName)),
    email: person.email.parse(email),
    isActive: sent.active,
    // A language or zone that is none of ours is no reason to leave somebody out.
    locale: locale.safeParse(sent.locale).data,
    timeZone: timeZone.safeParse(sent.timezone).data,
    managerId: manager === undefined ? undefined : (manager?.value ?? null),
  };
}

/** @throws ZodError */
export function groupOf(resource: unknown): GivenGroup {
  const { displayName, externalId, members } = sentGroup.parse(plain(resource));
  return { displayName, externalId, memberIds: members.map(({ value }) => value) };
}

export function userResource(user: DirectoryUser, base: string) {
  const { id, userName, externalId, displayName, email, isActive, locale, timeZone, managerId, createdAt } = user;
  const resource = {
    ...{ id, userName, displayName, locale, active: isActive, timezone: timeZone },
    externalId: externalId ?? undefined,
    name: { formatted: displayName },
    emails: [{ value: email, type: 'work', primary: true }],
    meta: { created: createdAt },
    ...(managerId === null ? {} : { [ENTERPRISE]: { manager: { value: managerId } } }),
  };
  return new SCIMMY.Schemas.User(resource, 'out', `${base}/Users`);
}

export function groupResource(group: DirectoryGroup, base: string, { withMembers = true } = {}) {
  const { id, displayName, externalId, memberIds, createdAt } = group;
  const resource = {
    ...{ id, displayName, externalId: externalId ?? undefined, meta: { created: createdAt } },
    ...(withMembers && { members: memberIds.map((value) => ({ value, type: 'User' })) }),
  };
  return new SCIMMY.Schemas.Group(resource, 'out', `${base}/Groups`);
}

/** Without the library's own classes, getters and frozen arrays. */
function plain(resource: unknown): unknown {
  return JSON.parse(JSON.stringify(resource));
}
