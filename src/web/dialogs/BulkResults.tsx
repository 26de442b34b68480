import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ActionSummary, BulkResult } from '../api/client.ts';
import { Doing } from '../Doing.tsx';
import { whyNot } from '../decide/refusals.ts';
import { texts } from '../texts.ts';
import { ActionList } from './ActionList.tsx';
import classes from './dialogs.module.css';

const words = texts.dialogs.bulk;

interface BulkResultsProps {
  decision: 'approve' | 'cancel';
  actions: readonly ActionSummary[];
  /** By the action's id. */
  results: ReadonlyMap<string, BulkResult>;
  onAgain: (failed: ActionSummary[]) => void;
  onUndo: (scheduled: ActionSummary[]) => void;
  onClose: () => void;
}

/** What became of each action. */
export function BulkResults({ decision, actions, results, onAgain, onUndo, onClose }: BulkResultsProps) {
  const close = useRef<HTMLButtonElement>(null);
  // The button that had the focus has gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew for each answer
  useEffect(() => close.current?.focus(), [results]);
  const failed = actions.filter(({ id }) => results.get(id)?.outcome === 'failed');
  const scheduled = actions.filter(({ id }) => results.get(id)?.answer?.executesAt !== undefined);
  return (
    <div className={classes.form}>
      <ActionList
        label={words.results}
        actions={actions}
        note={(action) => {
          const result = results.get(action.id);
          return (
            result && (
              <span className={classes.outcome} data-outcome={result.outcome}>
                {inWords(decision, action, result)}
              </span>
            )
          );
        }}
      />
      <div className={classes.buttons}>
        {failed.length > 0 && (
          <Button variant="default" onClick={() => onAgain(failed)}>
            {words.again(failed.length)}
          </Button>
        )}
        {scheduled.length > 0 && (
          <Button variant="default" onClick={() => onUndo(scheduled)}>
            {texts.undo.undoAll(scheduled.length)}
          </Button>
        )}
        <Button ref={close} onClick={onClose}>
          {texts.common.close}
        </Button>
      </div>
    </div>
  );
}

function inWords(
  decision: 'approve' | 'cancel',
  { actionType }: ActionSummary,
  { outcome, answer, problem }: BulkResult,
): ReactNode {
  if (problem !== undefined && outcome !== 'done') {
    const why = whyNot(problem);
    if (outcome === 'already-decided') return why;
    return outcome === 'refused' ? words.refused(why) : words.failed(why);
  }
  if (decision === 'cancel') return words.cancelled;
  if (answer?.failure != null) return words.executionFailed(answer.failure.message);
  if (answer?.executesAt !== undefined) return <Doing type={actionType} at={answer.executesAt} />;
  return answer?.status === 'executed' ? texts.verbs[actionType].done : texts.doing(actionType, null);
}
