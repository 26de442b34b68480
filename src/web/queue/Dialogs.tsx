import { lazy, Suspense } from 'react';
import type { Decisions } from '../decide/decisions.ts';
import { HelpDialog } from '../shell/HelpDialog.tsx';
import type { DialogState } from './useDialog.ts';

/** Asked for at once, as the detail is, and out of the way of the first list. */
const loading = import('../dialogs/dialogs.ts');
const BulkDialog = lazy(async () => ({ default: (await loading).BulkDialog }));
const CancelDialog = lazy(async () => ({ default: (await loading).CancelDialog }));
const RescheduleDialog = lazy(async () => ({ default: (await loading).RescheduleDialog }));
const SettingsDialog = lazy(async () => ({ default: (await loading).SettingsDialog }));
const SnoozeDialog = lazy(async () => ({ default: (await loading).SnoozeDialog }));

interface DialogsProps {
  dialog: DialogState;
  decisions: Decisions;
  onBulkDone: () => void;
}

/** The one dialog that is open, if any. */
export function Dialogs(props: DialogsProps) {
  return (
    <Suspense fallback={null}>
      <Shown {...props} />
    </Suspense>
  );
}

function Shown({ dialog: { shown, hide }, decisions, onBulkDone }: DialogsProps) {
  const common = { opened: true, onClose: hide };
  switch (shown?.kind) {
    case undefined:
      return null;
    case 'help':
      return <HelpDialog {...common} />;
    case 'settings':
      return <SettingsDialog {...common} />;
    case 'cancel': {
      const confirm = (reason: string) => {
        hide();
        void decisions.cancel(shown.action, reason);
      };
      return <CancelDialog {...common} actions={[shown.action]} onConfirm={confirm} />;
    }
    case 'snooze': {
      const confirm = (until: string | null) => {
        hide();
        void decisions.snooze(shown.action, until);
      };
      return <SnoozeDialog {...common} action={shown.action} onConfirm={confirm} />;
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
            if (results !== null) onBulkDone();
            return results;
          }}
        />
      );
    }
  }
}
