import { Button } from '@mantine/core';
import type { ActionSummary, Me } from '../api/client.ts';
import { Doing } from '../Doing.tsx';
import { texts } from '../texts.ts';
import classes from './UndoTray.module.css';
import { approvedBy, useScheduled } from './useCards.ts';

const MAX_SHOWN = 3;

interface UndoTrayProps {
  me: Me;
  onUndo: (action: ActionSummary) => void;
  onUndoAll: (actions: ActionSummary[]) => void;
}

/** Approvals whose undo window is open, each with what is left of it. */
export function UndoTray({ me, onUndo, onUndoAll }: UndoTrayProps) {
  const scheduled = useScheduled();
  if (scheduled.length === 0) return null;
  const own = scheduled.filter(approvedBy(me));
  return (
    <section className={classes.tray} aria-label={texts.undo.label}>
      <ul className={classes.list}>
        {scheduled.slice(0, MAX_SHOWN).map((action) => (
          <Item key={action.id} action={action} meId={me.id} onUndo={onUndo} />
        ))}
      </ul>
      {scheduled.length > 1 && (
        <div className={classes.more}>
          <span>{scheduled.length > MAX_SHOWN && texts.undo.more(scheduled.length - MAX_SHOWN)}</span>
          {own.length > 1 && (
            <Button size="compact-xs" variant="default" onClick={() => onUndoAll(own)}>
              {texts.undo.undoAll(own.length)}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface ItemProps extends Pick<UndoTrayProps, 'onUndo'> {
  action: ActionSummary;
  meId: string;
}

function Item({ action, meId, onUndo }: ItemProps) {
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
          <Doing type={actionType} at={scheduledApproval?.executesAt ?? ''} />
          {byOther !== null && ` · ${texts.undo.byName(byOther)}`}
        </p>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={texts.undo.undoOf(actionType, contextSummary)}
        onClick={() => onUndo(action)}
      >
        {texts.undo.undo}
      </Button>
    </li>
  );
}
