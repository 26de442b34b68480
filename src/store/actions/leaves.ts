/** When the emails that a list shows would leave, were they approved now or left to themselves. */
import { sql } from 'kysely';
import { undoSecondsOf } from '../../domain/autoExecute.ts';
import type { Leave, SendingRules } from '../../domain/sendingRules.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Db } from '../database/db.ts';
import { findLeaves, RULES } from '../execution/leaving.ts';
import { readSettings } from '../settings/settings.ts';

/** What is known about when an email that waits for a decision may leave; null of everything else. */
export const LEAVING = [
  sql<SendingRules | null>`case when a.action_type = 'send_email' and a.status = 'pending'
    and a.scheduled_approval is null and a.executing_at is null then ${RULES} end`.as('rules'),
  sql<string | null>`lower(trim(a.action_params ->> 'contactEmail'))`.as('recipient'),
  'a.workspace_id as ofWorkspace',
] as const;

interface Waiting {
  id: string;
  userId: string;
  subject: Subject;
  rules: SendingRules | null;
  recipient: string | null;
  ofWorkspace: string;
  autoExecuteAt: Date | null;
}

/**
 * Rows that were read with `LEAVING`, told so. All that is of one scope is of one workspace.
 *
 * @param readerId to whom it is told: an approval of his can be undone first, for as long as his settings have it
 */
export async function withLeaves<R extends Waiting>(db: Db, readerId: string, rows: R[]) {
  const rules = rows.find((row) => row.rules !== null)?.rules ?? null;
  const [now, byItself] = rules === null ? [] : await leavesOf(db, rules, rows, await undoMsOf(db, readerId));
  return rows.map(({ rules, recipient, ofWorkspace, ...row }) => {
    const auto = byItself?.get(row.id);
    const autoLeavesAt = auto?.kind === 'at' && auto.why !== null ? new Date(auto.atMs) : null;
    return { ...row, leaves: shown(now?.get(row.id)), autoLeavesAt };
  });
}

async function undoMsOf(db: Db, userId: string): Promise<number> {
  const { own, workspace } = await readSettings(db, userId);
  return undoSecondsOf(own, workspace, 'send_email') * 1_000;
}

/** When each would leave were it approved now, and when it would by itself. */
async function leavesOf(db: Db, rules: SendingRules, rows: Waiting[], undoMs: number): Promise<[LeaveById, LeaveById]> {
  const nowMs = Date.now();
  const mails = rows
    .filter((row) => row.rules !== null)
    .map(({ id, userId, subject, recipient, ofWorkspace, autoExecuteAt }) => {
      const mail = { actionId: id, workspaceId: ofWorkspace, userId, recipient, subject };
      return { ...mail, fromMs: nowMs + undoMs, autoMs: autoExecuteAt === null ? null : autoExecuteAt.getTime() };
    });
  const automatic = mails.flatMap(({ autoMs, ...mail }) =>
    autoMs === null ? [] : [{ ...mail, fromMs: Math.max(autoMs, nowMs) }],
  );
  const found = await findLeaves(db, rules, [...mails, ...automatic]);
  const byId = (of: { actionId: string }[], from: number): LeaveById =>
    new Map(of.map(({ actionId }, i) => [actionId, found[from + i]]));
  return [byId(mails, 0), byId(automatic, mails.length)];
}

type LeaveById = ReadonlyMap<string, Leave | undefined>;

function shown(leave: Leave | undefined) {
  if (leave === undefined || (leave.kind === 'at' && leave.why === null)) return null;
  const { timeZone } = leave;
  if (leave.kind === 'held') return { at: null, timeZone, why: 'held' as const, reason: leave.reason };
  return { at: new Date(leave.atMs), timeZone, why: leave.why ?? 'window', reason: null };
}
