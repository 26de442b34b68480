import { countUnstarted, type UnstartedActions } from '../../store/actionHistory.ts';
import type { Db } from '../../store/db.ts';
import type { Api, RouteDeps } from '../deps.ts';

const WORKER_METRICS_TIMEOUT_MS = 1_000;

/** For those who run it; no token, hence nothing of anybody's data. */
export function healthRoutes(api: Api, deps: RouteDeps): void {
  const { db, checkTemporal, metrics, workerMetricsUrl } = deps;
  const schema = { hide: true };

  api.get('/livez', { schema }, async () => ({ status: 'ok' }));

  api.get('/readyz', { schema }, async (_request, reply) => {
    const [starts, temporal] = await Promise.all([readStarts(db), checkTemporal()]);
    const missing = temporal.missingSearchAttributes ?? [];
    const ready = starts !== undefined && temporal.reachable && temporal.pollers > 0 && missing.length === 0;
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      postgres: starts === undefined ? 'unreachable' : 'ok',
      temporal: temporal.reachable ? 'ok' : 'unreachable',
      worker: temporal.pollers > 0 ? 'polling' : 'absent',
      missingSearchAttributes: missing,
      // Told and not judged: one action that cannot be started is no reason to take no others.
      starts: starts ?? null,
    });
  });

  api.get('/metrics', { schema }, async (_request, reply) => {
    const parts = [await metrics.registry.metrics(), await readWorkerMetrics(workerMetricsUrl)];
    return reply.type(metrics.registry.contentType).send(parts.join('\n'));
  });
}

async function readStarts(db: Db): Promise<UnstartedActions | undefined> {
  return countUnstarted(db).catch(() => undefined);
}

async function readWorkerMetrics(url: string | undefined): Promise<string> {
  if (url === undefined) return '';
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WORKER_METRICS_TIMEOUT_MS) });
    return response.ok ? await response.text() : '';
  } catch {
    // Prometheus sees the worker's metrics missing; ours are still good.
    return '';
  }
}
