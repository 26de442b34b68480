/** One action's telling: its messages are kept true, and what is due is told. See src/notify for what that is. */
import { createHash } from 'node:crypto';
import { DeliveryError } from '../../domain/delivery.ts';
import { type NotificationChoices, notificationsOf } from '../../domain/notifications.ts';
import { cardOf } from '../../notify/card.ts';
import { dueNotices, type Listener, type Listeners, type Notice, noticesOf } from '../../notify/notices.ts';
import type { Db } from '../../store/database/db.ts';
import { type ActionMessage, beginMessage, forgetShown, markMessageFailed } from '../../store/telling/messages.ts';
import { mayDecide, type Person, readTelling, type ToldAction } from '../../store/telling/readTelling.ts';
import { keepTelling, settleTelling, type TakenTelling } from '../../store/telling/tellings.ts';
import { calendarOfPerson } from './calendar.ts';
import type { Messenger } from './messenger.ts';

/** The ways there are. */
export type Messengers = Readonly<Record<'slack' | 'email', Messenger | undefined>>;
type Way = keyof Messengers;

/** After which a request that somebody gave up has surely ended at the other end. */
const IN_FLIGHT_MS = 30_000;
/** What waits is looked at so often at least: what people want to be told, who they are and what is connected changes without a word to it. */
const LOOK_AGAIN_MS = 12 * 60 * 60_000;

/** What is told in one look. */
interface Telling {
  db: Db;
  messengers: Messengers;
  told: ToldAction;
  taken: TakenTelling;
}

/** @throws DeliveryError where something is to be told again later; all else has been told by then */
export async function tellOf(db: Db, messengers: Messengers, taken: TakenTelling): Promise<void> {
  const { actionId, wasAbandoned } = taken;
  // Whoever had taken it may still be writing to a message: it is written anew, and once more when that has surely ended.
  if (wasAbandoned) await forgetShown(db, actionId);
  const told = await readTelling(db, actionId);
  if (told === undefined) return settleTelling(db, taken, null);
  const telling: Telling = { db, messengers, told, taken };
  const errors: unknown[] = [];
  // One that cannot be told or written to now keeps nobody else waiting.
  const attempt = (work: Promise<unknown>) => work.catch((error: unknown) => errors.push(error));
  for (const message of told.messages) await attempt(keepTrue(telling, message, false));
  const nowMs = told.now.getTime();
  const listeners = await listenersOf(told, messengers);
  const { due, nextMs } = dueNotices(noticesOf(noticed(told), listeners), lastKnown(told), nowMs);
  let hasTold = false;
  for (const notice of due) {
    await attempt(
      tell(telling, notice).then((begun) => {
        hasTold ||= begun;
      }),
    );
  }
  if (wasAbandoned) await forgetShown(db, actionId);
  if (errors.length > 0) throw errors.find(isUnconfirmed) ?? errors[0];
  // Whom Slack does not know is told by email at once: it is looked at again.
  const again = wasAbandoned ? nowMs + IN_FLIGHT_MS : hasTold ? nowMs : null;
  const anyway = told.row.status === 'pending' ? nowMs + LOOK_AGAIN_MS : null;
  await settleTelling(db, taken, earliest(nextMs, again, anyway));
}

/** Something may be on its way still: more than any other error that is to be waited for. */
function isUnconfirmed(error: unknown): boolean {
  return error instanceof DeliveryError && error.kind === 'unconfirmed';
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

/** What is on its way is on its way since it was begun: nobody is told twice at once. What never arrived told nobody. */
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

/** @returns whether a message was begun */
async function tell(telling: Telling, { kind, userId }: Notice): Promise<boolean> {
  const { db, messengers, told } = telling;
  const person = [told.owner, ...told.covers, told.manager].find((one) => one?.id === userId);
  if (!person) return false;
  const channel = wayTo(person, notificationsOf(person.settings, told.workspace), told, messengers);
  if (channel === undefined) return false;
  const held = messengers[channel]?.held();
  if (held !== undefined) throw held;
  const message = await beginMessage(db, told.row, { userId, kind, channel });
  if (message === undefined) return false;
  const withReader = { ...told, readers: [...told.readers, person] };
  await keepTrue({ ...telling, told: withReader }, message, true);
  return true;
}

/** Has a message arrive that has not, and show what the row says. */
async function keepTrue(
  { db, messengers, told, taken }: Telling,
  message: ActionMessage,
  isNew: boolean,
): Promise<void> {
  if (message.state === 'failed') return;
  const messenger = messengers[message.channel];
  if (messenger === undefined) {
    // What it would be sent by is connected no longer.
    if (message.state === 'sending') await markMessageFailed(db, message.id, `${message.channel} is not connected`);
    return;
  }
  const recipient = told.readers.find(({ id }) => id === message.userId) ?? told.owner;
  const { id: userId, locale, timeZone, isHere } = recipient;
  // Whoever was told may have nothing to decide any more.
  const decides = isHere && mayDecide(told, userId);
  const card = cardOf(told.action, { userId, locale, timeZone, mayDecide: decides });
  const shows = createHash('sha256')
    .update(JSON.stringify([userId, card]))
    .digest('base64url');
  if (message.state === 'sent' && message.shows === shows) return;
  const isWanted = decides && told.state.standing.kind === 'open';
  const keep = async (forMs: number) => {
    if (!(await keepTelling(db, taken, forMs))) throw new Error('somebody else tells of it by now');
  };
  await messenger.show({ message, isNew, isWanted, told, card, shows, seq: taken.seq, recipient, keep });
}

function earliest(...moments: (number | null)[]): Date | null {
  const given = moments.filter((ms) => ms !== null);
  return given.length === 0 ? null : new Date(Math.min(...given));
}
