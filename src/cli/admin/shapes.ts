/** What an administrator may write where. An empty text takes an optional value away. */
import { z } from 'zod';
import { ownId, person } from '../../domain/params/people.ts';
import { workspace } from '../../domain/params/workspace.ts';
import { UsageError } from '../errors.ts';

/** Null where it is to be taken away. */
const optional = <T extends z.ZodType>(shape: T) => z.union([z.literal('').transform(() => null), shape]);

const yesOrNo = z.enum(['yes', 'no'], 'must be yes or no').transform((answer) => answer === 'yes');

export const workspaceId = ownId;
export const userId = ownId;
export const tokenId = z.uuid('must be the id that token list shows');
export const sessionId = z.uuid('must be the id that session list shows');
export const coverId = z.uuid('must be the id that cover list shows');
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-24T18:00:00+01:00' })
  .transform((text) => new Date(text));
export const endpointId = z.uuid('must be the id that webhook-endpoint list shows');
export const deliveryId = z.uuid('must be the id that webhook-endpoint deliveries shows');
export const webhookKeyId = z.uuid('must be the id that webhook-key list shows');
export const workspaceChanges = z.object({
  name: workspace.name.optional(),
  currency: workspace.currency.optional(),
  timeZone: workspace.timeZone.optional(),
  postalAddress: optional(workspace.postalAddress).optional(),
  notifyFrom: optional(workspace.notifyFrom).optional(),
  requirePostalAddress: yesOrNo.optional(),
  crm: workspace.crm.optional(),
});
export const newWorkspace = workspaceChanges.required({ name: true });

export const userChanges = z.object({
  role: person.role.optional(),
  displayName: person.displayName.optional(),
  email: person.email.optional(),
  managerId: optional(person.managerId).optional(),
  timeZone: person.timeZone.optional(),
  locale: person.locale.optional(),
  signature: optional(person.signature).optional(),
  slackUserId: optional(person.slackUserId).optional(),
  crmOwnerId: optional(person.crmOwnerId).optional(),
  externalId: optional(person.externalId).optional(),
});
export const newUser = userChanges.required({ role: true, displayName: true, email: true });

/** What options are called that are not called as what they set. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  displayName: 'name',
  managerId: 'manager',
  slackUserId: 'slack-user',
  crmOwnerId: 'crm-owner',
  externalId: 'external-id',
  timeZone: 'time-zone',
  postalAddress: 'postal-address',
  requirePostalAddress: 'require-postal-address',
};

/** Options, checked. @throws UsageError naming every one that is missing or wrong */
export function checkOptions<T extends z.ZodType>(shape: T, given: Record<string, unknown>): z.output<T> {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const isMissing = given[name] === undefined;
    return `--${OPTION_NAMES[name] ?? name} ${isMissing ? 'is required' : messageOf(issue)}`;
  });
  throw new UsageError(problems.join('; '));
}

/** One argument, checked. @throws UsageError */
export function check<T extends z.ZodType>(what: string, shape: T, given: unknown): z.output<T> {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${what} ${issue === undefined ? 'is not valid' : messageOf(issue)}`);
}

/** Ours begin with "must"; those of zod tell what was expected. An option that may be empty wraps its issues. */
function messageOf(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().at(-1) : undefined;
  const { message } = inner ?? issue;
  return message.startsWith('must') ? message : `is not valid (${message})`;
}
