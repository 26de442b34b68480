import type { QueryClient } from '@tanstack/react-query';
import { type ActionSummary, type ActionType, noAnswer, type Problem, ProblemError } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import { patchAction } from '../api/queueCache.ts';
import { refreshAction } from '../api/refreshAction.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { isUnsettled } from './send.ts';

export type TriedCommand = Parameters<typeof texts.decide.refused>[0]['command'];

/** Any error as a problem; what is no answer of the API's is none of ours to explain further. */
export function asProblem(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : noAnswer;
}

/** Brings the card to what the refusal says of it, so that it comes back as it really is. */
export function learnFrom(client: QueryClient, id: string | null, error: unknown): void {
  noticeSignOut(client, error);
  if (id === null) return;
  const problem = asProblem(error);
  const made = decisionIn(problem);
  if (problem.code === 'already-decided' && made !== null) {
    // The status of our own API's answer.
    const status = problem.actionStatus as ActionSummary['status'];
    patchAction(client, id, { status, decision: made.command, decidedBy: made.by, decidedByName: made.byName });
    void client.invalidateQueries({ queryKey: queryKeys.action(id) });
  } else if (problem.status === 409 || problem.status === 404) {
    void refreshAction(client, id);
  }
}

/** What was decided, on what. */
interface Told {
  command: TriedCommand;
  /** The ids of the actions. */
  about: readonly string[];
  /** Where it is one action. */
  actionType?: ActionType;
  summary?: string;
}

/**
 * Tells why a decision does not hold, or that nobody knows, and offers to take it again where that is safe and may help:
 * until there is news of the action, which makes this out of date.
 */
export function tell(told: Told, error: unknown, again: () => void): void {
  const problem = asProblem(error);
  const inWords = mayHold(problem) ? texts.decide.unknown : texts.decide.refused;
  notify({
    kind: 'error',
    text: inWords(told, whyNot(problem)),
    ...(isUnsettled(error) ? { offer: { label: texts.common.retry, take: again }, about: told.about } : {}),
  });
}

/** Why a decision does not hold, in a sentence or two. */
export function whyNot(problem: Problem): string {
  const made = decisionIn(problem);
  if (problem.code === 'already-decided' && made !== null) {
    return texts.decide.alreadyDecided(made.command, made.byName ?? '');
  }
  const open = mayHold(problem) ? [texts.decide.mayHold] : [];
  return [texts.problem(problem), ...open, ...obstaclesIn(problem)].join(' ');
}

/** Whether a decision that was answered so may have been taken, or may still be: a commit's answer can be lost, too. */
export function mayHold({ code }: Problem): boolean {
  return ['unreachable', 'no-answer', 'database-unavailable'].includes(code);
}

interface Made {
  command: string;
  by: string | null;
  byName: string | null;
}

function decisionIn({ decision }: Problem): Made | null {
  // What `already-decided` carries by the API's page; any other problem may carry anything.
  return typeof decision === 'object' && decision !== null && 'command' in decision ? (decision as Made) : null;
}

function obstaclesIn({ obstacles }: Problem): string[] {
  return Array.isArray(obstacles) ? obstacles.filter((obstacle) => typeof obstacle === 'string') : [];
}
