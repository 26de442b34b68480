import { useState } from 'react';
import type { ActionSummary, BulkResult } from '../api/client.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import { BulkQuestion } from './BulkQuestion.tsx';
import { BulkResults } from './BulkResults.tsx';
import classes from './dialogs.module.css';
import { sharedType } from './sharedType.ts';

const words = texts.dialogs.bulk;

interface BulkProps {
  decision: 'approve' | 'cancel';
  actions: readonly ActionSummary[];
  onClose: () => void;
  /** What became of each; null where no answer came. @param reason with cancel */
  onConfirm: (actions: ActionSummary[], reason?: string) => Promise<BulkResult[] | null>;
  /** Closing is the caller's. */
  onUndo: (actions: ActionSummary[]) => void;
}

/** Decides on a named list: first what will be done to whom, then what became of each. */
export function BulkDialog({ opened, ...props }: BulkProps & { opened: boolean }) {
  /** How many are being decided. It stays open meanwhile: nobody else would tell what became of them. */
  const [running, setRunning] = useState(0);
  const close = () => {
    if (running === 0) props.onClose();
  };
  return (
    <Dialog title={words.title(props.decision, props.actions.length)} opened={opened} onClose={close} size="lg">
      <Bulk {...props} onClose={close} running={running} onRunning={setRunning} />
    </Dialog>
  );
}

interface RunningProps extends BulkProps {
  running: number;
  onRunning: (count: number) => void;
}

function Bulk({ decision, actions, onClose, onConfirm, onUndo, running, onRunning }: RunningProps) {
  const [results, setResults] = useState<ReadonlyMap<string, BulkResult>>(new Map());
  const [reason, setReason] = useState<string>();
  const [hasNoAnswer, setNoAnswer] = useState(false);

  const decide = async (some: readonly ActionSummary[], why: string | undefined) => {
    if (running > 0) return;
    setReason(why);
    onRunning(some.length);
    const answered = await onConfirm([...some], why);
    onRunning(0);
    setNoAnswer(answered === null);
    setResults((known) => new Map([...known, ...(answered ?? []).map((result) => [result.actionId, result] as const)]));
  };
  const standing = () => {
    if (running > 0) return words.running(decision, running);
    if (hasNoAnswer) return words.noAnswer;
    if (results.size === 0) return '';
    const done = actions.filter(({ id }) => results.get(id)?.outcome === 'done');
    return words.summary(decision, countOf(results), sharedType(done));
  };
  return (
    <>
      <p role="status" className={classes.status}>
        {standing()}
      </p>
      {results.size === 0 ? (
        <BulkQuestion
          decision={decision}
          actions={actions}
          onBack={onClose}
          onConfirm={(why) => void decide(actions, why)}
        />
      ) : (
        <BulkResults
          decision={decision}
          actions={actions}
          results={results}
          onAgain={(failed) => void decide(failed, reason)}
          onUndo={onUndo}
          onClose={onClose}
        />
      )}
    </>
  );
}

function countOf(results: ReadonlyMap<string, BulkResult>): Record<BulkResult['outcome'], number> {
  const counts = { done: 0, 'already-decided': 0, refused: 0, failed: 0 };
  for (const { outcome } of results.values()) counts[outcome] += 1;
  return counts;
}
