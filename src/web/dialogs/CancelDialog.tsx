import type { ActionSummary } from '../api/client.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import { ActionList } from './ActionList.tsx';
import { ReasonForm } from './ReasonForm.tsx';

interface CancelDialogProps {
  actions: readonly ActionSummary[];
  opened: boolean;
  onClose: () => void;
  /** Closing is the caller's. @param reason at most 500 characters */
  onConfirm: (reason: string) => void;
}

/** Asks why an action is discarded, and says which. */
export function CancelDialog({ actions, opened, onClose, onConfirm }: CancelDialogProps) {
  const { title, confirm, discarded } = texts.dialogs.cancel;
  return (
    <Dialog title={title} opened={opened} onClose={onClose}>
      <ReasonForm confirm={confirm} onBack={onClose} onConfirm={onConfirm}>
        <ActionList label={discarded} actions={actions} />
      </ReasonForm>
    </Dialog>
  );
}
