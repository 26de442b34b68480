/** Properties of a contact that tell of an engagement: HubSpot sends no events of their own for these. */
import type { EngagementChange, EngagementKind } from '../../../domain/crm.ts';
import type { KeptEvent } from './event.ts';
import { type Raw, timeOf } from './properties.ts';

interface Signal {
  kind: EngagementKind;
  /** The property whose value is when it took place; the event's own property unless another is named. */
  time?: string;
  /** The property that says what it is called. */
  title?: string;
}

const FORM: Signal = { kind: 'form', time: 'recent_conversion_date', title: 'recent_conversion_event_name' };

/** By property; all of them are the customer's doing (knowledge.hubspot.com, "HubSpot's default contact properties"). */
const SIGNALS: Readonly<Record<string, Signal>> = {
  recent_conversion_date: FORM,
  recent_conversion_event_name: FORM,
  hs_sales_email_last_opened: { kind: 'email_opened' },
  hs_email_last_open_date: { kind: 'email_opened' },
  hs_sales_email_last_replied: { kind: 'email' },
};

/** To be fetched, so that an engagement has its time and title. */
export const SIGNAL_PROPERTIES = ['recent_conversion_date', 'recent_conversion_event_name'];

export function isSignal({ property }: KeptEvent): boolean {
  return property !== undefined && Object.hasOwn(SIGNALS, property.name);
}

/** The engagements that the events of one contact tell of; the same one told twice has the same id. */
export function engagementsOf(events: KeptEvent[], now: Raw): EngagementChange[] {
  const told = new Map<string, EngagementChange>();
  for (const event of events) {
    const { id: contactId, at: receivedAt, bulk, property } = event;
    const signal = isSignal(event) ? SIGNALS[property?.name ?? ''] : undefined;
    // Taken back: nothing took place.
    if (property === undefined || signal === undefined || !property.value) continue;
    const time = signal.time === undefined || signal.time === property.name ? property.value : now[signal.time];
    const at = (time && timeOf(time)) || receivedAt;
    const id = `${signal.kind}-${contactId}-${Date.parse(at)}`;
    const title = (signal.title && now[signal.title]) || undefined;
    const companyId = now.associatedcompanyid || undefined;
    told.set(id, {
      type: 'engagement',
      kind: signal.kind,
      direction: 'inbound',
      id,
      contactId,
      companyId,
      title,
      at,
      bulk,
    });
  }
  return [...told.values()];
}
