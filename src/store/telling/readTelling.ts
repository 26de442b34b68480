/** All that is known of an action when it is told of: what its row says, who is to know, who knows already. */
import { sql } from 'kysely';
import { type Settings, undoSecondsOf } from '../../domain/autoExecute.ts';
import type { ActionState } from '../../domain/decide.ts';
import type { Leave, SendingRules } from '../../domain/sendingRules.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Db } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { stateOf } from '../decisions/standing.ts';
import { findLeave, mailOf, RULES } from '../execution/leaving.ts';
import { type ActionMessage, listMessages } from './messages.ts';
import { listViews } from './views.ts';

export interface Person {
  id: string;
  name: string;
  email: string;
  slackUserId: string | null;
  timeZone: string;
  locale: string;
  settings: Settings;
  /** Whether he has not left. */
  isHere: boolean;
}

/** What of an action is shown to people, with the names of those whom it names. */
export interface ShownAction {
  id: string;
  userId: string;
  ownerName: string;
  actionType: ActionRow['action_type'];
  triggerType: ActionRow['trigger_type'];
  contextSummary: string;
  urgency: ActionRow['urgency'];
  subject: ActionRow['subject'];
  params: ActionRow['action_params'];
  state: ActionState;
  /** Of whoever has approved, or decided; null: nobody whom we know. */
  deciderName: string | null;
  cancelReason: string | null;
  failure: ActionRow['failure'];
  updatedAt: Date;
  /** When an email that waits would leave once it is approved, where the workspace's rules keep it until then. */
  leave: Leave | null;
}

export interface ToldAction {
  row: ActionRow;
  state: ActionState;
  /** As it is shown, whichever way. */
  action: ShownAction;
  owner: Person;
  /** Who covers for the owner now. */
  covers: Person[];
  manager: Person | null;
  /** Whoever was told of it. */
  readers: Person[];
  /** The workspace's defaults. */
  workspace: Settings;
  workspaceName: string;
  /** From which address people are told by email; null: they are not. */
  notifyFrom: string | null;
  messages: ActionMessage[];
  views: { userId: string; at: Date }[];
  /** Postgres's clock. */
  now: Date;
}

/** @returns undefined where there is no such action */
export async function readTelling(db: Db, actionId: string): Promise<ToldAction | undefined> {
  const found = await db
    .selectFrom('pending_autonomous_actions as a')
    .select(ACTION_COLUMNS)
    .select([sql<Date>`now()`.as('asOf'), RULES.as('rules')])
    .where('a.id', '=', actionId)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { asOf: now, rules, ...row } = found;
  const state = stateOf(row);
  const [people, messages, views] = await Promise.all([
    listPeople(db, row, deciderOf(state)),
    listMessages(db, actionId),
    listViews(db, actionId),
  ]);
  const owner = people.find(({ part }) => part === 'owner');
  if (owner === undefined) throw new Error(`the owner of the action ${actionId} is gone`);
  const leave = await leaveOf(db, row, state, rules, undoSecondsOf(owner.settings, owner.workspace, row.action_type));
  return {
    row,
    state,
    action: { ...shownAction(row, state, owner.name, nameOf(people, 'decider')), leave },
    owner,
    covers: people.filter(({ part, isHere }) => part === 'cover' && isHere),
    manager: people.find(({ part, isHere }) => part === 'manager' && isHere) ?? null,
    readers: people.filter(({ part }) => part === 'reader'),
    workspace: owner.workspace,
    workspaceName: owner.workspaceName,
    notifyFrom: owner.notifyFrom,
    messages,
    views,
    now,
  };
}

function nameOf(people: readonly Involved[], wanted: Involved['part']): string | null {
  return people.find(({ part }) => part === wanted)?.name ?? null;
}

/** As its owner's approval would have it, whoever reads: who covers may have an undo window of some seconds more or less. */
async function leaveOf(
  db: Db,
  row: ActionRow,
  { standing }: ActionState,
  rules: SendingRules | null,
  undoSeconds: number,
): Promise<Leave | null> {
  const mail = mailOf(row);
  if (mail === undefined || rules === null || standing.kind !== 'open') return null;
  const leave = await findLeave(db, rules, mail, { fromMs: Date.now() + undoSeconds * 1_000 });
  return leave.kind === 'at' && leave.why === null ? null : leave;
}

/** What of a row is shown. */
export function shownAction(
  row: ActionRow,
  state: ActionState,
  ownerName: string,
  deciderName: string | null,
): ShownAction {
  return {
    id: row.id,
    userId: row.user_id,
    ownerName,
    actionType: row.action_type,
    triggerType: row.trigger_type,
    contextSummary: row.context_summary,
    urgency: row.urgency,
    subject: row.subject,
    params: row.action_params,
    state,
    deciderName,
    cancelReason: row.cancel_reason,
    failure: row.failure,
    updatedAt: row.updated_at,
    leave: null,
  };
}

/** Whether a decision is somebody's to take: his own, as the one who covers, or as the manager. */
export function mayDecide({ owner, covers, manager }: ToldAction, userId: string): boolean {
  return [owner, ...covers, manager].some((person) => person?.id === userId);
}

function deciderOf({ standing }: ActionState): string | null {
  if (standing.kind === 'open') return null;
  return standing.kind === 'scheduled' ? standing.approval.by : standing.decision.by;
}

interface Involved extends Person {
  part: 'owner' | 'cover' | 'manager' | 'decider' | 'reader';
  workspace: Settings;
  workspaceName: string;
  notifyFrom: string | null;
}

/** Owner, covers, manager, decider and readers; a name that a message of Temporal's made up is nobody's. */
async function listPeople(
  db: Db,
  { id, user_id, workspace_id }: ActionRow,
  deciderId: string | null,
): Promise<Involved[]> {
  const { rows } = await sql<Involved>`
    select parts.part, u.id, u.display_name as name, u.email, u.slack_user_id as "slackUserId",
      u.time_zone as "timeZone", u.locale, u.settings, w.settings as workspace,
      w.name as "workspaceName", w.notify_from as "notifyFrom", u.deactivated_at is null as "isHere"
    from (
      select 'owner' as part, ${user_id}::text as id
      union all select 'manager', manager_id from users where id = ${user_id}
      union all select 'decider', ${deciderId}::text
      union all select 'cover', cover_id from covers
        where user_id = ${user_id} and begins_at <= now() and ends_at > now()
      union select 'reader', user_id from action_messages where action_id = ${id}
    ) as parts
    join users as u on u.id = parts.id
    join workspaces as w on w.id = u.workspace_id
    where u.workspace_id = ${workspace_id}`.execute(db);
  return rows;
}
