import { Button } from '@mantine/core';
import dialogs from '../dialogs/dialogs.module.css';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';

/** What is asked before something that does not come back. */
export interface Question {
  title: string;
  text: string;
  /** The button that does it. */
  confirm: string;
  take: () => void;
}

/** @param question null: it is closed */
export function ConfirmDialog({ question, onClose }: { question: Question | null; onClose: () => void }) {
  return (
    <Dialog title={question?.title ?? ''} opened={question !== null} onClose={onClose} isAbove>
      {question !== null && (
        <div className={dialogs.form}>
          <p>{question.text}</p>
          <div className={dialogs.buttons}>
            <Button variant="default" onClick={onClose} data-autofocus>
              {texts.dialogs.back}
            </Button>
            <Button
              color="red"
              onClick={() => {
                onClose();
                question.take();
              }}
            >
              {question.confirm}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
