/** A note in Slack (notify_rep) is put away, or comes back later. Slack keeps it; nothing of ours changes. */
import { type Calendar, DEFAULT_WORKING_HOURS, isWorkingMoment, nextWorkingMoment } from '../../domain/workingHours.ts';
import type { SlackClick } from '../../integrations/slack/interactions.ts';
import { clientOf } from '../../integrations/slack/notify.ts';
import { respond } from '../../integrations/slack/respond.ts';
import { NOTE_IDS } from '../../integrations/slack/slackBlocks.ts';
import { slackCall } from '../../integrations/slack/slackFailure.ts';
import { momentsFor } from '../../notify/moments.ts';
import { working } from '../../notify/slackCard.ts';
import type { SlackUser } from '../../store/access/slackUsers.ts';
import type { SlackDoorSettings } from '../deps.ts';

const HOUR_MS = 60 * 60_000;
const WITHIN_MS = 2_000;

/** The action that a click on a note is about; undefined: it is none. */
export function readNote({ actions: [first] }: SlackClick): { actionId: string; snooze?: string } | undefined {
  if (first?.action_id === NOTE_IDS.done) return { actionId: first.value ?? '' };
  if (first?.action_id !== NOTE_IDS.snooze) return undefined;
  const [actionId = '', snooze] = (first.selected_option?.value ?? '').split(':');
  return { actionId, snooze };
}

/** @throws DeliveryError where Slack does not take it: the note then stays as it is */
export async function answerNote(
  settings: SlackDoorSettings,
  { message, channel, response_url }: SlackClick,
  user: SlackUser,
  snooze: string | undefined,
): Promise<void> {
  const blocks = message?.blocks ?? [];
  if (snooze === undefined) {
    await respond(settings, response_url, { replace_original: true, text: 'Done', blocks: working(blocks, 'Done') });
    return;
  }
  const atMs = snooze === 'hour' ? Date.now() + HOUR_MS : nextMorning(user);
  const client = await clientOf(settings, AbortSignal.timeout(WITHIN_MS));
  await slackCall('transient', () =>
    client.chat.scheduleMessage({
      channel: channel?.id ?? '',
      post_at: Math.ceil(atMs / 1_000),
      text: 'Snoozed until now',
      // As Slack sent them with the click, which it takes back.
      blocks: blocks as never[],
    }),
  );
  const text = `Snoozed until ${momentsFor(user).at(new Date(atMs))}`;
  await respond(settings, response_url, { replace_original: true, text, blocks: working(blocks, text) });
}

/** The next beginning of work there, not the day's work that goes on. */
function nextMorning({ timeZone }: SlackUser): number {
  const calendar: Calendar = { hours: DEFAULT_WORKING_HOURS, timeZone, isHoliday: () => false };
  let atMs = Date.now();
  while (isWorkingMoment(calendar, atMs)) atMs += HOUR_MS;
  return nextWorkingMoment(calendar, atMs) ?? atMs + 24 * HOUR_MS;
}
