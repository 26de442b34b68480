import type { DealProperties, TriggerFacts } from '../domain/crm.ts';
import type { DetectionSettings } from '../domain/detectionSettings.ts';
import { isSameStage } from '../domain/pipelines.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { urgencyOf } from '../domain/urgency.ts';
import { contactOf } from './deal.ts';
import type { Detected } from './detected.ts';
import { stageKind } from './stages.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A deal and when it was last heard of. Times are RFC 3339. */
export interface QuietDeal {
  dealId: string;
  properties: DealProperties;
  lastEngagementAt: string;
  /** The champion's last inbound engagement. */
  championAnsweredAt?: string;
  /** The first outbound one to the champion since that answer. */
  championAskedAt?: string;
  /** The beginning of the silence that was told last (`silentSince`); for another champion, null again. */
  slumpToldAt: string | null;
  coldToldAt: string | null;
}

/**
 * What silence means, on deals in a known open stage: activity_slump after so many days without an engagement;
 * champion_cold after so many days without an answer, counted from when the champion last answered or, later, was first
 * asked again. Each once for each silence.
 */
export function detectSilence(deal: QuietDeal, now: string, settings: DetectionSettings): Detected[] {
  const { properties } = deal;
  if (stageKind(settings, properties.pipeline, properties.stage) !== 'open') return [];
  return [slump(deal, now, settings), cold(deal, now, settings)]
    .filter((found) => found !== undefined)
    .map((found) => ({
      ...found,
      occurredAt: now,
      dealId: deal.dealId,
      companyId: properties.companyId ?? undefined,
      urgency: urgencyOf(found.triggerType, found.facts),
    }));
}

type Found = {
  triggerType: TriggerType;
  contactId: string | undefined;
  facts: TriggerFacts;
  silentSince: string;
};

function slump(deal: QuietDeal, now: string, { silenceDays }: DetectionSettings): Found | undefined {
  const { properties, lastEngagementAt: silentSince, slumpToldAt } = deal;
  const [, ofStage] = Object.entries(silenceDays.byStage).find(([stage]) => isSameStage(stage, properties.stage)) ?? [];
  const days = daysBetween(silentSince, now);
  if (days < (ofStage ?? silenceDays.default) || isTold(slumpToldAt, silentSince)) return undefined;
  return { triggerType: 'activity_slump', contactId: contactOf(properties), facts: { days }, silentSince };
}

function cold(deal: QuietDeal, now: string, { championSilenceDays }: DetectionSettings): Found | undefined {
  const { championAnsweredAt: answeredAt, championAskedAt: askedAt, coldToldAt } = deal;
  const { championContactId } = deal.properties;
  const silentSince = answeredAt ?? askedAt;
  if (championContactId === null || silentSince === undefined) return undefined;
  const waitingSince = askedAt !== undefined && isBefore(silentSince, askedAt) ? askedAt : silentSince;
  if (daysBetween(waitingSince, now) < championSilenceDays || isTold(coldToldAt, silentSince)) return undefined;
  // The reviewer reads how long there has been no answer, not how long we have been waiting for one.
  const facts = { days: daysBetween(silentSince, now) };
  return { triggerType: 'champion_cold', contactId: championContactId, facts, silentSince };
}

function isTold(toldAt: string | null, silentSince: string): boolean {
  return toldAt !== null && !isBefore(toldAt, silentSince);
}

function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}

/** Whole days that have passed. */
function daysBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
