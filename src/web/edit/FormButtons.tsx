import { Button } from '@mantine/core';
import type { ActionType } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './EditForm.module.css';
import { KEY_HINTS } from './useFormKeys.ts';

interface FormButtonsProps {
  actionType: ActionType;
  /** Nothing can be saved any more. */
  isClosed: boolean;
  saving: boolean;
  onSave: () => void;
  onSaveAndApprove: () => void;
  onLeave: () => void;
}

/** What one can do with the edit, with the keys that do the same. */
export function FormButtons({ actionType, isClosed, saving, onSave, onSaveAndApprove, onLeave }: FormButtonsProps) {
  return (
    <div className={classes.buttons}>
      <Button onClick={onSaveAndApprove} disabled={isClosed || saving} aria-keyshortcuts="Control+Enter Meta+Enter">
        {texts.edit.saveAndApprove(actionType)}
        <Keys keys={KEY_HINTS.saveAndApprove} />
      </Button>
      <Button variant="default" onClick={onSave} disabled={isClosed || saving} aria-keyshortcuts="Control+S Meta+S">
        {texts.edit.save}
        <Keys keys={KEY_HINTS.save} />
      </Button>
      <Button variant="subtle" onClick={onLeave} aria-keyshortcuts="Escape">
        {texts.edit.leave}
        <Keys keys={KEY_HINTS.leave} />
      </Button>
    </div>
  );
}

/** For the eye; `aria-keyshortcuts` says the same. */
function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys} aria-hidden>
      {keys}
    </span>
  );
}
