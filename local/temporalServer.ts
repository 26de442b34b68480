/** The Temporal CLI's development server: a real server in one process. */
import type { Launch } from './launch.ts';

export interface TemporalOptions {
  executable: string;
  port: number;
  /** Without one the server has no Web UI. */
  uiPort?: number;
  /** Where its state is kept; without one it is gone with the process. */
  dbFilename?: string;
  /** Lets tests skip the time of single workflows. */
  timeSkipping?: boolean;
  logFile: string;
}

/** The server, listening on 127.0.0.1 only.. */
export function temporalLaunch(options: TemporalOptions): Launch {
  const { executable, port, uiPort, dbFilename, timeSkipping, logFile } = options;
  const address = ['--ip', '127.0.0.1', '--port', String(port)];
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)];
  const pragmas = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
  const file = dbFilename === undefined ? [] : ['--db-filename', dbFilename, ...pragmas];
  const values = ['history.transferProcessorMaxPollRPS=500'];
  if (timeSkipping) {
    values.push('frontend.WorkflowTimeSkippingEnabled=true');
    // A workflow whose tasks fail is reported sooner than after the fifth failure.
    values.push('system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2');
  }
  const dynamic = values.flatMap((value) => ['--dynamic-config-value', value]);
  return {
    name: 'temporal',
    command: executable,
    args: ['server', 'start-dev', ...address, ...ui, ...file, ...dynamic, '--log-level', 'warn'],
    env: withoutTemporal(process.env),
    cwd: '/',
    logFile,
  };
}

/** Throws while the server's frontend does not answer for the default namespace. */
export async function probeTemporal(address: string): Promise<void> {
  // Loaded here, while the server is starting: the client takes half a second to load.
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
  } finally {
    await connection.close();
  }
}

/** An environment without Temporal's own variables, which would lead a process to the caller's other server. */
export function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
