import type { FastifyRequest } from 'fastify';
import type { Api, RouteDeps } from '../deps.ts';
import { toProblem } from '../errorHandler.ts';
import { runAgain } from '../idempotency.ts';
import { Problem, problemBody } from '../problems.ts';
import { type BulkDecision, type BulkResult, bulkAnswer, bulkBody } from '../schemas/decisions.ts';
import { problems } from '../schemas/problem.ts';
import { decideAndAnswer, toAnswer } from './decisions.ts';

const AT_ONCE = 8;
/** Whoever sends a bulk waits for one answer: what does not begin by then is left to a repetition. */
const BEGIN_WITHIN_MS = 40_000;
const NO_TURN = 'its turn did not come in time: nothing was decided on it, repeat the request';

/** Many decisions in one request, each taken as if it had come alone: none touches another. */
export function bulkRoutes(api: Api, deps: RouteDeps): void {
  api.post(
    '/autonomous-actions/bulk',
    {
      config: { verb: 'actions.decide' },
      schema: {
        tags: ['decisions'],
        operationId: 'decideInBulk',
        summary: 'Approve, cancel or undo a named list of actions, each on its own',
        body: bulkBody,
        response: { 200: bulkAnswer, ...problems },
      },
    },
    async (request) => {
      const results = await takeAll(deps, request, request.body);
      // Repeated, it finds the done ones done and has another try at these.
      if (results.some(({ outcome }) => outcome === 'failed')) await runAgain(deps.db, request);
      return { results };
    },
  );
}

async function takeAll(deps: RouteDeps, request: FastifyRequest, { items, ...rest }: BulkDecision) {
  const beginUntilMs = performance.now() + BEGIN_WITHIN_MS;
  const results: BulkResult[] = [];
  // One iterator for all who take from it: each item is taken once.
  const waiting = items.entries();
  const takeThem = async () => {
    for (const [i, item] of waiting) results[i] = await takeOne(deps, request, { ...rest, ...item }, beginUntilMs);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeThem));
  return results;
}

type Item = { action: BulkDecision['action']; reason?: string } & BulkDecision['items'][number];

/** Never throws: what befalls one item is that item's result. */
async function takeOne(
  deps: RouteDeps,
  request: FastifyRequest,
  { actionId, action, ...asked }: Item,
  beginUntilMs: number,
): Promise<BulkResult> {
  try {
    if (performance.now() > beginUntilMs) throw new Problem('decision-not-taken', NO_TURN);
    const answer = toAnswer(await decideAndAnswer(deps, request, actionId, action, asked));
    return { actionId, outcome: 'done', answer };
  } catch (error) {
    const problem = toProblem(error);
    if (problem.statusCode >= 500) request.log.error({ err: error, code: problem.code, actionId }, 'decision failed');
    return { actionId, outcome: outcomeOf(problem), problem: problemBody(problem, `urn:uuid:${request.id}`) };
  }
}

function outcomeOf({ code, statusCode }: Problem): BulkResult['outcome'] {
  if (code === 'already-decided' || code === 'already-executing') return 'already-decided';
  return statusCode >= 500 ? 'failed' : 'refused';
}
