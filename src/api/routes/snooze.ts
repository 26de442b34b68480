import { z } from 'zod';
import { findAction } from '../../store/actions/actions.ts';
import { snoozeAction } from '../../store/actions/snooze.ts';
import { scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { invalid, notFound } from '../problems.ts';
import { alreadyDecided } from '../refusals.ts';
import { snoozeAnswer, snoozeBody } from '../schemas/actions.ts';
import { actionId } from '../schemas/common.ts';
import { problemsOfDecision } from '../schemas/problem.ts';

const MAX_SNOOZE_MS = 30 * 24 * 60 * 60 * 1_000;

/** Hides an action from its own user's queue for a while. No decision: its deadlines stay where they are. */
export function snoozeRoutes(api: Api, { db }: RouteDeps): void {
  api.post(
    '/autonomous-actions/:id/snooze',
    {
      config: { verb: 'actions.snooze' },
      schema: {
        tags: ['actions'],
        operationId: 'snoozeAction',
        summary: 'Hide an action from one’s own queue until a time',
        params: z.object({ id: actionId }),
        body: snoozeBody,
        response: { 200: snoozeAnswer, ...problemsOfDecision },
      },
    },
    async (request) => {
      const [scope, { id }] = [scopeOf(request), request.params];
      const until = request.body.until === null ? null : soon(new Date(request.body.until));
      if (await snoozeAction(db, scope, id, until)) return { actionId: id, snoozedUntil: until };
      const action = await findAction(db, scope, id);
      throw action === undefined ? notFound('action') : alreadyDecided(action);
    },
  );
}

/** @throws Problem where the time lies in the past or too far ahead */
function soon(until: Date): Date {
  const inMs = until.getTime() - Date.now();
  if (inMs > 0 && inMs <= MAX_SNOOZE_MS) return until;
  throw invalid([{ pointer: '/until', detail: 'must lie within the next 30 days' }]);
}
