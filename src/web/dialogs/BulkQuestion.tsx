import { Button } from '@mantine/core';
import type { ActionSummary } from '../api/client.ts';
import { useActionTypes } from '../api/queries.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { ActionList } from './ActionList.tsx';
import classes from './dialogs.module.css';
import { ReasonForm } from './ReasonForm.tsx';
import { sharedType } from './sharedType.ts';

const words = texts.dialogs.bulk;

interface BulkQuestionProps {
  decision: 'approve' | 'cancel';
  actions: readonly ActionSummary[];
  onBack: () => void;
  /** @param reason with cancel */
  onConfirm: (reason?: string) => void;
}

/** What will be done to whom if one confirms. */
export function BulkQuestion({ decision, actions, onBack, onConfirm }: BulkQuestionProps) {
  const list = <ActionList label={words.list[decision]} actions={actions} />;
  const type = sharedType(actions);
  const confirm =
    decision === 'approve' && type !== undefined
      ? words.confirmVerb(texts.verbs[type].button, actions.length)
      : words.confirm(decision, actions.length);
  if (decision === 'cancel') {
    return (
      <ReasonForm confirm={confirm} onBack={onBack} onConfirm={onConfirm}>
        {list}
      </ReasonForm>
    );
  }
  return (
    <div className={classes.form}>
      {list}
      <UndoNotes actions={actions} />
      <div className={classes.buttons}>
        <Button variant="default" onClick={onBack}>
          {texts.dialogs.back}
        </Button>
        <Button data-autofocus onClick={() => onConfirm()}>
          {confirm}
        </Button>
      </div>
    </div>
  );
}

/** Of each action type in the list, how long its approval can be undone. */
function UndoNotes({ actions }: Pick<BulkQuestionProps, 'actions'>) {
  const format = useFormat();
  const { data } = useActionTypes();
  const present = new Set(actions.map(({ actionType }) => actionType));
  const types = (data?.items ?? []).filter(({ actionType }) => present.has(actionType));
  return (
    <ul className={classes.notes}>
      {types.map(({ actionType, undoSeconds }) => (
        <li key={actionType} className={classes.help}>
          {words.undo(texts.actionTypes[actionType], undoSeconds === 0 ? null : format.left(undoSeconds * 1_000))}
        </li>
      ))}
    </ul>
  );
}
