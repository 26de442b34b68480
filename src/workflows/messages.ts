/**
 * Every message an ActionWorkflow takes. What was decided elsewhere comes as a signal of the decision's name with the id under
 * which it stands in the row's trail: it only wakes. What people with a Temporal client send (CLI, Web UI) has no such id, and
 * is decided on the row: signals without an answer, updates with one.
 */
import type { RawValue } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AskedFor, DecisionType, Wake } from '../domain/decide.ts';
import { AS_SENT } from './readSent.ts';

/** The body of each decision. `by` is recorded unverified. */
export interface DecisionMessage extends AskedFor {
  by?: string;
}

/** The version that the action is at, once the decision is recorded. */
export interface Accepted {
  version: number;
}

/** A decision that the row has taken already: look what it calls for now. */
export interface Recorded {
  commandId: string;
  /** What to do first: a hint, as the row is asked in any case. */
  next: 'execute' | 'look';
}

/** Each takes a DecisionMessage, or a Recorded. */
export const signals = {
  approve: defineSignal<[RawValue]>('approve', AS_SENT),
  edit: defineSignal<[RawValue]>('edit', AS_SENT),
  cancel: defineSignal<[RawValue]>('cancel', AS_SENT),
  undo: defineSignal<[RawValue]>('undo', AS_SENT),
  reschedule: defineSignal<[RawValue]>('reschedule', AS_SENT),
} as const satisfies Record<DecisionType, unknown>;

/** Each takes a DecisionMessage. */
export const updates = {
  approve: defineUpdate<Accepted, [RawValue]>('approve', AS_SENT),
  edit: defineUpdate<Accepted, [RawValue]>('edit', AS_SENT),
  cancel: defineUpdate<Accepted, [RawValue]>('cancel', AS_SENT),
  undo: defineUpdate<Accepted, [RawValue]>('undo', AS_SENT),
  reschedule: defineUpdate<Accepted, [RawValue]>('reschedule', AS_SENT),
} as const satisfies Record<DecisionType, unknown>;

/** When the workflow looks at its row next, and for what: all that it knows. */
export const wakeQuery = defineQuery<Wake>('wake');

/** Takes a Recorded. */
export const lookSignal = defineSignal<[RawValue]>('look', AS_SENT);
