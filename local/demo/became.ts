/** What became of what was proposed in the demo's past. */

import { BUILT_IN } from '../../src/domain/crmNames.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { EXPIRY_MS } from '../../src/domain/lifecycle.ts';
import { TRIGGER_ACTION_MAP, type TriggerType } from '../../src/domain/triggers.ts';
import { cancelReasons } from '../../src/domain/words/cancelReasons.ts';
import type { PastAction } from '../../src/store/past/pastAction.ts';
import type { Random } from './random.ts';

interface Taste {
  /** How often it comes, beside the others. */
  weight: number;
  /** Of a hundred, how many are approved as they are, approved changed, and cancelled; the rest expires. */
  asItIs: number;
  changed: number;
  cancelled: number;
}

const taste = (weight: number, asItIs: number, changed: number, cancelled: number): Taste => ({
  weight,
  asItIs,
  changed,
  cancelled,
});

/** How a team takes to what is proposed. */
export const TASTE: Readonly<Record<TriggerType, Taste>> = {
  meeting_completed: taste(9, 88, 6, 3),
  form_submission: taste(5, 80, 8, 6),
  deal_close_date_pushed: taste(7, 61, 14, 16),
  deal_value_decrease: taste(6, 46, 32, 15),
  deal_stage_regression: taste(5, 58, 17, 17),
  deal_competitor_added: taste(3, 66, 19, 10),
  deal_value_increase: taste(4, 85, 2, 8),
  new_contact_high_fit: taste(5, 38, 34, 18),
  email_opened_multiple: taste(7, 34, 9, 37),
  activity_slump: taste(6, 41, 27, 19),
  champion_title_change: taste(3, 78, 4, 12),
  champion_cold: taste(4, 44, 33, 16),
  multi_thread_engagement: taste(4, 74, 3, 15),
};

const MINUTE_MS = 60_000;
/** What seed.ts has switched on: in how many minutes they execute by themselves. */
const BY_ITSELF_MINUTES: Partial<Record<TriggerType, number>> = {
  ...{ deal_value_increase: 1, champion_title_change: 1, multi_thread_engagement: 1 },
  ...{ meeting_completed: 15, form_submission: 15 },
};
/** Of what executes by itself, how many people are quicker. */
const QUICKER = 0.3;
/** Of a hundred executions. */
const FAILED = 2;

export interface Proposed {
  triggerType: TriggerType;
  params: JsonObject;
  at: Date;
  /** Made by the wordings of before: one in three more is changed. */
  isOld: boolean;
}

type Became = Pick<
  PastAction,
  | 'autoExecuteAt'
  | 'seenAt'
  | 'decision'
  | 'decidedAt'
  | 'outcome'
  | 'endedAt'
  | 'sentParams'
  | 'cancelReason'
  | 'result'
  | 'failure'
  | 'handledAt'
>;

export function becameOf(random: Random, proposed: Proposed): Became {
  const { triggerType, at } = proposed;
  const minutes = BY_ITSELF_MINUTES[triggerType];
  const autoExecuteAt = minutes === undefined ? null : new Date(at.getTime() + minutes * MINUTE_MS);
  if (autoExecuteAt !== null && random.next() > QUICKER) {
    const executed = executedAt(random, triggerType, autoExecuteAt);
    return { autoExecuteAt, seenAt: null, decision: 'auto_execute', decidedAt: autoExecuteAt, ...executed };
  }
  return { autoExecuteAt, ...decidedOn(random, proposed) };
}

function decidedOn(random: Random, { triggerType, params, at, isOld }: Proposed): Omit<Became, 'autoExecuteAt'> {
  const later = (ms: number) => new Date(at.getTime() + ms);
  const withinMs = MINUTE_MS * (BY_ITSELF_MINUTES[triggerType] ?? 240);
  // Most are seen soon, some after lunch; what one knows at once takes seconds, what one has to look up takes minutes.
  const seenMs = 0.8 * withinMs * random.next() ** 3;
  const decidedMs = seenMs + Math.min(0.1 * withinMs, 6_000 * 60 ** random.next());
  const seenAt = later(seenMs);
  const decidedAt = later(decidedMs);
  const { asItIs, changed, cancelled } = TASTE[triggerType];
  const moreChanged = isOld ? Math.round(asItIs / 3) : 0;
  const chance = random.whole(1, 100);
  if (chance <= asItIs - moreChanged) {
    return { seenAt, decision: 'approve', decidedAt, ...executedAt(random, triggerType, decidedAt) };
  }
  if (chance <= asItIs + changed) {
    const sentParams = { ...params, body: changedBody(random, String(params.body)) };
    return { seenAt, decision: 'approve', decidedAt, sentParams, ...executedAt(random, triggerType, decidedAt) };
  }
  if (chance <= asItIs + changed + cancelled) {
    const cancelReason = random.pick(REASONS);
    return { seenAt, decision: 'cancel', decidedAt, endedAt: decidedAt, outcome: 'cancelled', cancelReason };
  }
  return { seenAt, decision: 'expire', decidedAt: later(EXPIRY_MS), endedAt: later(EXPIRY_MS), outcome: 'expired' };
}

const { notRelevant, wrongTiming, alreadyHandled, wrongContact, wording } = cancelReasons;
/** Some more often than others. */
const REASONS: readonly [string, ...string[]] = [
  ...([alreadyHandled, alreadyHandled, alreadyHandled, wrongTiming, wrongTiming] as const),
  ...([notRelevant, notRelevant, wrongContact, wording, 'They asked us to wait until the board has met'] as const),
];

function executedAt(random: Random, triggerType: TriggerType, decidedAt: Date) {
  const endedAt = new Date(decidedAt.getTime() + random.whole(300, 2_500));
  if (random.whole(1, 100) > FAILED)
    return { outcome: 'executed' as const, endedAt, result: resultOf(random, triggerType) };
  const kind = 'transient' as const;
  const failure = { kind, message: 'the CRM did not answer: connect ETIMEDOUT' };
  return { outcome: 'failed' as const, endedAt, failure, handledAt: new Date(endedAt.getTime() + 20 * MINUTE_MS) };
}

function resultOf(random: Random, triggerType: TriggerType): NonNullable<PastAction['result']> {
  const id = String(random.whole(10_000_000, 99_999_999));
  switch (TRIGGER_ACTION_MAP[triggerType]) {
    case 'notify_rep':
      return { channel: 'D0ANA', ts: `${id}.000100` };
    case 'create_followup_task':
      return { crm: BUILT_IN, taskId: id };
    case 'log_touch':
      return { crm: BUILT_IN, touchId: id };
    case 'draft_email':
      return { messageId: `<${id}@acme-sales.test>` };
  }
}

/** As reps change texts: a sentence less, one of their own, or all but the first lines anew. */
function changedBody(random: Random, body: string): string {
  const paragraphs = body.split('\n\n');
  const [first = '', ...others] = paragraphs;
  switch (random.whole(1, 3)) {
    case 1:
      return paragraphs
        .map((text) => (text.includes('. ') ? text.slice(0, text.lastIndexOf('. ') + 1) : text))
        .join('\n\n');
    case 2:
      return [first, 'It was good to see you last week.', ...others].join('\n\n');
    default:
      return [
        first,
        'I have put a short summary together and would like to walk you through it. Is Thursday any good?',
      ].join('\n\n');
  }
}
