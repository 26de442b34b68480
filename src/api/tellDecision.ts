import type { FastifyBaseLogger } from 'fastify';
import type { KnownUser } from '../domain/actor.ts';
import type { RouteDeps } from './deps.ts';
import { toProblem } from './errorHandler.ts';
import { PROBLEMS, Problem } from './problems.ts';

interface ToldDecision {
  command: string;
  actionId: string;
  actor: KnownUser;
}

/**
 * Counts how a decision came out, and says in the log who decided what on which action: with the problem's title, as
 * its detail may hold what customers are called.
 *
 * @param refusal what was thrown; absent: the decision was accepted
 */
export function tellDecision(
  { metrics }: RouteDeps,
  log: FastifyBaseLogger,
  { command, actionId, actor }: ToldDecision,
  refusal?: unknown,
): void {
  const { by: userId, channel } = actor;
  const decision = { actionId, command, userId, channel };
  if (refusal === undefined) {
    metrics.decisions.inc({ command, outcome: 'accepted' });
    log.info(decision, `${command} accepted`);
    return;
  }
  metrics.decisions.inc({ command, outcome: refusal instanceof Problem ? refusal.code : 'error' });
  const { code } = toProblem(refusal);
  log.info({ ...decision, code }, `${command} refused: ${PROBLEMS[code].title}`);
}
