import type { FastifyRequest } from 'fastify';
import { crmTitle, isConnectedCrm } from '../../domain/crmNames.ts';
import { countUnstarted, type UnstartedActions } from '../../store/actions/actionHistory.ts';
import { type ConnectionState, listConnections } from '../../store/crm/crmConnections.ts';
import { backlog, type InboxBacklog } from '../../store/crm/inbox.ts';
import type { Db } from '../../store/database/db.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { refuseAllButOperators } from '../operators.ts';

const WORKER_METRICS_TIMEOUT_MS = 1_000;

/** For those who run it. Whether it lives and is ready is anybody's to ask: load balancers have no credential. */
export function healthRoutes(api: Api, deps: RouteDeps): void {
  const { db, checkTemporal, means, metrics, workerMetricsUrl } = deps;
  const schema = { hide: true };
  const connected = [...means.crms].filter(isConnectedCrm);

  api.get('/livez', { schema }, async () => ({ status: 'ok' }));

  api.get('/readyz', { schema }, async (request, reply) => {
    const [backlogs, temporal] = await Promise.all([readBacklogs(db), checkTemporal()]);
    const missing = temporal.missingSearchAttributes ?? [];
    const ready = backlogs !== undefined && temporal.reachable && temporal.pollers > 0 && missing.length === 0;
    const status = ready ? 'ready' : 'not ready';
    reply.code(ready ? 200 : 503);
    if (!(await isOperator(deps, request))) return { status };
    return {
      status,
      postgres: backlogs === undefined ? 'unreachable' : 'ok',
      temporal: temporal.reachable ? 'ok' : 'unreachable',
      worker: temporal.pollers > 0 ? 'polling' : 'absent',
      missingSearchAttributes: missing,
      // Told and not judged: one action that cannot be started is no reason to take no others.
      starts: backlogs?.starts ?? null,
      inbox: backlogs?.inbox ?? null,
      slack: slackOf(deps),
      crms: connected.map((crm) => connectionOf(crm, backlogs?.connections ?? [])),
    };
  });

  api.get('/metrics', { schema }, async (request, reply) => {
    await refuseAllButOperators(deps, request);
    const parts = [await metrics.registry.metrics(), await readWorkerMetrics(workerMetricsUrl)];
    return reply.type(metrics.registry.contentType).send(parts.join('\n'));
  });
}

/** Never throws: where the database cannot tell, it is a stranger. */
function isOperator(deps: RouteDeps, request: FastifyRequest): Promise<boolean> {
  return refuseAllButOperators(deps, request).then(
    () => true,
    () => false,
  );
}

async function readBacklogs(db: Db): Promise<Backlogs | undefined> {
  try {
    const [starts, { waiting, failed, oldestSeconds }, connections] = await Promise.all([
      countUnstarted(db),
      backlog(db),
      listConnections(db),
    ]);
    return { starts, inbox: { waiting, failed, oldestSeconds }, connections };
  } catch {
    return undefined;
  }
}

interface Backlogs {
  starts: UnstartedActions;
  /** What CRMs have sent; errors may quote it, hence the numbers alone. */
  inbox: Pick<InboxBacklog, 'waiting' | 'failed' | 'oldestSeconds'>;
  connections: ConnectionState[];
}

/** By which door people decide there: requests of Slack's, a connection of ours, both or none. Told and not judged. */
function slackOf({ slack, slackSocket }: RouteDeps) {
  if (slack === undefined) return null;
  return { requests: slack.signingSecret !== undefined, socket: slackSocket?.state() ?? null };
}

/** Told and not judged, as nothing but its own actions depends on it. Shown as soon as it is configured. */
function connectionOf(crm: string, connections: ConnectionState[]) {
  const known = connections.find((each) => each.crm === crm);
  return known ?? { crm, ok: false, detail: `${crmTitle(crm)} has not been reached yet`, checkedAt: null };
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
