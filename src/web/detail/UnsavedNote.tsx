import { Button } from '@mantine/core';
import type { ActionDetail } from '../api/client.ts';
import { readUnsaved } from '../edit/unsaved.ts';
import { browserStorage } from '../edit/useEdit.ts';
import { texts } from '../texts.ts';
import { isWaiting } from './possible.ts';
import classes from './UnsavedNote.module.css';

interface UnsavedNoteProps {
  action: ActionDetail;
  userId: string | undefined;
  onEdit: (action: ActionDetail) => void;
}

/** Says that there is text which an approval would not carry, and leads to it. */
export function UnsavedNote({ action, userId, onEdit }: UnsavedNoteProps) {
  if (userId === undefined || !isWaiting(action)) return null;
  if (readUnsaved(browserStorage, { userId, actionId: action.id }) === null) return null;
  return (
    <div className={classes.note}>
      {texts.detail.unsaved}
      <Button size="compact-sm" variant="default" onClick={() => onEdit(action)}>
        {texts.detail.goOn}
      </Button>
    </div>
  );
}
