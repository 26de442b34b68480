/** Tells a workspace's people in their morning what waits for them. */
import { DeliveryError } from '../../domain/delivery.ts';
import { actionUrl, decisionUrl } from '../../domain/links.ts';
import { notificationsOf } from '../../domain/notifications.ts';
import { signed } from '../../integrations/email/dkim.ts';
import { buildNotification } from '../../integrations/email/notification.ts';
import { smtpEffect } from '../../integrations/email/smtp.ts';
import { findPosted, postMessage } from '../../integrations/slack/messages.ts';
import { clientOf, conversationWith } from '../../integrations/slack/notify.ts';
import { type Digest, digestOf, isMorning, localDateOf } from '../../notify/digest.ts';
import { digestMail, slackDigest } from '../../notify/digestTexts.ts';
import { makeDecisionLink } from '../../store/access/decisionLinks.ts';
import {
  beginDigest,
  type DigestAttempt,
  type DigestReader,
  listDigestReaders,
  listWaiting,
  markDigest,
} from '../../store/telling/digests.ts';
import type { ShownAction } from '../../store/telling/readTelling.ts';
import { calendarOfPerson } from './calendar.ts';
import type { TellingDeps } from './tellPeople.ts';

/** So few that all of it is over before the activity's time is up. */
const PAGE = 20;
/** After so many without an answer the others of a page do without Slack: each would wait for it up to half a minute. */
const MAX_UNANSWERED = 2;
/** Who has more waiting than this looks at the queue. */
const LISTED = 50;
/** Slack's answer to a post that may still be on its way is looked for so far back. */
const LOOK_BACK_MS = 24 * 60 * 60_000;

export interface DigestPage {
  workspaceId: string;
  /** The last user of the page before. */
  after?: string;
}

/** One page of people; who cannot be told now is told by the next run of the same morning. */
export async function sendDigests(
  deps: TellingDeps,
  { workspaceId, after = '' }: DigestPage,
  signal: AbortSignal,
): Promise<{ next?: string }> {
  const readers = await listDigestReaders(deps.db, workspaceId, after, PAGE);
  let unanswered = 0;
  for (const reader of readers) {
    signal.throwIfAborted();
    try {
      await sendTo(deps, reader, { signal, isSlackAway: unanswered >= MAX_UNANSWERED });
    } catch (error) {
      if (error instanceof SlackUnanswered) unanswered += 1;
      deps.log.warn({ userId: reader.id, err: error }, 'a digest could not be sent yet');
    }
  }
  const last = readers.at(-1);
  return readers.length === PAGE && last !== undefined ? { next: last.id } : {};
}

/** Slack cannot be asked now. */
class SlackUnanswered extends Error {
  override readonly name = 'SlackUnanswered';
}

interface Run {
  signal: AbortSignal;
  /** It has not answered others of the page. */
  isSlackAway: boolean;
}

async function sendTo(deps: TellingDeps, reader: DigestReader, { signal, isSlackAway }: Run): Promise<void> {
  const { db } = deps;
  const { digest: isWanted, by } = notificationsOf(reader.settings, reader.workspace);
  const ways = waysTo(deps, reader, by);
  if (!isWanted || ways.length === 0) return;
  const nowMs = deps.nowMs?.() ?? Date.now();
  if (!isMorning(await calendarOfPerson(reader, reader.workspace), nowMs)) return;
  if (isSlackAway && ways[0] === 'slack') throw new SlackUnanswered('Slack has not answered for others');
  const localDate = localDateOf(nowMs, reader.timeZone);
  const attempt = await beginDigest(db, reader, localDate);
  if (attempt === undefined) return;
  const { actions, total } = await listWaiting(db, reader, LISTED);
  for (const channel of ways) {
    const options = { nowMs, total, onlyUnseen: channel === 'email' };
    const digest = digestOf(actions, { ...reader, userId: reader.id }, options);
    if (digest === undefined) return markDigest(db, reader, localDate, { state: 'sent', actions: 0 });
    const sending: Sending = { deps, reader, localDate, attempt, digest, actions, signal };
    const error = await (channel === 'slack' ? post(sending) : mail(sending)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined || isSentForAll(error, channel)) {
      return markDigest(db, reader, localDate, { state: 'sent', channel, actions: digest.total });
    }
    // Whom Slack does not know is told by email. What may be better the next time the next run of this morning does.
    if (!(error instanceof DeliveryError) || error.kind !== 'permanent' || error.credentialRefused) {
      if (channel === 'slack') throw new SlackUnanswered('Slack could not be asked', { cause: error });
      throw error;
    }
    await markDigest(db, reader, localDate, { channel, error: error.message });
  }
  await markDigest(db, reader, localDate, { state: 'failed' });
}

