/** People, their tokens and covers, as administrators and they themselves see them. */
import { z } from 'zod';
import { ownId, person, tokenDays, tokenLabel, tokenVerbs } from '../../domain/params/people.ts';
import { ROLES } from '../../domain/roles.ts';
import { DEFAULT_TOKEN_DAYS } from '../../domain/tokenLife.ts';
import { VERBS } from '../../domain/verbs.ts';
import { optionalTime, sentTime, time } from './common.ts';

export const personAnswer = z
  .object({
    id: z.string(),
    role: z.enum(ROLES),
    displayName: z.string(),
    email: z.string(),
    managerId: z.string().nullable(),
    timeZone: z.string(),
    locale: z.string(),
    signature: z.string().nullable(),
    slackUserId: z.string().nullable(),
    crmOwnerId: z.string().nullable(),
    externalId: z.string().nullable(),
    deactivatedAt: optionalTime,
    createdAt: time,
    lastSeenAt: optionalTime.describe('The last use of a session or token of theirs, to the minute'),
    hasMailbox: z.boolean().describe('Whether they have mail servers of their own'),
    pending: z.number().int().describe('How many actions wait for them'),
  })
  .meta({ id: 'Person' });

export const peopleAnswer = z.object({ items: z.array(personAnswer) }).meta({ id: 'People' });

export const personParams = z.object({ id: ownId });

const changes = {
  role: person.role,
  displayName: person.displayName,
  email: person.email,
  managerId: person.managerId.nullable(),
  timeZone: person.timeZone,
  locale: person.locale,
  signature: person.signature.nullable(),
  slackUserId: person.slackUserId.nullable(),
  crmOwnerId: person.crmOwnerId.nullable(),
  externalId: person.externalId.nullable(),
};

export const personChanges = z
  .strictObject(changes)
  .partial()
  .meta({ id: 'PersonChanges', examples: [{ role: 'manager', managerId: null }] });

export const newPerson = z
  .strictObject({ ...changes, id: ownId })
  .partial()
  .required({ id: true, role: true, displayName: true, email: true })
  .meta({
    id: 'NewPerson',
    examples: [{ id: 'ana', role: 'rep', displayName: 'Ana Ruiz', email: 'ana@acme.com', managerId: 'mia' }],
  });

export const leftAnswer = z
  .object({
    disarmed: z.number().int().describe('Automatic executions called off and scheduled approvals voided'),
    handedTo: z.string().nullable().describe('Who has the pending actions now; null: nobody takes them'),
    handedOver: z.number().int(),
    kept: z.number().int().describe('Pending actions that stay: nobody takes them, or has the same situation pending'),
  })
  .meta({ id: 'Left' });

export const signedOutAnswer = z
  .object({ sessions: z.number().int(), tokens: z.number().int() })
  .meta({ id: 'SignedOut' });
export const signOutBody = z
  .strictObject({ tokens: z.boolean().default(false).describe('Whether tokens are revoked, too') })
  .meta({ id: 'SignOutPerson', examples: [{ tokens: true }] });

export const tokenAnswer = z
  .object({
    id: z.string(),
    label: z.string(),
    createdAt: time,
    lastUsedAt: optionalTime,
    revokedAt: optionalTime,
    expiresAt: optionalTime.describe('Null: made before tokens expired'),
    verbs: z.array(z.enum(VERBS)).nullable().describe('What it may be used for; null: all that its user may'),
    maySendUnapproved: z.boolean().describe('Whether a program may cause an email by it that nobody approved'),
  })
  .meta({ id: 'Token' });
export const tokensAnswer = z
  .object({
    items: z.array(tokenAnswer),
    mayBeFor: z.array(z.enum(VERBS)).describe('What a token of this user may be made for'),
  })
  .meta({ id: 'Tokens' });
export const newToken = z
  .strictObject({
    label: tokenLabel,
    days: tokenDays.default(DEFAULT_TOKEN_DAYS),
    verbs: tokenVerbs.optional().describe('Absent: all that its user may, but what only a token has that names it'),
    maySendUnapproved: z.boolean().default(false),
  })
  .meta({ id: 'NewToken', examples: [{ label: 'Zapier', days: 90, verbs: ['triggers.create'] }] });
export const madeToken = z
  .object({ token: z.string().describe('Shown this once; nobody can show it again') })
  .meta({ id: 'MadeToken' });

export const coverAnswer = z
  .object({
    id: z.string(),
    userId: z.string(),
    userName: z.string(),
    coverId: z.string(),
    coverName: z.string(),
    beginsAt: time,
    endsAt: time,
    madeBy: z.string().nullable(),
  })
  .meta({ id: 'Cover' });
export const coversAnswer = z.object({ items: z.array(coverAnswer) }).meta({ id: 'Covers' });
export const newCover = z
  .strictObject({
    userId: ownId.optional().describe('Who is away; absent: oneself'),
    coverId: ownId,
    beginsAt: sentTime.optional().describe('Absent: now'),
    endsAt: sentTime,
  })
  .meta({ id: 'NewCover', examples: [{ coverId: 'ben', endsAt: '2026-12-24T17:00:00Z' }] });
export const madeCover = z.object({ id: z.string() }).meta({ id: 'MadeCover' });

const colleague = z.object({ id: z.string(), displayName: z.string(), role: z.enum(ROLES) }).meta({ id: 'Colleague' });
export const colleaguesAnswer = z.object({ items: z.array(colleague) }).meta({ id: 'Colleagues' });
