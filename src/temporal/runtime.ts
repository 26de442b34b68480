import { createServer } from 'node:net';
import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker';
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
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      // Only under this name does an error come into the log with its words.
      const { error: err, ...temporal } = meta ?? {};
      log[LEVELS[level]](err === undefined ? { temporal } : { temporal, err }, message);
    }),
    // Stopping in order is ours: see worker.ts.
    shutdownSignals: [],
    telemetryOptions: { metrics: { prometheus: { bindAddress: `127.0.0.1:${port}` } } },
  });
  return `http://127.0.0.1:${port}/metrics`;
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
