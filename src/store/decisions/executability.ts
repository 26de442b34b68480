import { type Selectable, sql } from 'kysely';
import { foreignIds } from '../../domain/crmIds.ts';
import { crmTitle, isConnectedCrm, noCredential } from '../../domain/crmNames.ts';
import { hasLeft } from '../../domain/errors.ts';
import { findOwnerId, knowsOwners } from '../crm/crmDirectory.ts';
import type { Db } from '../database/db.ts';
import type { ActionsTable } from '../database/schema.ts';
import { isSuppressed } from '../people/suppressions.ts';

/** What must be known of an action to tell whether it can execute; the parameters are those it would execute with. */
export type Executable = Pick<
  Selectable<ActionsTable>,
  'workspace_id' | 'user_id' | 'action_type' | 'action_params' | 'crm' | 'subject'
>;

/** What this installation is configured with. */
export interface SendingMeans {
  /** A relay for the mail of reps without servers of their own. */
  smtpRelay: boolean;
  slack: boolean;
  /** The CRMs that can be written to: those with a credential, and the built-in one always. */
  crms: ReadonlySet<string>;
}

/**
 * Why an action surely cannot execute, in words for its reviewer; empty where nothing is known to stand in its way.
 * Given a transaction, it looks inside that.
 */
export async function findObstacles(db: Db, action: Executable, means: SendingMeans): Promise<string[]> {
  return [...(await ownerObstacles(db, action)), ...(await effectObstacles(db, action, means))];
}

/** Whatever leaves does so in the rep's name, and with the foot that the workspace wants. */
async function ownerObstacles(db: Db, { user_id, action_type }: Executable): Promise<string[]> {
  const { name, deactivatedAt, lacksAddress } = await db
    .selectFrom('users')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspace_id')
    .select(['users.display_name as name', 'users.deactivated_at as deactivatedAt'])
    .select(sql<boolean>`require_postal_address and coalesce(trim(postal_address), '') = ''`.as('lacksAddress'))
    .where('users.id', '=', user_id)
    .executeTakeFirstOrThrow();
  return [
    ...(deactivatedAt === null ? [] : [hasLeft(name)]),
    ...(lacksAddress && action_type === 'send_email' ? [NO_POSTAL_ADDRESS] : []),
  ];
}

const NO_POSTAL_ADDRESS =
  'the workspace has no postal address, and wants one below every email: an administrator sets it under Workspace';

/**
 * Why somebody's approval does not hold any more, in words: who approved has left since, or is the rep's manager no
 * longer and did not cover for him when he approved. Whom nobody knows is not judged: signals of Temporal's carry any name (channel `temporal`).
 */
export async function findApproverObstacles(
  db: Db,
  ownerId: string,
  { by: approverId, at }: { by: string; at: string },
): Promise<string[]> {
  if (approverId === ownerId) return [];
  const approver = await db
    .selectFrom('users as approver')
    .innerJoin('users as owner', 'owner.workspace_id', 'approver.workspace_id')
    .select(['approver.display_name as name', 'approver.deactivated_at as deactivatedAt', 'approver.role'])
    .select('owner.manager_id as managerId')
    .select(
      sql<boolean>`exists (select from covers where user_id = ${ownerId} and cover_id = ${approverId}
        and ${at}::timestamptz between begins_at and ends_at)`.as('didCover'),
    )
    .where('approver.id', '=', approverId)
    .where('owner.id', '=', ownerId)
    .executeTakeFirst();
  if (approver === undefined) return [];
  const { name, deactivatedAt, role, managerId, didCover } = approver;
  if (deactivatedAt !== null) return [`${name}, who approved this, has left`];
  const isManager = role === 'manager' && managerId === approverId;
  return isManager || didCover ? [] : [`${name}, who approved this, may not decide on it any more`];
}

async function effectObstacles(db: Db, action: Executable, means: SendingMeans): Promise<string[]> {
  switch (action.action_type) {
    case 'send_email':
      return [...(await recipientObstacles(db, action)), ...(await senderObstacles(db, action, means))];
    case 'notify_rep':
      return means.slack ? [] : ['no Slack token is configured'];
    case 'create_followup_task':
    case 'log_touch':
      return crmObstacles(db, action, means);
    case 'draft_email':
      // A draft needs neither recipient nor mailbox: it is kept for download where there is none.
      return [];
  }
}

async function crmObstacles(db: Db, { workspace_id, user_id, crm, subject }: Executable, { crms }: SendingMeans) {
  if (!crms.has(crm)) return [noCredential(crm)];
  if (!isConnectedCrm(crm)) return [];
  const foreign = foreignIds(crm, subject);
  if (foreign.length > 0) return foreign.map(({ kind, id, why }) => `the ${kind} "${id}" ${why}`);
  const scope = { workspaceId: workspace_id, crm };
  if ((await findOwnerId(db, scope, user_id)) !== undefined) return [];
  if (!(await knowsOwners(db, scope))) return [`${crmTitle(crm)} has not told yet who can own a record there`];
  const { display_name: name, email } = await db
    .selectFrom('users')
    .select(['display_name', 'email'])
    .where('id', '=', user_id)
    .executeTakeFirstOrThrow();
  return [
    `${name} is not an owner in ${crmTitle(crm)}: nobody active there has the address ${email}, nor the owner ID set for them`,
  ];
}

async function recipientObstacles(db: Db, { workspace_id, action_params }: Executable): Promise<string[]> {
  const { contactEmail } = action_params;
  if (typeof contactEmail !== 'string' || contactEmail === '') return ['the email has no recipient (contactEmail)'];
  const suppressed = await isSuppressed(db, workspace_id, contactEmail);
  return suppressed ? [`${contactEmail} is on the suppression list`] : [];
}

async function senderObstacles(db: Db, { user_id }: Executable, { smtpRelay }: SendingMeans): Promise<string[]> {
  if (smtpRelay) return [];
  const mailbox = await db
    .selectFrom('mailboxes')
    .select('user_id')
    .where('user_id', '=', user_id)
    .where('smtp_url', 'is not', null)
    .executeTakeFirst();
  return mailbox === undefined
    ? ['there is no way to send: neither a mailbox of the rep nor a relay is configured']
    : [];
}
