/**
 * What the workflow asks of the world: types only, so that the workflow's bundle holds none of it. Every input is
 * plain JSON; drafts and contact data stay in Postgres and are read by the activity.
 */
import type { Command, RecordRefusal, Refusal } from '../domain/decide.ts';
import type { Outcome } from '../domain/lifecycle.ts';

export interface ActionRef {
  actionId: string;
}

export interface CommandInput extends ActionRef {
  command: Command;
}

export interface ScheduleInput extends CommandInput {
  /** RFC 3339. */
  executesAt: string;
}

/** The row after a change that leaves it pending; `refusal` where the change was not recorded. */
export interface ChangeRecord {
  version: number;
  /** Epoch milliseconds; null: nothing happens by itself. */
  autoExecuteAtMs: number | null;
  /** Epoch milliseconds. */
  expiresAtMs: number;
  refusal?: RecordRefusal;
}

export interface RefusalInput extends ActionRef {
  commandId: string;
  commandType: string;
  by: string | null;
  at: string;
  refusal: Refusal;
}

/** How the execution came out. `refused`: nothing was decided after all, the action waits on at `version`. */
export type Execution = { outcome: Outcome } | { outcome: 'refused'; version: number };

type Execute = (input: CommandInput) => Promise<Execution>;

/** The activities, by the names that histories show. */
export interface ActionActivities {
  /** Merges, validates and records an edit. Recording twice is recording once, here and below. */
  recordEdit(input: CommandInput): Promise<ChangeRecord>;
  /** Records an approval whose undo window begins, and the edit that came with it; checks whether it can execute. */
  recordSchedule(input: ScheduleInput): Promise<ChangeRecord>;
  recordUndo(input: CommandInput): Promise<ChangeRecord>;
  /** Records other deadlines; refuses an automatic execution that the settings have switched off. */
  recordReschedule(input: CommandInput): Promise<ChangeRecord>;
  /** Records cancel or expire; answers the outcome that the row really has. */
  recordClosing(input: CommandInput): Promise<{ outcome: Outcome }>;
  /** Leaves a trace of a decision that was refused and that nobody else hears of. */
  recordRefusal(input: RefusalInput): Promise<void>;
  /** Reads the settings again; where automatic execution is off by now, disarms the row. */
  settleAutoExecute(input: CommandInput): Promise<{ armed: boolean }>;
  /** After an execution that ended without recording: derives the outcome from ledger and row. */
  recordOutcome(input: CommandInput): Promise<{ outcome: Outcome }>;

  sendEmail: Execute;
  draftEmail: Execute;
  createFollowupTask: Execute;
  logTouch: Execute;
  notifyRep: Execute;
}
