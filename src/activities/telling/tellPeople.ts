/** Tells people what is due, action by action; see src/notify for what that is. */
import { createHash } from 'node:crypto';
import { DeliveryError } from '../../domain/delivery.ts';
import { actionUrl } from '../../domain/links.ts';
import { notificationsOf } from '../../domain/notifications.ts';
import type { Log } from '../../log.ts';
import { type Card, cardOf } from '../../notify/card.ts';
import { dueNotices, type Listener, type Listeners, type Notice, noticesOf } from '../../notify/notices.ts';
import type { Db } from '../../store/database/db.ts';
import { type ActionMessage, beginMessage, forgetShown } from '../../store/telling/messages.ts';
import { type Person, readTelling, type ToldAction } from '../../store/telling/readTelling.ts';
import { putOffTelling, settleTelling, type TakenTelling, takeTellings } from '../../store/telling/tellings.ts';
import { calendarOf } from './calendar.ts';
import { createSlackMessenger, type SlackMessenger } from './slackMessenger.ts';

export interface TellingDeps {
  db: Db;
  log: Log;
  slack: { token: string; slackApiUrl: string | undefined } | undefined;
  /** How people reach Signoff; links in messages begin with it. */
  publicUrl: string;
}

const ACTIONS = 50;
/** Longer than all that is asked of Slack for one action. */
const TAKEN_MS = 60_000;
/** At once: Slack takes about one message a second for each conversation, and Postgres is needed by executions as well. */
const AT_ONCE = 5;
/** After which a request that somebody gave up has surely ended at Slack's end. */
const IN_FLIGHT_MS = 30_000;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 10 * 60_000;

/** One batch of what is due. What cannot be told now is put off, and keeps nobody else waiting. */
export async function tellPeople(deps: TellingDeps, signal: AbortSignal): Promise<{ actions: number; more: boolean }> {
  const { db, log } = deps;
  const taken = await takeTellings(db, ACTIONS, TAKEN_MS);
  const slack = deps.slack === undefined ? undefined : createSlackMessenger(db, deps.slack, signal);
  // What Slack does not take now it does not take for the next one either.
  let heldMs = 0;
  const left = taken.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const telling of left) {
        const { actionId, attempts } = telling;
        if (heldMs > 0) {
          await putOffTelling(db, actionId, heldMs, 'Slack asks to wait');
          continue;
        }
        try {
          await tellOf(deps, slack, telling);
        } catch (error) {
          const afterMs = pauseMs(error, attempts);
          if (error instanceof DeliveryError && error.kind === 'rate-limited') heldMs = afterMs;
          log.warn({ actionId, err: error, afterMs }, 'people could not be told of an action yet');
          await putOffTelling(db, actionId, afterMs, error instanceof Error ? error.message : String(error));
        }
      }
    }),
  );
  return { actions: taken.length, more: taken.length === ACTIONS };
}

function pauseMs(error: unknown, attempts: number): number {
  const asked = error instanceof DeliveryError ? error.retryAfterMs : undefined;
  return asked ?? Math.min(FIRST_PAUSE_MS * 2 ** attempts, MAX_PAUSE_MS);
}

async function tellOf(deps: TellingDeps, slack: SlackMessenger | undefined, telling: TakenTelling): Promise<void> {
  const { db } = deps;
  // Whoever had taken it may still be writing to a message: it is written anew, and once more when that has surely ended.
  if (telling.wasAbandoned) await forgetShown(db, telling.actionId);
  const told = await readTelling(db, telling.actionId);
  if (told === undefined) return settleTelling(db, telling, null);
  const listeners = await listenersOf(told, slack !== undefined);
  for (const message of told.messages) if (slack !== undefined) await keepTrue(deps, slack, told, message, false);
  const { due, nextMs } = dueNotices(noticesOf(noticed(told), listeners), lastKnown(told), told.now.getTime());
  for (const notice of due) if (slack !== undefined) await tell(deps, slack, told, notice);
  const again = telling.wasAbandoned ? told.now.getTime() + IN_FLIGHT_MS : null;
  if (telling.wasAbandoned) await forgetShown(db, telling.actionId);
  await settleTelling(db, telling, earliest(nextMs, again));
}

function noticed({ row, state }: ToldAction) {
  return { state, urgency: row.urgency };
}

async function listenersOf({ owner, covers, manager, workspace }: ToldAction, hasSlack: boolean): Promise<Listeners> {
  const listener = async (person: Person): Promise<Listener> => {
    const choices = notificationsOf(person.settings, workspace);
    return {
      userId: person.id,
      choices: hasSlack ? choices : { ...choices, by: 'none' },
      calendar: await calendarOf(person),
    };
  };
  const isEscalated = notificationsOf(owner.settings, workspace).escalation;
  return {
    deciders: await Promise.all((covers.length > 0 ? covers : [owner]).map(listener)),
    manager: manager !== null && isEscalated ? await listener(manager) : null,
  };
}

/** What is on its way is on its way since it was begun: nobody is told twice at once. */
function lastKnown({ messages, views }: ToldAction): Map<string, number> {
  const known = new Map<string, number>();
  const note = (userId: string, at: Date) =>
    known.set(userId, Math.max(known.get(userId) ?? Number.NEGATIVE_INFINITY, at.getTime()));
  for (const { userId, sentAt, createdAt } of messages) note(userId, sentAt ?? createdAt);
  for (const { userId, at } of views) note(userId, at);
  return known;
}

async function tell(deps: TellingDeps, slack: SlackMessenger, told: ToldAction, notice: Notice): Promise<void> {
  const { kind, userId } = notice;
  const message = await beginMessage(deps.db, {
    workspaceId: told.row.workspace_id,
    actionId: told.row.id,
    userId,
    kind,
    channel: 'slack',
  });
  if (message !== undefined) await keepTrue(deps, slack, told, message, true);
}

/** Has a message arrive that has not, and show what the row says. */
async function keepTrue(
  { publicUrl }: TellingDeps,
  slack: SlackMessenger,
  told: ToldAction,
  message: ActionMessage,
  isNew: boolean,
): Promise<void> {
  if (message.channel !== 'slack' || message.state === 'failed') return;
  const reader = told.readers.find(({ id }) => id === message.userId) ?? told.owner;
  const card = cardFor(told, reader);
  const shows = digestOf(card, reader);
  if (message.state === 'sent' && message.shows === shows) return;
  const link = actionUrl(publicUrl, told.row.id);
  await slack.show({ message, isNew, card, shows, recipient: reader, since: message.createdAt, link });
}

/** Whoever was told may have nothing to decide any more: his message says so. */
function cardFor(told: ToldAction, reader: Person): Card {
  const { row, state, owner, covers, manager, deciderName } = told;
  const action = {
    id: row.id,
    userId: row.user_id,
    ownerName: owner.name,
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
  };
  const mayDecide = [owner, ...covers, manager].some((person) => person?.id === reader.id);
  return cardOf(action, { userId: reader.id, locale: reader.locale, timeZone: reader.timeZone, mayDecide });
}

function digestOf(card: Card, { id }: Person): string {
  return createHash('sha256')
    .update(JSON.stringify([id, card]))
    .digest('base64url');
}

function earliest(...moments: (number | null)[]): Date | null {
  const given = moments.filter((ms) => ms !== null);
  return given.length === 0 ? null : new Date(Math.min(...given));
}
