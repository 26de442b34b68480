/**
 * Every message an ActionWorkflow takes. Signals are for people with a Temporal client (CLI, Web UI): nobody hears
 * back, so a refused one is audited. Updates have the same meaning and answer; the API uses only these.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ActionState, Channel } from '../domain/decide.ts';
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
}

/** The version that the action is at, once the decision is recorded. */
export interface Accepted {
  version: number;
}

export const approveSignal = defineSignal<[DecisionMessage]>('approve');
export const editSignal = defineSignal<[DecisionMessage]>('edit');
export const cancelSignal = defineSignal<[DecisionMessage]>('cancel');

export const approveUpdate = defineUpdate<Accepted, [DecisionMessage]>('approve');
export const editUpdate = defineUpdate<Accepted, [DecisionMessage]>('edit');
export const cancelUpdate = defineUpdate<Accepted, [DecisionMessage]>('cancel');

/** What the workflow itself knows. For people and tests; screens read Postgres. */
export const stateQuery = defineQuery<ActionState>('state');
