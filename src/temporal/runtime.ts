import { createServer } from 'node:net';
import { DefaultLogger, type LogEntry, type LogLevel, Runtime } from '@temporalio/worker';
import type { Log } from '../log.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/**
 * Installs Temporal's native runtime, once per process: its logs go to ours, its metrics to a port of the loopback
 * interface, from which our own /metrics takes them. Answers that port's URL.
 */
export async function installRuntime(log: Log): Promise<string> {
  const port = await freePort();
  Runtime.install({
    logger: new DefaultLogger('INFO', intoLog(log)),
    // Stopping in order is ours: see worker.ts.
    shutdownSignals: [],
    telemetryOptions: { metrics: { prometheus: { bindAddress: `127.0.0.1:${port}` } } },
  });
  return `http://127.0.0.1:${port}/metrics`;
}

/** Of the worker that attempts webhooks, at each start: it is to have none (webhooks.ts). */
const MEANT_SO = 'No workflows registered, not polling for workflow tasks';

/** Hands what Temporal logs on: errors with their words, and without the token by which anybody could complete a task. */
export function intoLog(log: Log): (entry: Omit<LogEntry, 'timestampNanos'>) => void {
  return ({ level, message, meta }) => {
    const { error: err, taskToken: _, ...temporal } = meta ?? {};
    log[message === MEANT_SO ? 'debug' : LEVELS[level]](err === undefined ? { temporal } : { temporal, err }, message);
  };
}

/** The runtime wants a port by number and does not tell which one it got. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
