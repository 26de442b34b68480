import { Button } from '@mantine/core';
import type { ActionSummary } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { useNowMs } from '../ticker.ts';
import classes from './UndoTray.module.css';
import { useScheduled } from './useCards.ts';

const MAX_SHOWN = 3;

interface UndoTrayProps {
  meId: string;
  onUndo: (action: ActionSummary) => void;
}

/** Approvals whose undo window is open, each with what is left of it. */
export function UndoTray({ meId, onUndo }: UndoTrayProps) {
  const scheduled = useScheduled();
  if (scheduled.length === 0) return null;
  return (
    <section className={classes.tray} aria-label={texts.undo.label}>
      <ul className={classes.list}>
        {scheduled.slice(0, MAX_SHOWN).map((action) => (
          <Item key={action.id} action={action} meId={meId} onUndo={onUndo} />
        ))}
      </ul>
      {scheduled.length > MAX_SHOWN && <p className={classes.more}>{texts.undo.more(scheduled.length - MAX_SHOWN)}</p>}
    </section>
  );
}

function Item({ action, meId, onUndo }: UndoTrayProps & { action: ActionSummary }) {
  const { actionType, contextSummary, subject, scheduledApproval } = action;
  const [what, toWhom] = texts.card.effect(actionType, subject.contact?.name ?? subject.contact?.email);
  const byOther = scheduledApproval?.by === meId ? null : (scheduledApproval?.byName ?? null);
  return (
    <li className={classes.item} data-action-id={action.id}>
      <div className={classes.text}>
        <p className={classes.what}>
          <strong>{what}</strong> {toWhom}
          <span className={classes.summary}> · {contextSummary}</span>
        </p>
        <p className={classes.left}>
          <Left to={scheduledApproval?.executesAt ?? ''} />
          {byOther !== null && ` · ${texts.undo.byName(byOther)}`}
        </p>
      </div>
      <Button size="xs" variant="default" aria-label={texts.undo.undoOf(contextSummary)} onClick={() => onUndo(action)}>
        {texts.undo.undo}
      </Button>
    </li>
  );
}

function Left({ to }: { to: string }) {
  const format = useFormat();
  const leftMs = Date.parse(to) - useNowMs();
  return <time dateTime={to}>{leftMs > 0 ? texts.undo.executesIn(format.left(leftMs)) : texts.undo.executing}</time>;
}
