/** What Ana decides about the actions that the demo's triggers made. */
import { z } from 'zod';
import { type ApiClient, read } from '../../cli/apiClient.ts';
import { Failure } from '../../cli/errors.ts';
import { actionDetail, decisionAnswer } from '../../cli/shapes.ts';
import type { TriggerType } from '../../domain/triggers.ts';

export interface DemoDecision {
  triggerType: TriggerType;
  /** What was decided, in the past tense. */
  inWords: string;
  /** Takes the decision and answers what came of it. */
  decide: (ana: ApiClient, actionId: string) => Promise<string>;
}

const edited = {
  subject: 'Welcome, Priya: shall we compare notes?',
  body: 'Dear Priya,\n\ncongratulations on your new role. Other operations teams ask us about the same three questions first; I would be glad to share what they found.\n\nWould Thursday at 10:00 suit you?',
};

export const DEMO_DECISIONS: readonly DemoDecision[] = [
  { triggerType: 'activity_slump', inWords: 'approved the email', decide: approve },
  {
    triggerType: 'new_contact_high_fit',
    inWords: 'edited the email and approved it',
    async decide(ana, actionId) {
      await ana.patch(`/autonomous-actions/${actionId}`, { params: edited, version: await versionOf(ana, actionId) });
      return approve(ana, actionId);
    },
  },
  { triggerType: 'deal_stage_regression', inWords: 'approved the follow-up task', decide: approve },
  { triggerType: 'champion_cold', inWords: 'approved the draft', decide: approve },
  {
    triggerType: 'deal_close_date_pushed',
    inWords: 'cancelled the follow-up task',
    async decide(ana, actionId) {
      const reason = 'Already agreed with Lars on the phone';
      const version = await versionOf(ana, actionId);
      await ana.post(`/autonomous-actions/${actionId}/cancel`, { reason, version });
      return reason;
    },
  },
];

/** Approves the action as it is and waits for its execution. */
async function approve(ana: ApiClient, actionId: string): Promise<string> {
  const path = `/autonomous-actions/${actionId}`;
  const version = await versionOf(ana, actionId);
  const startMs = performance.now();
  const answer = await ana.post(`${path}/approve`, { version }, { wait: 'executed' });
  const { status, failure } = read(decisionAnswer, answer);
  if (failure !== undefined) return `${status}: ${failure.message}`;
  return `${status} after ${((performance.now() - startMs) / 1_000).toFixed(2)} s${await resultOf(ana, path)}`;
}

async function versionOf(ana: ApiClient, actionId: string): Promise<number> {
  return read(actionDetail, await ana.get(`/autonomous-actions/${actionId}`)).version;
}

const executed = z.object({ result: z.object({ messageId: z.string().optional() }).nullable() });

async function resultOf(ana: ApiClient, path: string): Promise<string> {
  const messageId = read(executed, await ana.get(path)).result?.messageId;
  return messageId === undefined ? '' : `, Message-ID ${messageId}`;
}

/** One decision; a refusal, say because a person has decided before, is told and no error. */
export async function takeDecision(ana: ApiClient, { decide }: DemoDecision, actionId: string): Promise<string> {
  try {
    return await decide(ana, actionId);
  } catch (error) {
    if (error instanceof Failure) return `refused, ${error.code}: ${error.message}`;
    throw error;
  }
}
