import { Readable } from 'node:stream';
import { z } from 'zod';
import { accessChange, isAccepted } from '../../store/access/credentials.ts';
import { openEventFeed } from '../../store/events/eventFeed.ts';
import { parsePosition } from '../../store/events/events.ts';
import { callerOf, scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { eventStream } from '../eventStream.ts';
import { invalid, Problem } from '../problems.ts';
import { problems } from '../schemas/problem.ts';

/** Text without end; its type says how it is sent. */
const stream = z.custom<Readable>().meta({ type: 'string' });

/** Each open tab has one. Counted for each process; past it something opens streams and does not close them. */
export const MAX_STREAMS_PER_USER = 20;

/** Live changes of what the caller may see. */
export function eventRoutes(api: Api, deps: RouteDeps): void {
  const feed = openEventFeed(deps.db, deps.changes, (error) => deps.log.warn({ err: error }, 'no live events for now'));
  api.addHook('onClose', () => feed.close());
  const open = new Map<AbortController, string>();
  // Streams never end by themselves: without this the server would wait for them for ever.
  api.addHook('preClose', async () => {
    for (const ending of open.keys()) ending.abort();
  });

  api.get(
    '/events',
    {
      config: { verb: 'events.read' },
      schema: {
        tags: ['events'],
        operationId: 'streamEvents',
        summary: 'Server-sent events of one’s actions and alerts, resumable by Last-Event-ID without loss',
        headers: z.looseObject({ 'last-event-id': z.string().max(50).optional() }),
        response: { 200: { content: { 'text/event-stream': { schema: stream } } }, ...problems },
      },
    },
    async (request, reply) => {
      const lastEventId = request.headers['last-event-id'];
      const after = lastEventId === undefined || lastEventId === '' ? undefined : parsePosition(lastEventId);
      if (lastEventId !== undefined && lastEventId !== '' && after === undefined) {
        throw invalid([{ pointer: '/headers/last-event-id', detail: 'is not an id of one of our events' }]);
      }
      const caller = callerOf(request);
      const theirs = [...open.values()].filter((whose) => whose === caller.userId).length;
      if (theirs >= MAX_STREAMS_PER_USER) {
        throw new Problem('too-many-streams', `at most ${MAX_STREAMS_PER_USER} for each user: close some`);
      }
      const ending = new AbortController();
      open.set(ending, caller.userId);
      // The client comes back at once, and is let in as who he is by now, or not at all.
      const unsubscribe = deps.changes.subscribe((id) => {
        if (id === accessChange(caller.userId)) ending.abort();
      });
      reply.raw.once('close', () => {
        ending.abort();
        unsubscribe();
        open.delete(ending);
      });
      const events = eventStream(deps, {
        feed,
        scope: scopeOf(request),
        after,
        isStillAccepted: () => isAccepted(deps.db, caller),
        signal: ending.signal,
      });
      return (
        reply
          .type('text/event-stream')
          .header('x-accel-buffering', 'no')
          // When the stream ends, the connection does: kept open, it would hold a stopping server.
          .header('connection', 'close')
          .send(Readable.from(events))
      );
    },
  );
}
