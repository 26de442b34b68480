/** One action's telling: its messages are kept true, and what is due is told. See src/notify for what that is. */
import { createHash } from 'node:crypto';
import { type NotificationChoices, notificationsOf } from '../../domain/notifications.ts';
import { cardOf } from '../../notify/card.ts';
import { dueNotices, type Listener, type Listeners, type Notice, noticesOf } from '../../notify/notices.ts';
import type { Db } from '../../store/database/db.ts';
import { type ActionMessage, beginMessage, forgetShown } from '../../store/telling/messages.ts';
import { mayDecide, type Person, readTelling, type ToldAction } from '../../store/telling/readTelling.ts';
import { settleTelling, type TakenTelling } from '../../store/telling/tellings.ts';
import { calendarOfPerson } from './calendar.ts';
import type { Messenger } from './messenger.ts';

/** The ways there are. */
export type Messengers = Readonly<Record<'slack' | 'email', Messenger | undefined>>;
type Way = keyof Messengers;

/** After which a request that somebody gave up has surely ended at the other end. */
const IN_FLIGHT_MS = 30_000;
/** What waits is looked at so often at least: what people want to be told, who they are and what is connected changes without a word to it. */
const LOOK_AGAIN_MS = 12 * 60 * 60_000;

/** @throws DeliveryError where something is to be told again later */
export async function tellOf(db: Db, messengers: Messengers, telling: TakenTelling): Promise<void> {
  const { actionId, wasAbandoned } = telling;
  // Whoever had taken it may still be writing to a message: it is written anew, and once more when that has surely ended.
  if (wasAbandoned) await forgetShown(db, actionId);
  const told = await readTelling(db, actionId);
  if (told === undefined) return settleTelling(db, telling, null);
  for (const message of told.messages) await keepTrue(messengers, told, message, false);
  const listeners = await listenersOf(told, messengers);
  const nowMs = told.now.getTime();
  const { due, nextMs } = dueNotices(noticesOf(noticed(told), listeners), lastKnown(told), nowMs);
  for (const notice of due) await tell(db, messengers, told, notice);
  if (wasAbandoned) await forgetShown(db, actionId);
  // Whom Slack knows not is told by email at once: it is looked at again.
  const again = wasAbandoned ? nowMs + IN_FLIGHT_MS : due.length > 0 ? nowMs : null;
  const anyway = told.row.status === 'pending' ? nowMs + LOOK_AGAIN_MS : null;
  await settleTelling(db, telling, earliest(nextMs, again, anyway));
}

function noticed({ row, state }: ToldAction) {
  return { state, urgency: row.urgency };
}

async function listenersOf(told: ToldAction, messengers: Messengers): Promise<Listeners> {
  const { owner, covers, manager, workspace } = told;
  const listener = async (person: Person): Promise<Listener> => {
    const choices = notificationsOf(person.settings, workspace);
    const by = wayTo(person, choices, told, messengers) ?? 'none';
    return { userId: person.id, choices: { ...choices, by }, calendar: await calendarOfPerson(person, workspace) };
  };
  const isEscalated = notificationsOf(owner.settings, workspace).escalation;
  return {
    deciders: await Promise.all((covers.length > 0 ? covers : owner.isHere ? [owner] : []).map(listener)),
    manager: manager !== null && isEscalated ? await listener(manager) : null,
  };
}

/** How somebody is told: as he has chosen, else by what is left; undefined where that is nothing. */
function wayTo(
  { id }: Person,
  { by }: Required<NotificationChoices>,
  { messages, notifyFrom }: ToldAction,
  messengers: Messengers,
): Way | undefined {
  if (by === 'none') return undefined;
  const canBe = (way: Way) =>
    messengers[way] !== undefined &&
    (way === 'slack' || notifyFrom !== null) &&
    !messages.some(({ userId, channel, state }) => userId === id && channel === way && state === 'failed');
  const ways: Way[] = by === 'slack' ? ['slack', 'email'] : ['email'];
  return ways.find(canBe);
}

/** What is on its way is on its way since it was begun: nobody is told twice at once. What failed told nobody. */
function lastKnown({ messages, views }: ToldAction): Map<string, number> {
  const known = new Map<string, number>();
  const note = (userId: string, at: Date) =>
    known.set(userId, Math.max(known.get(userId) ?? Number.NEGATIVE_INFINITY, at.getTime()));
  for (const { userId, state, sentAt, createdAt } of messages) {
    if (state !== 'failed') note(userId, sentAt ?? createdAt);
  }
  for (const { userId, at } of views) note(userId, at);
  return known;
}

async function tell(db: Db, messengers: Messengers, told: ToldAction, { kind, userId }: Notice): Promise<void> {
  const person = [told.owner, ...told.covers, told.manager].find((one) => one?.id === userId);
  if (!person) return;
  const channel = wayTo(person, notificationsOf(person.settings, told.workspace), told, messengers);
  if (channel === undefined) return;
  const { id: actionId, workspace_id: workspaceId } = told.row;
  const message = await beginMessage(db, { workspaceId, actionId, userId, kind, channel });
  if (message !== undefined) await keepTrue(messengers, { ...told, readers: [...told.readers, person] }, message, true);
}

/** Has a message arrive that has not, and show what the row says. */
async function keepTrue(
  messengers: Messengers,
  told: ToldAction,
  message: ActionMessage,
  isNew: boolean,
): Promise<void> {
  const messenger = messengers[message.channel];
  if (messenger === undefined || message.state === 'failed') return;
  const recipient = told.readers.find(({ id }) => id === message.userId) ?? told.owner;
  const { id: userId, locale, timeZone } = recipient;
  // Whoever was told may have nothing to decide any more.
  const card = cardOf(told.action, { userId, locale, timeZone, mayDecide: mayDecide(told, userId) });
  const shows = createHash('sha256')
    .update(JSON.stringify([recipient.id, card]))
    .digest('base64url');
  if (message.state === 'sent' && message.shows === shows) return;
  await messenger.show({ message, isNew, told, card, shows, recipient });
}

function earliest(...moments: (number | null)[]): Date | null {
  const given = moments.filter((ms) => ms !== null);
  return given.length === 0 ? null : new Date(Math.min(...given));
}
