import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  triggers: Counter<'trigger_type' | 'outcome'>;
  decisions: Counter<'command' | 'outcome'>;
  webhookEvents: Counter<'crm' | 'outcome'>;
}

/**
 * The API's own metrics, in a registry of their own so that several instances live in one process.
 *
 * @param countPending asked at each scrape; NaN is shown where it fails
 */
export function createMetrics(countPending: () => Promise<number>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'signoff_pending_actions',
    help: 'Actions that wait for a decision',
    registers,
    async collect() {
      this.set(await countPending().catch(() => Number.NaN));
    },
  });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'signoff_http_request_duration_seconds',
      help: 'Duration of requests by route; live event streams are left out',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    triggers: new Counter({
      name: 'signoff_triggers_total',
      help: 'Triggers by what they came to',
      labelNames: ['trigger_type', 'outcome'],
      registers,
    }),
    decisions: new Counter({
      name: 'signoff_decisions_total',
      help: 'Decisions by what they came to: accepted, or the problem they were answered with',
      labelNames: ['command', 'outcome'],
      registers,
    }),
    webhookEvents: new Counter({
      name: 'signoff_webhook_events_total',
      help: 'Events of CRMs by what they came to: stored, duplicate, or why they were skipped',
      labelNames: ['crm', 'outcome'],
      registers,
    }),
  };
}
