/** Meetings, calls, emails and notes: objects of their own in HubSpot, whose events only name them. */
import type { EngagementChange } from '../../../domain/crm.ts';
import { MESSAGE_ID } from '../../../domain/sharedHistory.ts';
import type { HubspotApi } from './api.ts';
import type { KeptEvent } from './event.ts';
import { ENGAGEMENT_KIND, type ObjectType } from './objects.ts';
import { type Raw, timeOf } from './properties.ts';

const PROPERTIES: Readonly<Partial<Record<ObjectType, string[]>>> = {
  notes: ['hs_timestamp'],
  meetings: ['hs_timestamp', 'hs_meeting_title', 'hs_meeting_outcome', 'hs_meeting_end_time'],
  calls: ['hs_timestamp', 'hs_call_title', 'hs_call_direction'],
  emails: ['hs_timestamp', 'hs_email_subject', 'hs_email_direction', 'hs_email_message_id'],
};

/** The engagement that the events are about; none where it is gone, or has not taken place (yet). */
export async function readEngagement(api: HubspotApi, events: KeptEvent[]): Promise<EngagementChange[]> {
  const last = events.at(-1);
  const kind = last && ENGAGEMENT_KIND[last.object];
  if (last === undefined || kind === undefined) return [];
  const { object, id, at: toldAt, bulk } = last;
  const [found, contactId, dealId, companyId] = await Promise.all([
    api.readObject(object, id, { properties: PROPERTIES[object] ?? [], propertiesWithHistory: [] }),
    firstOf(api, object, 'contacts', id),
    firstOf(api, object, 'deals', id),
    firstOf(api, object, 'companies', id),
  ]);
  if (found === undefined) return [];
  const { properties } = found;
  if (kind === 'meeting' && !tookPlace(properties, toldAt)) return [];
  const at = timeOf(properties.hs_timestamp ?? '') ?? toldAt;
  const title = properties.hs_meeting_title || properties.hs_call_title || properties.hs_email_subject || undefined;
  const direction = directionOf(properties);
  return [
    {
      type: 'engagement',
      id: `${object}-${id}`,
      kind,
      contactId,
      dealId,
      companyId,
      direction,
      title,
      messageId: messageIdOf(properties),
      at,
      bulk,
    },
  ];
}

async function firstOf(api: HubspotApi, from: ObjectType, to: ObjectType, id: string): Promise<string | undefined> {
  const all = await api.readAssociations(from, to, id);
  return all.map((one) => one.id).sort((a, b) => Number(a) - Number(b))[0];
}

/** One without an outcome counts when its end has passed: many teams never set it. */
function tookPlace({ hs_meeting_outcome: outcome, hs_meeting_end_time: end }: Raw, now: string): boolean {
  if (outcome) return outcome === 'COMPLETED';
  const endedAt = timeOf(end ?? '');
  return endedAt !== null && endedAt <= now;
}

/**
 * The header as HubSpot keeps it, of emails that came from a connected mailbox; others have none. `FORWARDED_EMAIL` was sent on to
 * HubSpot, maybe from colleague to colleague: nobody answers that.
 */
function messageIdOf({ hs_email_message_id: id, hs_email_direction: direction }: Raw): string | undefined {
  const isBetweenUs = direction === 'EMAIL' || direction === 'INCOMING_EMAIL';
  const messageId = id?.trim() ?? '';
  return isBetweenUs && MESSAGE_ID.test(messageId) ? messageId : undefined;
}

function directionOf({ hs_call_direction: call, hs_email_direction: email }: Raw): EngagementChange['direction'] {
  if (call) return call === 'INBOUND' ? 'inbound' : 'outbound';
  if (email) return email === 'INCOMING_EMAIL' ? 'inbound' : 'outbound';
  return undefined;
}
