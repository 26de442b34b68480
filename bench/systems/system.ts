/** What is measured: three ways to do the same job, each behind HTTP, each with a process that is called and one that works. */
import type pg from 'pg';
import type { Running } from '../../local/launch.ts';
import type { Answer } from '../stand/http.ts';

/** The job: create, wait for a decision or a moment, execute once (a touch in a table), record. */
export const SYSTEMS = ['polled', 'bare', 'signoff'] as const;
export type SystemName = (typeof SYSTEMS)[number];

/** How long what executes by itself waits: long enough to have made all of them before the first is due. */
export const DUE_AFTER_MS = 30_000;

export interface Made {
  id: string;
  /** Undefined where no workflow stands behind it. */
  workflowId: string | undefined;
  /** When it executes by itself, epoch milliseconds; undefined: when approved. */
  dueMs: number | undefined;
}

export interface System {
  name: SystemName;
  /** Makes an action; `byItself`: one that executes after DUE_AFTER_MS. */
  create(caller: number, byItself: boolean): Promise<Answer>;
  /** What an answer of success to `create` says. */
  madeOf(answer: Answer): Made;
  /** Approves an action that `create` of the same caller made; what only Signoff knows, it may be asked for. */
  approve(caller: number, id: string, asked?: { undoSeconds?: number }): Promise<Answer>;
  /** As the owner of the tables. */
  db: pg.Pool;
  /** One parameter, an array of ids: of those that are executed the id, and `at`, the instant that this was committed. */
  executedSql: string;
  /** Of its workflows; undefined where there are none. */
  taskQueue: string | undefined;
  /** The process that is called, and the one that works. */
  processes: { api: Running; worker: Running };
}
