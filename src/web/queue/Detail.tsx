import { lazy, Suspense } from 'react';
import type { Decisions } from '../decide/decisions.ts';
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
  return (
    <Suspense fallback={null}>
      <DetailPane
        actionId={actionId}
        decisions={decisions}
        mayDecide={mayDecide}
        isEditing={actionId !== null && editingId === actionId}
        onEdit={({ id }) => edit(id)}
        onEditEnd={() => edit(null)}
        onCancel={(action) => show({ kind: 'cancel', action })}
        onReschedule={(action) => show({ kind: 'reschedule', action })}
        onSnooze={(action) => show({ kind: 'snooze', action })}
        onClose={onClose}
      />
    </Suspense>
  );
}
