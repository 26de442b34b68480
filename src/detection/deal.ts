import type { DealProperties, TriggerFacts } from '../domain/crm.ts';
import type { DetectionSettings, ValueThreshold } from '../domain/detectionSettings.ts';
import { isSameStage } from '../domain/pipelines.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { urgencyOf } from '../domain/urgency.ts';
import { comparable, type Detected, differs, type Known } from './detected.ts';
import { stageKind, stageName, stagePosition } from './stages.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

type Found = { triggerType: TriggerType; facts: TriggerFacts; belowThreshold?: boolean };
type Comparison = { before: Known<'deal'>; after: Known<'deal'>; settings: DetectionSettings };

/**
 * What a change of a deal means. Its first sight means nothing, and neither does any change of a deal that is won or
 * lost by then: nobody has to act on it. A stage that the settings do not name counts as not closed.
 */
export function detectDeal(
  dealId: string,
  before: Known<'deal'> | undefined,
  after: Known<'deal'>,
  at: string,
  settings: DetectionSettings,
): Detected[] {
  if (before === undefined || isClosed(after, settings)) return [];
  return changesOf({ before, after, settings }).map((found) => aboutDeal(dealId, after, at, found));
}

/** Whether nobody has to act on it any more. */
export function isClosed({ properties: { pipeline, stage } }: Known<'deal'>, settings: DetectionSettings): boolean {
  return ['won', 'lost'].includes(stageKind(settings, pipeline, stage));
}

/** What has changed that a rule looks at, whatever stage the deal is in. */
export function changesOf(comparison: Comparison): Found[] {
  return [regression, valueChange, closeDatePushed, competitorAdded].flatMap((find) => find(comparison) ?? []);
}

/** With what it is about. */
export function aboutDeal<F extends Pick<Found, 'triggerType' | 'facts'>>(
  dealId: string,
  { properties: deal }: Known<'deal'>,
  at: string,
  found: F,
) {
  return {
    ...found,
    occurredAt: at,
    dealId,
    companyId: deal.companyId ?? undefined,
    contactId: contactOf(deal),
    urgency: urgencyOf(found.triggerType, found.facts),
  };
}

/** Whom to write to about a deal. */
export function contactOf({ championContactId, contactIds }: DealProperties): string | undefined {
  return championContactId ?? contactIds[0];
}

/**
 * To an earlier open stage of the same pipeline, or out of won, which takes revenue back. Out of lost is none: a deal
 * that revives is good news. Another pipeline's stages cannot be compared.
 */
function regression({ before, after, settings }: Comparison): Found | undefined {
  if (!comparable(before, after, 'stage')) return undefined;
  const [from, to] = [before.properties, after.properties];
  if (differs(before, after, 'pipeline') || isSameStage(from.stage, to.stage)) return undefined;
  const toPosition = stagePosition(settings, to.pipeline, to.stage);
  const wasWon = stageKind(settings, to.pipeline, from.stage) === 'won';
  const isEarlier = toPosition < stagePosition(settings, to.pipeline, from.stage);
  if (toPosition < 0 || !(wasWon || isEarlier)) return undefined;
  const startsOver = wasWon || toPosition === 0;
  return {
    triggerType: 'deal_stage_regression',
    facts: {
      before: { stage: stageName(settings, to.pipeline, from.stage) },
      after: { stage: stageName(settings, to.pipeline, to.stage) },
      ...(startsOver ? { startsOver } : {}),
    },
  };
}

/** An amount that is new, gone, or in another currency than before is no change of value. */
function valueChange({ before, after, settings }: Comparison): Found | undefined {
  if (!comparable(before, after, 'amountMinor')) return undefined;
  const { amountMinor: from } = before.properties;
  const { amountMinor: to, currency } = after.properties;
  if (from === null || to === null || from <= 0 || from === to || differs(before, after, 'currency')) return undefined;
  const [triggerType, threshold] =
    to < from
      ? (['deal_value_decrease', settings.decrease] as const)
      : (['deal_value_increase', settings.increase] as const);
  const percent = (Math.abs(to - from) / from) * 100;
  const values = currency === null ? {} : { currency };
  return {
    triggerType,
    facts: {
      before: { amountMinor: from, ...values },
      after: { amountMinor: to, ...values },
      percent: withOneDecimal(percent),
    },
    belowThreshold: !isEnough(threshold, percent, Math.abs(to - from)),
  };
}

function isEnough({ minPercent, minAmountMinor }: ValueThreshold, percent: number, amountMinor: number): boolean {
  return percent >= minPercent && amountMinor >= minAmountMinor;
}

/** Never 0: something did change. */
function withOneDecimal(percent: number): number {
  return Math.max(0.1, Math.round(percent * 10) / 10);
}

function closeDatePushed({ before, after, settings }: Comparison): Found | undefined {
  const [from, to] = [before.properties.closeDate, after.properties.closeDate];
  if (!comparable(before, after, 'closeDate') || from === null || to === null) return undefined;
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  if (!(days > 0)) return undefined;
  return {
    triggerType: 'deal_close_date_pushed',
    facts: { before: { closeDate: from }, after: { closeDate: to }, days },
    belowThreshold: days < settings.closeDatePushedDays,
  };
}

/** Several added at once are one trigger. */
function competitorAdded({ before, after }: Comparison): Found | undefined {
  if (!comparable(before, after, 'competitors')) return undefined;
  const known = new Set(before.properties.competitors.map(plainName));
  const added = after.properties.competitors.filter((name) => plainName(name) !== '' && !known.has(plainName(name)));
  if (added.length === 0) return undefined;
  return { triggerType: 'deal_competitor_added', facts: { competitor: added.join(', ') } };
}

function plainName(name: string): string {
  return name.trim().toLowerCase();
}
