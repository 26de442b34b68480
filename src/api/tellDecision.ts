import type { FastifyRequest } from 'fastify';
import { actorIn } from './authenticate.ts';
import type { RouteDeps } from './deps.ts';
import { toProblem } from './errorHandler.ts';
import { PROBLEMS, Problem } from './problems.ts';

/**
 * Counts how a decision came out, and says in the log who decided what on which action: with the problem's title, as
 * its detail may hold what customers are called.
 *
 * @param refusal what was thrown; absent: the decision was accepted
 */
export function tellDecision(
  { metrics }: RouteDeps,
  request: FastifyRequest,
  { command, actionId }: { command: string; actionId: string },
  refusal?: unknown,
): void {
  const { by: userId, channel } = actorIn(request);
  const decision = { actionId, command, userId, channel };
  if (refusal === undefined) {
    metrics.decisions.inc({ command, outcome: 'accepted' });
    request.log.info(decision, `${command} accepted`);
    return;
  }
  metrics.decisions.inc({ command, outcome: refusal instanceof Problem ? refusal.code : 'error' });
  const { code } = toProblem(refusal);
  request.log.info({ ...decision, code }, `${command} refused: ${PROBLEMS[code].title}`);
}
