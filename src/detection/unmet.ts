/**
 * What a change comes to where a rule looks at it and gives no trigger: for whoever asks why nothing has happened. A change that no rule
 * looks at gives nothing here either, and neither does one that only repeats what has been told.
 */
import type { EngagementChange } from '../domain/crm.ts';
import type { DetectionSettings } from '../domain/detectionSettings.ts';
import { isSameStage } from '../domain/pipelines.ts';
import { urgencyOf } from '../domain/urgency.ts';
import type { Measure, Obstacle, Shortfall } from '../domain/whyUnused.ts';
import { aboutDeal, changesOf, isClosed } from './deal.ts';
import { comparable, type Detected, differs, type Known, type Unmet } from './detected.ts';
import { type EngagementContext, isTheirDoing } from './engagement.ts';
import { stageName, stagePosition } from './stages.ts';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

/** By how much a trigger that was below its threshold was so. */
export function shortOf({ triggerType, facts }: Detected, settings: DetectionSettings): Shortfall[] {
  const { percent, days, before, after } = facts;
  switch (triggerType) {
    case 'deal_value_decrease':
    case 'deal_value_increase': {
      const { minPercent, minAmountMinor } =
        triggerType === 'deal_value_decrease' ? settings.decrease : settings.increase;
      const currency = after?.currency === undefined ? {} : { currency: after.currency };
      const changed = Math.abs((after?.amountMinor ?? 0) - (before?.amountMinor ?? 0));
      return [
        ...shortfall('percent', percent, minPercent),
        ...shortfall('amountMinor', changed, minAmountMinor).map((short) => ({ ...short, ...currency })),
      ];
    }
    case 'deal_close_date_pushed':
      return shortfall('days', days, settings.closeDatePushedDays);
    default:
      return [];
  }
}

function shortfall(measure: Measure, is: number | undefined, needed: number): Shortfall[] {
  return is === undefined || is >= needed ? [] : [{ measure, is, needed }];
}

/** On a deal that is won or lost; an amount in another currency; a stage that cannot be compared. */
export function unmetOnDeal(
  dealId: string,
  before: Known<'deal'> | undefined,
  after: Known<'deal'>,
  at: string,
  settings: DetectionSettings,
): Detected[] {
  if (before === undefined) return [];
  const about = (found: Pick<Detected, 'triggerType' | 'facts'>, obstacle: Obstacle, where?: string): Detected => ({
    ...aboutDeal(dealId, after, at, found),
    unmet: notApplicable(obstacle, where),
  });
  const { pipeline, stage, amountMinor } = after.properties;
  if (isClosed(after, settings)) {
    return changesOf({ before, after, settings })
      .filter(({ belowThreshold }) => belowThreshold !== true)
      .map(({ triggerType, facts }) =>
        about({ triggerType, facts }, 'deal_closed', stageName(settings, pipeline, stage)),
      );
  }
  const unmet: Detected[] = [];
  if (differs(before, after, 'currency') && differs(before, after, 'amountMinor') && amountMinor !== null) {
    unmet.push(
      about({ triggerType: 'deal_value_decrease', facts: {} }, 'other_currency', after.properties.currency ?? ''),
    );
  }
  if (comparable(before, after, 'stage') && !isSameStage(before.properties.stage, stage)) {
    const obstacle = stageObstacle(before, after, settings);
    const facts = { before: { stage: before.properties.stage }, after: { stage } };
    if (obstacle !== undefined) unmet.push(about({ triggerType: 'deal_stage_regression', facts }, obstacle, stage));
  }
  return unmet;
}

function stageObstacle(before: Known<'deal'>, after: Known<'deal'>, settings: DetectionSettings): Obstacle | undefined {
  if (differs(before, after, 'pipeline')) return 'other_pipeline';
  const { pipeline, stage } = after.properties;
  return stagePosition(settings, pipeline, stage) < 0 ? 'unknown_stage' : undefined;
}

