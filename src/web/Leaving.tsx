import type { ActionSummary } from './api/client.ts';
import { contactsZoneOf } from './dialogs/laterTimes.ts';
import { useFormat } from './format.ts';
import { texts } from './texts.ts';

/** When what was approved, or would be now, leaves, and what keeps it until then. */
export interface ShownLeaving {
  isEmail: boolean;
  /** RFC 3339; null: nobody knows. */
  at: string | null;
  /** By whose clocks it is shown; null: one's own. */
  timeZone: string | null;
  why: keyof typeof texts.sending.why;
  /** Why nobody knows; null: it is known. */
  reason: string | null;
}

/** What keeps an action: an email that would wait were it approved now, or what was approved and waits longer than to be undone. */
export function leavingOf({ actionType, subject, leaves, scheduledApproval }: ActionSummary): ShownLeaving | null {
  const isEmail = actionType === 'send_email';
  if (scheduledApproval === null) return leaves && { ...leaves, isEmail };
  const { executesAt, waits, chosen } = scheduledApproval;
  if (waits !== null) return { at: executesAt, ...waits, reason: null, isEmail };
  if (!chosen) return null;
  return { at: executesAt, timeZone: contactsZoneOf({ actionType, subject }), why: 'chosen', reason: null, isEmail };
}

/** "Leaves Thu 3 Dec, 09:00, Berlin time": by the contact's clocks where they are known, to the minute. */
export function Leaving({ leaving: { at, timeZone, reason, isEmail } }: { leaving: ShownLeaving }) {
  const format = useFormat();
  if (at === null) return <span>{texts.sending.held(reason ?? '')}</span>;
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {isEmail
        ? texts.sending.leaves(format.momentIn(at, timeZone ?? format.timeZone), timeZone ?? format.timeZone)
        : texts.sending.executes(format.moment(at))}
    </time>
  );
}
