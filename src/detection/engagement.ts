import type { EngagementChange, TriggerFacts } from '../domain/crm.ts';
import type { DetectionSettings } from '../domain/detectionSettings.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { urgencyOf } from '../domain/urgency.ts';
import { newCrowd } from './crowding.ts';
import type { Detected } from './detected.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_HOURS = 24;

/** What is known around an engagement. For both lists: go back at least two windows, and one ahead of a late one. */
export interface EngagementContext {
  /** When this contact opened emails, this time included, in any order. */
  opensOfContact: string[];
  /** What contacts of the company did (see `isTheirDoing`), in any order; this time may be included. */
  activeContactsOfCompany: { contactId: string; at: string; name?: string }[];
  /** Where the engagement does not name them itself. */
  companyId?: string;
  dealId?: string;
}

/**
 * What an engagement means. To be called once for each, when it is first seen: the caller knows an engagement's id, this
 * does not.
 */
export function detectEngagement(
  engagement: EngagementChange,
  context: EngagementContext,
  settings: DetectionSettings,
): Detected[] {
  return [tookPlace(engagement), opens(engagement, context, settings), multiThread(engagement, context, settings)]
    .filter((found) => found !== undefined)
    .map((found) => ({
      ...found,
      occurredAt: engagement.at,
      companyId: engagement.companyId ?? context.companyId,
      dealId: engagement.dealId ?? context.dealId,
      contactId: engagement.contactId,
      urgency: urgencyOf(found.triggerType, found.facts),
    }));
}

/**
 * Whether an engagement shows its contact active: what they sent or filled in, and calls and meetings, which take two
 * unless said to be outbound. An opened email does not: machines open emails, too.
 */
export function isTheirDoing({ kind, direction }: Pick<EngagementChange, 'kind' | 'direction'>): boolean {
  if (kind === 'email_opened' || kind === 'note') return false;
  return direction === 'inbound' || (direction === undefined && kind !== 'email') || kind === 'form';
}

type Found = { triggerType: TriggerType; facts: TriggerFacts; eventId?: string };

function tookPlace({ id, kind, title }: EngagementChange): Found | undefined {
  if (kind === 'meeting') return { triggerType: 'meeting_completed', eventId: id, facts: { title } };
  if (kind === 'form') return { triggerType: 'form_submission', eventId: id, facts: { title } };
  return undefined;
}

function opens(
  { kind, at, contactId }: EngagementChange,
  { opensOfContact }: EngagementContext,
  { opens: { count, windowHours } }: DetectionSettings,
): Found | undefined {
  if (kind !== 'email_opened' || contactId === undefined) return undefined;
  // Each open counts by itself: its place in the list stands for who.
  const all = opensOfContact.map((openedAt, index) => ({ who: String(index), atMs: Date.parse(openedAt) }));
  const own = all.find(({ atMs }) => atMs === Date.parse(at)) ?? { who: 'this', atMs: Date.parse(at) };
  const others = all.filter((open) => open !== own);
  const crowd = newCrowd(own, others, { count, windowMs: windowHours * HOUR_MS });
  return crowd && { triggerType: 'email_opened_multiple', facts: { count: crowd.length, windowHours } };
}

function multiThread(
  engagement: EngagementChange,
  context: EngagementContext,
  { multiThread: { contacts: count, windowDays } }: DetectionSettings,
): Found | undefined {
  const { contactId, at } = engagement;
  const companyId = engagement.companyId ?? context.companyId;
  if (contactId === undefined || companyId === undefined || !isTheirDoing(engagement)) return undefined;
  const windowHours = windowDays * DAY_HOURS;
  const own = { who: contactId, atMs: Date.parse(at) };
  const others = context.activeContactsOfCompany
    .map((active) => ({ who: active.contactId, atMs: Date.parse(active.at) }))
    .filter(({ who, atMs }) => who !== own.who || atMs !== own.atMs);
  const crowd = newCrowd(own, others, { count, windowMs: windowHours * HOUR_MS });
  if (crowd === undefined) return undefined;
  const active = new Set(crowd.map(({ who }) => who));
  const names = new Map(context.activeContactsOfCompany.map(({ contactId: id, name }) => [id, name]));
  const contactNames = [...active].flatMap((id) => names.get(id) ?? []);
  return { triggerType: 'multi_thread_engagement', facts: { count: active.size, windowHours, contactNames } };
}
