import { createServer, type Server, type ServerResponse } from 'node:http';
import { type Db, isReachable } from '../store/database/db.ts';

export interface WorkerHealthDeps {
  db: Db;
  /** As the SDK's Worker says it; undefined before it was created. */
  workerState: () => string | undefined;
  temporalMetricsUrl: string;
}

/** The worker's own /livez, /readyz and /metrics (Temporal's), for those who run it. */
export function createWorkerHealth({ db, workerState, temporalMetricsUrl }: WorkerHealthDeps): Server {
  return createServer(async (request, response) => {
    try {
      switch (request.url) {
        case '/livez':
          return answer(response, 200, { status: 'ok' });
        case '/readyz': {
          const postgres = (await isReachable(db)) ? 'ok' : 'unreachable';
          const worker = workerState() ?? 'CONNECTING';
          const ready = postgres === 'ok' && worker === 'RUNNING';
          return answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', postgres, worker });
        }
        case '/metrics': {
          const metrics = await fetch(temporalMetricsUrl, { signal: AbortSignal.timeout(2_000) });
          response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
          return response.end(await metrics.text());
        }
        default:
          return answer(response, 404, { status: 'not found' });
      }
    } catch {
      answer(response, 503, { status: 'unavailable' });
    }
  });
}

function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
