import type { ActionSummary } from '../api/client.ts';
import type { Decisions } from '../decide/decisions.ts';
import { canSend } from '../decide/offline.ts';
import { BulkDialog } from '../dialogs/BulkDialog.tsx';
import { CancelDialog } from '../dialogs/CancelDialog.tsx';
import { LaterDialog } from '../dialogs/LaterDialog.tsx';
import { RescheduleDialog } from '../dialogs/RescheduleDialog.tsx';
import { SnoozeDialog } from '../dialogs/SnoozeDialog.tsx';
import { HelpDialog } from '../shell/HelpDialog.tsx';
import type { DialogState } from './useDialog.ts';

interface DialogsProps {
  dialog: DialogState;
  decisions: Decisions;
  onBulkDone: () => void;
  onUndoAll: (actions: ActionSummary[]) => void;
  /** Absent: this screen has no tour. */
  onTour?: () => void;
}

/**
 * The one dialog that is open, if any. All are loaded with the screen: the key after the one that opens a dialog is the
 * dialog's, and must find it there.
 */
export function Dialogs({ dialog: { shown, hide }, decisions, onBulkDone, onUndoAll, onTour }: DialogsProps) {
  const common = { opened: true, onClose: hide };
  switch (shown?.kind) {
    case undefined:
      return null;
    case 'help':
      return <HelpDialog {...common} onTour={onTour} />;
    case 'cancel': {
      const confirm = (reason: string) => {
        if (!canSend()) return;
        hide();
        void decisions.cancel(shown.action, reason);
      };
      return <CancelDialog {...common} actions={[shown.action]} onConfirm={confirm} />;
    }
    case 'snooze': {
      const confirm = (until: string | null) => {
        if (!canSend()) return;
        hide();
        void decisions.snooze(shown.action, until);
      };
      return <SnoozeDialog {...common} action={shown.action} onConfirm={confirm} />;
    }
    case 'later': {
      const confirm = (executeAt: string) => {
        if (!canSend()) return;
        hide();
        void decisions.approve(shown.action, { executeAt });
      };
      return <LaterDialog {...common} action={shown.action} onConfirm={confirm} />;
    }
    case 'reschedule': {
      const { action } = shown;
      return (
        <RescheduleDialog {...common} action={action} onConfirm={(times) => decisions.reschedule(action, times)} />
      );
    }
    case 'bulk': {
      const { decision, actions } = shown;
      return (
        <BulkDialog
          {...common}
          decision={decision}
          actions={actions}
          onConfirm={async (some, reason) => {
            const results = await decisions.bulk(decision, some, reason);
            if (results !== null && results.length > 0) onBulkDone();
            return results;
          }}
          onUndo={(some) => {
            hide();
            onUndoAll(some);
          }}
        />
      );
    }
  }
}
