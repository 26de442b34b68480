import { type EndOptions, endProcess, type ProcessId } from './processes.ts';

/** How each process of the stack is ended, in the order in which they are. SIGINT is Postgres's fast shutdown. */
const ENDINGS = {
  server: { politely: 'SIGTERM', graceMs: 10_000 },
  worker: { politely: 'SIGTERM', graceMs: 15_000 },
  mailbox: { politely: 'SIGTERM', graceMs: 5_000 },
  slackFake: { politely: 'SIGTERM', graceMs: 5_000 },
  hubspotFake: { politely: 'SIGTERM', graceMs: 5_000 },
  temporal: { politely: 'SIGTERM', graceMs: 10_000 },
  postgres: { politely: 'SIGINT', graceMs: 20_000 },
} as const satisfies Record<string, EndOptions>;

export type ProcessName = keyof typeof ENDINGS;

export interface NamedProcess extends ProcessId {
  name: ProcessName;
}

export function isProcessName(name: string): name is ProcessName {
  return name in ENDINGS;
}

export function endOne(process: NamedProcess): Promise<void> {
  return endProcess(process, ENDINGS[process.name]);
}

/** Ends them one after the other, what depends on others first. */
export async function endInOrder(processes: NamedProcess[]): Promise<void> {
  for (const name of Object.keys(ENDINGS)) {
    for (const process of processes.filter((candidate) => candidate.name === name)) await endOne(process);
  }
}
