/** Tells a workspace's people in their morning what waits for them. */
import { DeliveryError } from '../../domain/delivery.ts';
import { actionUrl, decisionUrl } from '../../domain/links.ts';
import { notificationsOf } from '../../domain/notifications.ts';
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

const PAGE = 100;
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
  for (const reader of readers) {
    try {
      await sendTo(deps, reader, signal);
    } catch (error) {
      deps.log.warn({ userId: reader.id, err: error }, 'a digest could not be sent yet');
    }
  }
  const last = readers.at(-1);
  return readers.length === PAGE && last !== undefined ? { next: last.id } : {};
}

async function sendTo(deps: TellingDeps, reader: DigestReader, signal: AbortSignal): Promise<void> {
  const { db } = deps;
  const { digest: isWanted, by } = notificationsOf(reader.settings, reader.workspace);
  const channel = by === 'slack' && deps.slack !== undefined ? 'slack' : by === 'none' ? undefined : 'email';
  if (!isWanted || channel === undefined) return;
  if (channel === 'email' && (deps.smtpUrl === undefined || reader.notifyFrom === null)) return;
  const nowMs = deps.nowMs?.() ?? Date.now();
  if (!isMorning(await calendarOfPerson(reader, reader.workspace), nowMs)) return;
  const localDate = localDateOf(nowMs, reader.timeZone);
  const attempt = await beginDigest(db, reader, localDate);
  if (attempt === undefined) return;
  const { actions, total } = await listWaiting(db, reader, LISTED);
  const options = { nowMs, total, onlyUnseen: channel === 'email' };
  const digest = digestOf(actions, { ...reader, userId: reader.id }, options);
  if (digest === undefined) return markDigest(db, reader, localDate, { state: 'sent', actions: 0 });
  const sending: Sending = { deps, reader, localDate, attempt, digest, actions, signal };
  try {
    if (channel === 'slack') await post(sending);
    else await mail(sending);
    await markDigest(db, reader, localDate, { state: 'sent', channel, actions: digest.total });
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.kind === 'transient' || error.kind === 'rate-limited') throw error;
    // Whether it arrived nobody can ask: tomorrow there is another.
    const state = error.kind === 'unconfirmed' && channel === 'email' ? 'sent' : 'failed';
    if (error.kind === 'unconfirmed' && channel === 'slack') throw error;
    await markDigest(db, reader, localDate, { state, channel, error: error.message });
  }
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
  const links = new Map<string, string>();
  for (const action of actions) links.set(action.id, await linkTo(deps, reader, action));
  const built = await buildNotification({
    ...digestMail(digest, (actionId) => links.get(actionId) ?? publicUrl, publicUrl),
    from: { name: `Signoff · ${workspaceName}`, address: notifyFrom },
    to: { name: reader.name, address: reader.email },
    messageId: `<digest.${reader.id}.${localDate}@${notifyFrom.slice(notifyFrom.lastIndexOf('@') + 1)}>`,
    date: new Date(),
  });
  const mark = (leaving: boolean) => markDigest(db, reader, localDate, { leaving });
  try {
    await smtpEffect({ smtpUrl, message: built }).perform({ key: localDate, signal, fence: () => mark(true) });
  } catch (error) {
    if (error instanceof DeliveryError && error.kind !== 'unconfirmed') await mark(false);
    throw error;
  }
}

async function linkTo({ db, publicUrl }: TellingDeps, { id: userId, workspaceId }: DigestReader, action: ShownAction) {
  const { version, expiresAtMs } = action.state;
  const link = { workspaceId, actionId: action.id, userId, version, expiresAt: new Date(expiresAtMs) };
  return decisionUrl(publicUrl, await makeDecisionLink(db, link));
}
