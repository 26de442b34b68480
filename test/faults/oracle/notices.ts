/** What must hold of what people were told, after the last fault: once, whom it concerns, and true. See docs/telling.md. */
import { states } from '../../../src/domain/words/states.ts';
import { verbs } from '../../../src/domain/words/verbs.ts';
import { BUTTON_IDS } from '../../../src/notify/slackCard.ts';
import type { Db } from '../../../src/store/database/db.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import type { Wrongs } from '../scenario.ts';
import type { Notice } from '../stage/notices.ts';
import { addressOf, TOLD_BY } from '../stage/people.ts';

export interface Told {
  /** What has arrived. */
  notices: Notice[];
  /** What Signoff has noted of it, by the message's id. */
  noted: Map<string, Noted>;
}

type Noted = Awaited<ReturnType<typeof listNoted>>[number];

export async function readTold(db: Db, notices: Notice[]): Promise<Told> {
  return { notices, noted: new Map((await listNoted(db)).map((message) => [message.id, message])) };
}

function listNoted(db: Db) {
  return db
    .selectFrom('action_messages')
    .select(['id', 'action_id as actionId', 'user_id as userId', 'channel', 'state', 'shows', 'error'])
    .execute();
}

/** Nobody looks at actions during a run, so that each is told of once, unless it was decided before. */
export function judgeNotices(rows: readonly ActionRow[], { notices, noted }: Told, wrongs: Wrongs): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const there = new Map<string, number>();
  const toldOf = new Map<string, number>();
  for (const notice of notices) {
    there.set(notice.key, (there.get(notice.key) ?? 0) + 1);
    const message = noted.get(notice.key);
    const row = byId.get(message?.actionId ?? '');
    if (message === undefined || row === undefined) {
      wrongs.twice.push(`somebody was told by a message that nobody has noted: ${notice.way} ${notice.key}`);
      continue;
    }
    toldOf.set(row.id, (toldOf.get(row.id) ?? 0) + 1);
    judgeRecipient(row, notice, wrongs);
    if (notice.way === 'slack') wrongs.mismatched.push(...untruths(row, notice));
  }
  for (const [id, times] of toldOf) if (times > 1) wrongs.twice.push(`somebody was told ${times} times of ${id}`);
  for (const message of noted.values()) judgeArrival(message, there.get(message.id) ?? 0, wrongs);
  const known = new Set([...noted.values()].map(({ actionId }) => actionId));
  for (const { id, user_id, ...row } of rows) {
    if (isOpen(row) && TOLD_BY.has(user_id) && !known.has(id)) wrongs.lost.push(`nobody was told of ${id}`);
  }
}

function judgeRecipient({ id, user_id }: ActionRow, { way, to }: Notice, { mismatched }: Wrongs): void {
  if (to !== addressOf(user_id)) mismatched.push(`${to} was told of ${id}, which is ${user_id}'s`);
  if (way !== TOLD_BY.get(user_id)) mismatched.push(`${user_id} was told of ${id} by ${way}`);
}

/** Whether an email left whose answer was lost nobody knows: what it shows is not known either. */
function judgeArrival({ id, actionId, channel, state, shows, error }: Noted, count: number, wrongs: Wrongs): void {
  const is = `the message ${id} about ${actionId} is ${state} by ${channel}${error === null ? '' : ` (${error})`}`;
  if (state !== 'sent') wrongs.lost.push(is);
  else if (count === 0 && (channel === 'slack' || shows !== null)) wrongs.lost.push(`${is}, and not there`);
}

/** Where a message of Slack's says something else than the action's row. */
function untruths(row: ActionRow, { text, buttons }: Notice): string[] {
  const { id, version, status } = row;
  const decides = isOpen(row)
    ? [BUTTON_IDS.approve, BUTTON_IDS.edit, BUTTON_IDS.cancel]
    : isScheduled(row)
      ? [BUTTON_IDS.undo, BUTTON_IDS.cancel]
      : [];
  const expected = [...decides.map((button) => `${button} ${id}:${version}`), `${BUTTON_IDS.open} `].join();
  const shown = buttons.map(({ id: button, value = '' }) => `${button} ${value}`).join();
  const wrong: string[] = [];
  if (shown !== expected) wrong.push(`${id} is ${status}, its message in Slack has the buttons ${shown}`);
  const words = wordsOf(row);
  if (!text.includes(words)) wrong.push(`${id} is ${status}, its message in Slack does not say "${words}": ${text}`);
  return wrong;
}

function wordsOf(row: ActionRow): string {
  const { action_type: type, status } = row;
  if (isOpen(row)) return states.waiting;
  if (status === 'executed') return verbs[type].done;
  if (status === 'cancelled') return states.cancelled('');
  if (status === 'expired') return states.expired;
  return status === 'failed' ? states.failed : 'Approved';
}

type Standing = Pick<ActionRow, 'status' | 'executing_at' | 'scheduled_approval'>;

function isOpen({ status, executing_at, scheduled_approval }: Standing): boolean {
  return status === 'pending' && executing_at === null && scheduled_approval === null;
}

function isScheduled({ status, executing_at, scheduled_approval }: Standing): boolean {
  return status === 'pending' && executing_at === null && scheduled_approval !== null;
}
