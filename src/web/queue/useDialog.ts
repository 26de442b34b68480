import { useState } from 'react';
import type { ActionSummary } from '../api/client.ts';

export type Shown =
  | { kind: 'cancel' | 'reschedule' | 'snooze' | 'later'; action: ActionSummary }
  | { kind: 'bulk'; decision: 'approve' | 'cancel'; actions: ActionSummary[] }
  | { kind: 'help' };

export interface DialogState {
  /** The dialog that is open, with what it is about. */
  shown: Shown | null;
  show: (dialog: Shown) => void;
  hide: () => void;
  /** The action that is being edited, in its detail. */
  editingId: string | null;
  edit: (id: string | null) => void;
}

/** What stands over the queue, or in the detail instead of it: one at a time. */
export function useDialog(): DialogState {
  const [shown, setShown] = useState<Shown | null>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  return { shown, show: setShown, hide: () => setShown(null), editingId, edit: setEditingId };
}
