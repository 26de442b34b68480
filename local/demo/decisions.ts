/** What Ana decides on this morning. */
import { z } from 'zod';
import { type ApiClient, readAnswer } from '../../src/cli/apiClient.ts';
import { CommandFailure } from '../../src/cli/errors.ts';
import { type ActionSummary, actionDetail, actionPage, decisionAnswer } from '../../src/cli/shapes.ts';
import type { ActionType } from '../../src/domain/actionTypes.ts';
import type { TriggerType } from '../../src/domain/triggers.ts';

export interface DemoDecision {
  triggerType: TriggerType;
  actionType: ActionType;
  /** What was decided, in the past tense. */
  inWords: string;
  /** Takes the decision and answers what came of it. */
  decide: (ana: ApiClient, action: ActionSummary) => Promise<string>;
}

const edited = {
  subject: 'Shall we look at the numbers together?',
  body: 'I would like to understand what has changed on your side and whether the plan still fits.\n\nWould Thursday at 10:00 suit you?',
};

export const DEMO_DECISIONS: readonly DemoDecision[] = [
  { triggerType: 'form_submission', actionType: 'send_email', inWords: 'approved the email', decide: approve },
  {
    triggerType: 'deal_value_decrease',
    actionType: 'draft_email',
    inWords: 'edited the draft and approved it',
    async decide(ana, action) {
      await ana.patch(`/autonomous-actions/${action.id}`, { params: edited, version: action.version });
      return approve(ana, action);
    },
  },
  {
    triggerType: 'new_contact_high_fit',
    actionType: 'draft_email',
    inWords: 'approved the draft',
    decide: approve,
  },
  {
    triggerType: 'deal_stage_regression',
    actionType: 'create_followup_task',
    inWords: 'approved the follow-up task',
    decide: approve,
  },
  {
    triggerType: 'deal_close_date_pushed',
    actionType: 'create_followup_task',
    inWords: 'cancelled the follow-up task',
    async decide(ana, { id, version }) {
      const reason = 'Agreed with them on the phone yesterday';
      await ana.post(`/autonomous-actions/${id}/cancel`, { reason, version });
      return reason;
    },
  },
];

/** Ana's pending actions, the most pressing first. */
export async function queueOf(ana: ApiClient): Promise<ActionSummary[]> {
  return readAnswer(actionPage, await ana.get('/autonomous-actions', { sort: 'queue', limit: '200' })).items;
}

/** Approves the action as it is and waits for its execution. */
async function approve(ana: ApiClient, { id }: ActionSummary): Promise<string> {
  const path = `/autonomous-actions/${id}`;
  const { version } = readAnswer(actionDetail, await ana.get(path));
  const startMs = performance.now();
  const answer = await ana.post(`${path}/approve`, { version }, { wait: 'executed' });
  const { status, failure } = readAnswer(decisionAnswer, answer);
  if (failure !== undefined) return `${status}: ${failure.message}`;
  return `${status} after ${((performance.now() - startMs) / 1_000).toFixed(2)} s${await resultOf(ana, path)}`;
}

const executed = z.object({ result: z.object({ messageId: z.string().optional() }).nullable() });

async function resultOf(ana: ApiClient, path: string): Promise<string> {
  const messageId = readAnswer(executed, await ana.get(path)).result?.messageId;
  return messageId === undefined ? '' : `, Message-ID ${messageId}`;
}

/** One decision; a refusal, say because a person has decided before, is told and no error. */
export async function decideInDemo(ana: ApiClient, { decide }: DemoDecision, action: ActionSummary): Promise<string> {
  try {
    return await decide(ana, action);
  } catch (error) {
    if (error instanceof CommandFailure) return `refused, ${error.code}: ${error.message}`;
    throw error;
  }
}