/** A score that rose and is too low yet, or that is high enough for a contact that is not new or was told before. */
export function unmetOnContact(
  contactId: string,
  before: Known<'contact'> | undefined,
  after: Known<'contact'>,
  at: string,
  settings: DetectionSettings,
  { highFitFired }: { highFitFired: boolean },
): Detected[] {
  const { fitScore: score, createdAt, companyId } = after.properties;
  const wasBefore = before?.properties.fitScore ?? null;
  if (score === null || score === wasBefore) return [];
  const { fitScoreThreshold: needed, newContactDays } = settings;
  const found = (unmet: Unmet): Detected[] => {
    const triggerType = 'new_contact_high_fit' as const;
    const facts = { score };
    const about = { occurredAt: at, contactId, companyId: companyId ?? undefined };
    return [{ ...about, triggerType, facts, urgency: urgencyOf(triggerType, facts), unmet }];
  };
  if (score < needed) {
    // A CRM reckons all its contacts' scores anew each night: what fell, or is a first score, nobody waits for.
    const rose = wasBefore !== null && score > wasBefore;
    return rose ? found(below({ measure: 'score', is: score, needed })) : [];
  }
  if (wasBefore !== null && wasBefore >= needed) return [];
  if (highFitFired) return found(notApplicable('told_before'));
  const ageDays = createdAt === null ? undefined : Math.floor((Date.parse(at) - Date.parse(createdAt)) / DAY_MS);
  const isNew = ageDays === undefined ? before === undefined : ageDays <= newContactDays;
  return isNew ? [] : found(notApplicable('not_new', ageDays === undefined ? undefined : String(ageDays)));
}

/** From the second open of an email on, and where one more contact of a company becomes active: how many are missing yet. */
export function unmetOnEngagement(
  engagement: EngagementChange,
  context: EngagementContext,
  settings: DetectionSettings,
): Detected[] {
  const { contactId, at, kind } = engagement;
  const companyId = engagement.companyId ?? context.companyId;
  if (contactId === undefined) return [];
  const about = { occurredAt: at, contactId, companyId, dealId: engagement.dealId ?? context.dealId };
  const found = (
    triggerType: Detected['triggerType'],
    measure: Measure,
    is: number,
    needed: number,
    windowHours: number,
  ) => {
    const facts = { count: is, windowHours };
    const unmet = below({ measure, is, needed, windowHours });
    return is < 2 || is >= needed
      ? []
      : [{ ...about, triggerType, facts, urgency: urgencyOf(triggerType, facts), unmet }];
  };
  const atMs = Date.parse(at);
  const isWithin = (windowHours: number) => (other: string) =>
    Date.parse(other) <= atMs && atMs - Date.parse(other) <= windowHours * HOUR_MS;
  if (kind === 'email_opened') {
    const { count: needed, windowHours } = settings.opens;
    const opens = context.opensOfContact.filter(isWithin(windowHours)).length;
    return found('email_opened_multiple', 'opens', opens, needed, windowHours);
  }
  if (companyId === undefined || !isTheirDoing(engagement)) return [];
  const { contacts: needed, windowDays } = settings.multiThread;
  const near = context.activeContactsOfCompany.filter((active) => isWithin(windowDays * 24)(active.at));
  const isKnown = near.some((active) => active.contactId === contactId && Date.parse(active.at) !== atMs);
  if (isKnown) return [];
  const contacts = new Set([contactId, ...near.map((active) => active.contactId)]).size;
  return found('multi_thread_engagement', 'contacts', contacts, needed, windowDays * 24);
}

function below(short: Shortfall): Unmet {
  return { outcome: 'below_threshold', why: { short: [short] } };
}

function notApplicable(obstacle: Obstacle, found?: string): Unmet {
  return { outcome: 'not_applicable', why: { obstacle, ...(found ? { found } : {}) } };
}
