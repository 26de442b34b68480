import type { ActionSummary } from './api/client.ts';
import { useFormat } from './format.ts';
import { texts } from './texts.ts';

/** When an email leaves, and what keeps it until then. */
export interface ShownLeaving {
  /** RFC 3339; null: nobody knows. */
  at: string | null;
  timeZone: string;
  why: keyof typeof texts.sending.why;
  /** Why nobody knows; null: it is known. */
  reason: string | null;
}

/** What keeps an email: one that would wait were it approved now, or one that was approved and waits. */
export function leavingOf({ leaves, scheduledApproval }: ActionSummary): ShownLeaving | null {
  if (scheduledApproval === null) return leaves;
  const { executesAt, waits } = scheduledApproval;
  return waits === null ? null : { at: executesAt, ...waits, reason: null };
}

/** "Leaves Thu 3 Dec, 09:00, Berlin time": by the contact's clocks, to the minute. */
export function Leaving({ leaving: { at, timeZone, reason } }: { leaving: ShownLeaving }) {
  const format = useFormat();
  if (at === null) return <span>{texts.sending.held(reason ?? '')}</span>;
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {texts.sending.leaves(format.momentIn(at, timeZone), timeZone)}
    </time>
  );
}
