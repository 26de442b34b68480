/**
 * Every message an ActionWorkflow takes. Signals are for people with a Temporal client (CLI, Web UI): nobody hears
 * back, so a refused one is audited. Updates have the same meaning and answer; the API uses only these.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ActionState, Channel, DecisionType } from '../domain/decide.ts';
import type { JsonObject } from '../domain/json.ts';

/** The body of each decision. A signal's `by` is recorded unverified. */
export interface DecisionMessage {
  by?: string | undefined;
  channel?: Channel | undefined;
  /** The version decided on; absent: whichever is current. */
  version?: number | undefined;
  /** JSON Merge Patch; with edit and with approve (edit-and-approve). */
  params?: JsonObject | undefined;
  /** With cancel. */
  reason?: string | undefined;
  /** With approve: how long it can be undone before the action is executed. */
  undoSeconds?: number | undefined;
  /** With reschedule, RFC 3339; null: not by itself; absent: as it is. */
  autoExecuteAt?: string | null | undefined;
  /** With reschedule, RFC 3339; absent: as it is. */
  expiresAt?: string | undefined;
}

/** The version that the action is at, once the decision is recorded. */
export interface Accepted {
  version: number;
}

export const signals = {
  approve: defineSignal<[DecisionMessage]>('approve'),
  edit: defineSignal<[DecisionMessage]>('edit'),
  cancel: defineSignal<[DecisionMessage]>('cancel'),
  undo: defineSignal<[DecisionMessage]>('undo'),
  reschedule: defineSignal<[DecisionMessage]>('reschedule'),
} as const satisfies Record<DecisionType, unknown>;

export const updates = {
  approve: defineUpdate<Accepted, [DecisionMessage]>('approve'),
  edit: defineUpdate<Accepted, [DecisionMessage]>('edit'),
  cancel: defineUpdate<Accepted, [DecisionMessage]>('cancel'),
  undo: defineUpdate<Accepted, [DecisionMessage]>('undo'),
  reschedule: defineUpdate<Accepted, [DecisionMessage]>('reschedule'),
} as const satisfies Record<DecisionType, unknown>;

/** What the workflow itself knows. For people and tests; screens read Postgres. */
export const stateQuery = defineQuery<ActionState>('state');
