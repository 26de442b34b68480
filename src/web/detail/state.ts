import type { ActionSummary } from '../api/client.ts';
import { texts } from '../texts.ts';

export interface ToldState {
  /** One line: what became of it. */
  what: string;
  /** Since when it is so. RFC 3339; null: it goes on. */
  at: string | null;
  /** What more there is to say of it, a paragraph each. */
  more: string[];
}

const { state } = texts.detail;

/** The status of an action as a person would put it. */
export function stateInWords(action: ActionSummary): ToldState {
  const { status, actionType, decidedByName, decidedAt, executingAt, executedAt, updatedAt } = action;
  const by = decidedByName ?? '';
  switch (status) {
    case 'pending':
      return { what: executingAt === null ? state.waiting : state.executing(actionType), at: null, more: [] };
    case 'approved':
      return { what: state.approved(actionType, by, null), at: null, more: [] };
    case 'executed':
      return { what: executedBy(action), at: executedAt, more: [] };
    case 'cancelled':
      return { what: state.cancelled(by), at: decidedAt, more: reasonOf(action) };
    case 'expired':
      return { what: state.expired, at: updatedAt, more: [] };
    case 'failed':
      return { what: state.failed, at: updatedAt, more: failureOf(action) };
  }
}

function executedBy({ actionType, decision, decidedByName }: ActionSummary): string {
  return decision === 'auto_execute'
    ? state.executedByItself(actionType)
    : state.executed(actionType, decidedByName ?? '');
}

function reasonOf({ cancelReason }: ActionSummary): string[] {
  return cancelReason === null || cancelReason === '' ? [] : [texts.detail.reason(cancelReason)];
}

/** What went wrong in the other side's words, then what it means. */
function failureOf({ failure }: ActionSummary): string[] {
  if (failure === null) return [];
  return [failure.message, texts.detail.failures[failure.kind] ?? ''].filter((part) => part !== '');
}
