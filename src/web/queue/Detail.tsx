import { lazy, Suspense } from 'react';
import type { Decisions } from '../decide/decisions.ts';
import { KeepTyped } from '../edit/KeepTyped.tsx';
import type { DialogState } from './useDialog.ts';

/** Loaded after the list, which is what one sees first; asked for at once, so that it is there by the first click. */
const loading = import('../detail/DetailPane.tsx');
const DetailPane = lazy(async () => ({ default: (await loading).DetailPane }));

interface DetailProps {
  actionId: string | null;
  mayDecide: boolean;
  decisions: Decisions;
  dialog: DialogState;
  onClose: () => void;
}

/** The open action beside the list, or instead of it. */
export function Detail({ actionId, mayDecide, decisions, dialog, onClose }: DetailProps) {
  const { editingId, edit, show } = dialog;
  const isEditing = actionId !== null && editingId === actionId;
  return (
    <Suspense fallback={isEditing ? <KeepTyped actionId={actionId} /> : null}>
      <DetailPane
        actionId={actionId}
        decisions={decisions}
        mayDecide={mayDecide}
        isEditing={isEditing}
        onEdit={({ id }) => edit(id)}
        onEditEnd={() => edit(null)}
        onCancel={(action) => show({ kind: 'cancel', action })}
        onReschedule={(action) => show({ kind: 'reschedule', action })}
        onSnooze={(action) => show({ kind: 'snooze', action })}
        onLater={(action) => show({ kind: 'later', action })}
        onClose={onClose}
      />
    </Suspense>
  );
}
