import { endSessions } from '../../store/access/sessions.ts';
import { revokeTokens } from '../../store/access/tokens.ts';
import type { Db } from '../../store/database/db.ts';
import { findUser, listWorkspaces, type UserRow, updateUser } from '../../store/people/administration.ts';
import { deactivateUser, reactivateUser } from '../../store/people/deactivate.ts';
import { insertUser, listUsers } from '../../store/people/people.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, checkOptions, newUser, userChanges, userId, workspaceId } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

const options = {
  role: { type: 'string', value: 'ROLE', help: 'rep, manager, admin or service' },
  name: { type: 'string', value: 'NAME', help: 'What colleagues and contacts read' },
  email: { type: 'string', value: 'ADDRESS', help: 'What their mail is sent from' },
  manager: { type: 'string', value: 'ID', help: 'Whose team they are in' },
  'time-zone': { type: 'string', value: 'ZONE', help: 'Such as Europe/Berlin (UTC)' },
  locale: { type: 'string', value: 'LANGUAGE', help: 'Such as en or de-CH (en)' },
  signature: { type: 'string', value: 'TEXT', help: 'Stands below their emails; may have several lines' },
  'slack-user': { type: 'string', value: 'ID', help: 'Their member ID in Slack' },
  'external-id': { type: 'string', value: 'ID', help: "What the company's directory calls them" },
  'crm-owner': { type: 'string', value: 'ID', help: 'What the CRM calls them as an owner' },
} as const;
const oneId = { min: 1, max: 1 };

export const userAdd = command({
  takes: 'ID --workspace W',
  count: oneId,
  summary: 'Make a user',
  options: { workspace: { type: 'string', value: 'ID', help: 'Where they belong' }, ...options },
  async run({ workspace, ...values }, [given]) {
    const id = check('ID', userId, given);
    if (workspace === undefined) throw new UsageError('--workspace is required');
    const itsWorkspace = check('--workspace', workspaceId, workspace);
    const { managerId, signature, slackUserId, crmOwnerId, externalId, ...user } = checkOptions(newUser, named(values));
    await withDatabase(async (db) => {
      const added = {
        ...user,
        id,
        workspaceId: itsWorkspace,
        managerId: managerId ?? undefined,
        signature: signature ?? undefined,
        slackUserId: slackUserId ?? undefined,
        crmOwnerId: crmOwnerId ?? undefined,
        externalId: externalId ?? undefined,
      };
      await insertUser(db, added, operatorHere());
    });
    console.log(`user ${id} added`);
  },
});

export const userSet = command({
  takes: 'ID',
  count: oneId,
  summary: 'Change a user; an empty text takes away what may be missing',
  options,
  async run(values, [given]) {
    const changes = checkOptions(userChanges, named(values));
    const id = await withDatabase(async (db) => {
      const user = await existingUser(db, given);
      await updateUser(db, user.id, changes, operatorHere());
      return user.id;
    });
    console.log(`user ${id} changed`);
  },
});

export const userDeactivate = command({
  takes: 'ID',
  count: oneId,
  summary:
    'Shut a user out: nothing is accepted of them, nothing leaves in their name, what waits goes to their cover or manager',
  async run(_values, [given]) {
    const { id, left } = await withDatabase(async (db) => {
      const user = await existingUser(db, given);
      return { id: user.id, left: await deactivateUser(db, user.workspace_id, user.id, operatorHere()) };
    });
    if (left === undefined) return console.log(`user ${id} was deactivated before`);
    const { handedOver, handedTo, kept } = left;
    const handed = handedTo === null ? '' : `, ${handedOver} pending actions went to ${handedTo}`;
    console.log(`user ${id} deactivated${handed}${kept === 0 ? '' : `, ${kept} stay without an owner who decides`}`);
  },
});

export const userReactivate = command({
  takes: 'ID',
  count: oneId,
  summary: 'Let a user in again who was deactivated; nothing of what was taken then comes back',
  async run(_values, [given]) {
    const { id, isNew } = await withDatabase(async (db) => {
      const user = await existingUser(db, given);
      return { id: user.id, isNew: await reactivateUser(db, user.workspace_id, user.id, operatorHere()) };
    });
    console.log(isNew ? `user ${id} reactivated` : `user ${id} is active`);
  },
});

export const userSignOut = command({
  takes: 'ID',
  count: oneId,
  summary: 'Sign a user out of every browser, at once',
  options: { tokens: { type: 'boolean', help: 'Revoke all of their tokens too' } },
  async run({ tokens }, [given]) {
    const { id, sessions, revoked } = await withDatabase(async (db) => {
      const user = await existingUser(db, given);
      // Tokens first: none of them may open another session in between.
      const revoked = tokens === true ? await revokeTokens(db, user.id, operatorHere()) : 0;
      return { id: user.id, revoked, sessions: await endSessions(db, user.id, operatorHere()) };
    });
    console.log(`user ${id} signed out: ${sessions} sessions ended, ${revoked} tokens revoked`);
  },
});

export const userList = command({
  summary: 'List users',
  options: { workspace: { type: 'string', value: 'ID', help: 'Only of this workspace' } },
  async run({ workspace }) {
    const users = await withDatabase(async (db) => {
      const all = workspace === undefined ? (await listWorkspaces(db)).map(({ id }) => id) : undefined;
      const ids = all ?? [await workspaceOf(db, workspace)];
      return (await Promise.all(ids.map((id) => listUsers(db, id)))).flat();
    });
    const headings = ['ID', 'WORKSPACE', 'ROLE', 'MANAGER', 'STATE', 'EMAIL', 'NAME'];
    console.log(table(users.map(rowOf), { headings, width: terminalWidth() }));
  },
});

/** @throws UsageError, CommandFailure */
export async function existingUser(db: Db, given: string | undefined): Promise<UserRow> {
  const id = check('the user ID', userId, given);
  const user = await findUser(db, id);
  if (user === undefined) throw new CommandFailure('not-found', `there is no user ${id}`);
  return user;
}

function named({ name, manager, ...values }: { [name in keyof typeof options]?: string }) {
  const { role, email, locale, signature } = values;
  return {
    role,
    email,
    locale,
    signature,
    displayName: name,
    managerId: manager,
    timeZone: values['time-zone'],
    slackUserId: values['slack-user'],
    crmOwnerId: values['crm-owner'],
    externalId: values['external-id'],
  };
}

function rowOf(user: UserRow): string[] {
  const state = user.deactivated_at === null ? 'active' : 'deactivated';
  const { id, workspace_id, role, manager_id, email, display_name } = user;
  return [id, workspace_id, role, manager_id ?? '-', state, email, cleanLine(display_name)];
}
