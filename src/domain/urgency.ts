import type { Urgency } from './actionTypes.ts';
import type { TriggerFacts } from './crm.ts';
import type { TriggerType } from './triggers.ts';

const GRAVE_DECREASE_PERCENT = 20;
const NOTABLE_INCREASE_PERCENT = 20;
const LONG_PUSH_DAYS = 30;
const LONG_SILENCE_DAYS = 30;
const OUTSTANDING_SCORE = 90;

/**
 * The rules of urgency, all in one place. Without figures (a trigger posted by hand) each trigger has its usual one.
 *
 * | trigger | high | normal | low |
 * |---|---|---|---|
 * | deal_stage_regression | back to the first stage or out of won; no figures | otherwise | |
 * | deal_value_decrease | from 20 %; no figures | otherwise | |
 * | deal_value_increase | | from 20 %; no figures | otherwise |
 * | deal_close_date_pushed | from 30 days | otherwise | |
 * | activity_slump | from 30 days | otherwise | |
 * | new_contact_high_fit | score from 90 | otherwise | |
 * | deal_competitor_added, champion_cold | always | | |
 * | meeting_completed | | | always |
 * | every other | | always | |
 */
export function urgencyOf(triggerType: TriggerType, facts: TriggerFacts = {}): Urgency {
  const { percent, days = 0, score = 0 } = facts;
  switch (triggerType) {
    case 'deal_stage_regression':
      return facts.after?.stage === undefined || facts.startsOver === true ? 'high' : 'normal';
    case 'deal_value_decrease':
      return percent === undefined || percent >= GRAVE_DECREASE_PERCENT ? 'high' : 'normal';
    case 'deal_value_increase':
      return percent === undefined || percent >= NOTABLE_INCREASE_PERCENT ? 'normal' : 'low';
    case 'deal_close_date_pushed':
      return days >= LONG_PUSH_DAYS ? 'high' : 'normal';
    case 'activity_slump':
      return days >= LONG_SILENCE_DAYS ? 'high' : 'normal';
    case 'new_contact_high_fit':
      return score >= OUTSTANDING_SCORE ? 'high' : 'normal';
    case 'deal_competitor_added':
    case 'champion_cold':
      return 'high';
    case 'meeting_completed':
      return 'low';
    default:
      return 'normal';
  }
}