function waysTo({ slack, smtpUrl }: TellingDeps, { notifyFrom }: DigestReader, by: 'slack' | 'email' | 'none') {
  const ways: ('slack' | 'email')[] = [];
  if (by === 'slack' && slack !== undefined) ways.push('slack');
  if (by !== 'none' && smtpUrl !== undefined && notifyFrom !== null) ways.push('email');
  return ways;
}

/** Whether an email arrived nobody can ask: tomorrow there is another. */
function isSentForAll(error: unknown, channel: 'slack' | 'email'): boolean {
  return error instanceof DeliveryError && error.kind === 'unconfirmed' && channel === 'email';
}

interface Sending {
  deps: TellingDeps;
  reader: DigestReader;
  localDate: string;
  attempt: DigestAttempt;
  digest: Digest;
  actions: ShownAction[];
  signal: AbortSignal;
}

async function post({ deps, reader, localDate, attempt, digest, signal }: Sending): Promise<void> {
  if (deps.slack === undefined) return;
  const client = await clientOf(deps.slack, signal);
  const channel = await conversationWith(client, reader);
  const key = `digest/${reader.id}/${localDate}`;
  const since = new Date(Date.now() - LOOK_BACK_MS);
  if (!attempt.isNew && (await findPosted(client, { channel, key, since })) !== undefined) return;
  const message = slackDigest(digest, (actionId) => actionUrl(deps.publicUrl, actionId), deps.publicUrl);
  await postMessage(client, { ...message, channel, actionId: 'digest', key });
}

async function mail({ deps, reader, localDate, attempt, digest, actions, signal }: Sending): Promise<void> {
  const { db, smtpUrl, publicUrl } = deps;
  const { notifyFrom, workspaceName } = reader;
  if (attempt.hasLeft || smtpUrl === undefined || notifyFrom === null) return;
  const listed = new Set(digest.groups.flatMap(({ lines }) => lines.map(({ actionId }) => actionId)));
  const links = new Map<string, string>();
  for (const action of actions) {
    if (listed.has(action.id)) links.set(action.id, await linkTo(deps, reader, action, localDate));
  }
  const built = await buildNotification({
    ...digestMail(digest, (actionId) => links.get(actionId) ?? publicUrl, publicUrl),
    from: { name: `Signoff · ${workspaceName}`, address: notifyFrom },
    to: { name: reader.name, address: reader.email },
    messageId: `<digest.${reader.id}.${localDate}@${notifyFrom.slice(notifyFrom.lastIndexOf('@') + 1)}>`,
    date: new Date(),
  });
  const sent = deps.dkim === undefined ? built : await signed(built, deps.dkim);
  const mark = (leaving: boolean) => markDigest(db, reader, localDate, { leaving });
  try {
    await smtpEffect({ smtpUrl, message: sent }).perform({ key: localDate, signal, fence: () => mark(true) });
  } catch (error) {
    if (error instanceof DeliveryError && error.kind !== 'unconfirmed') await mark(false);
    throw error;
  }
}

async function linkTo(
  { db, publicUrl }: TellingDeps,
  { id: userId, workspaceId }: DigestReader,
  action: ShownAction,
  localDate: string,
): Promise<string> {
  const { version, expiresAtMs } = action.state;
  const sentWith = `digest/${userId}/${localDate}`;
  const link = { workspaceId, actionId: action.id, userId, version, expiresAt: new Date(expiresAtMs), sentWith };
  return decisionUrl(publicUrl, await makeDecisionLink(db, link));
}
