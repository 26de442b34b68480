/** What the screens may do with an action, and how it comes out. */
import type {
  ActionSummary,
  BulkDecision,
  BulkResult,
  DecisionAnswer,
  JsonPatch,
  Problem,
  SnoozeAnswer,
} from '../api/client.ts';

/** New times for a reschedule; what is absent stays as it is, `null` holds the action until somebody decides. */
export interface NewTimes {
  /** RFC 3339. */
  autoExecuteAt?: string | null;
  /** RFC 3339. */
  expiresAt?: string;
}

export interface ApproveOptions {
  params?: JsonPatch;
  sendNow?: boolean;
  executeAt?: string;
}

/**
 * Every decision holds for the version on the card it is given. What it changes shows at once, before any answer; where
 * it is refused the card comes back, and the person has been told why.
 */
export interface Decisions {
  /**
   * With an undo window the card stays and counts down, and so does an email that waits to leave; else it leaves.
   * @param options.sendNow the send window is not waited for
   * @param options.executeAt RFC 3339: it is not executed before
   */
  approve(action: ActionSummary, options?: ApproveOptions): Promise<DecisionResult>;
  cancel(action: ActionSummary, reason: string): Promise<DecisionResult>;
  /** A refusal is left to the form to show: the person is in the midst of typing there. */
  edit(action: ActionSummary, patch: JsonPatch): Promise<DecisionResult>;
  undo(action: ActionSummary): Promise<DecisionResult>;
  /** A refusal is left to the dialog to show. */
  reschedule(action: ActionSummary, times: NewTimes): Promise<DecisionResult>;
  /** @param until RFC 3339; null: back in the queue */
  snooze(action: ActionSummary, until: string | null): Promise<DecisionResult<SnoozeAnswer>>;
  /**
   * What became of each, in the order given; nothing where it could not be sent, null where no answer came, of both of
   * which the person has been told.
   */
  bulk(decision: BulkDecision, actions: ActionSummary[], reason?: string): Promise<BulkResult[] | null>;
}

/** Done, or the problem as the API answered it; `shown` where the person has been told already. */
export type DecisionResult<Answer = DecisionAnswer> =
  | { kind: 'done'; answer: Answer }
  | { kind: 'refused'; problem: Problem; shown: boolean };
