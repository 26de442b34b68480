import { rmSync } from 'node:fs';
import { type DataDir, writePrivateJson } from './dataDir.ts';
import type { NamedProcess, ProcessName } from './endings.ts';
import type { Tokens } from './tokens.ts';
import type { Urls } from './urls.ts';

/** What scripts need to know of a running stack: the content of DATA_DIR/stack.json. */
export interface StackFile extends Urls {
  /** As the processes work on it, and as its owner: for what changes the schema. */
  databaseUrl: string;
  ownerDatabaseUrl: string;
  tokens: Tokens;
  /** What webhooks to this stack are signed with, and what Slack tells it. */
  webhookSecrets: { hubspot: string; crm: string; slack: string };
  /** By process; one that is down at this moment is missing. */
  pids: { supervisor: number } & { [name in ProcessName]?: number };
}

export function writeStackFile(dir: DataDir, stack: Omit<StackFile, 'pids'>, processes: NamedProcess[]): void {
  const pids = Object.fromEntries(processes.map(({ name, pid }) => [name, pid]));
  const content: StackFile = { ...stack, pids: { supervisor: process.pid, ...pids } };
  writePrivateJson(dir.path('stack.json'), content);
}

export function removeStackFile(dir: DataDir): void {
  rmSync(dir.path('stack.json'), { force: true });
}
