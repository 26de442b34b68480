import type { ActionDetail } from '../api/client.ts';
import { useMe } from '../api/queries.ts';
import type { Decisions } from '../decide/decisions.ts';
import { EditForm } from '../edit/EditForm.tsx';
import { texts } from '../texts.ts';
import classes from './ActionView.module.css';
import { DecisionBar } from './DecisionBar.tsx';
import { Deliveries } from './Deliveries.tsx';
import { DraftSection } from './DraftSection.tsx';
import { Earlier } from './Earlier.tsx';
import { useHeadingFocus } from './focus.ts';
import { KeptDraft } from './KeptDraft.tsx';
import { StandingSection } from './StandingSection.tsx';
import { Trail } from './Trail.tsx';
import { UnsavedNote } from './UnsavedNote.tsx';
import { Why } from './Why.tsx';

export interface ActionViewProps {
  action: ActionDetail;
  decisions: Decisions;
  /** Whether this person's role may decide. */
  mayDecide: boolean;
  isEditing: boolean;
  onEdit: (action: ActionDetail) => void;
  onEditEnd: () => void;
  onCancel: (action: ActionDetail) => void;
  onReschedule: (action: ActionDetail) => void;
  onSnooze: (action: ActionDetail) => void;
  onLater: (action: ActionDetail) => void;
}

/** One action: what will be done, what one can do about it, why, and what has happened so far. */
export function ActionView({ action, isEditing, onEditEnd, ...commands }: ActionViewProps) {
  const { data: me } = useMe();
  const { actionType, subject, triggerType, urgency, userId, userName, status, scheduledApproval } = action;
  const heading = useHeadingFocus([action.id, status, scheduledApproval !== null, isEditing].join());
  const [what, toWhom] = texts.card.effect(actionType, subject.contact?.name ?? subject.contact?.email);
  return (
    <article className={classes.view} data-action-id={action.id}>
      <header className={classes.head} data-tour="detail">
        <p className={classes.kind}>
          <span className={classes.urgency} data-urgency={urgency}>
            {texts.urgencies[urgency]}
          </span>
          <span>{texts.triggers[triggerType]}</span>
          {userId !== me?.id && <span>{texts.card.of(userName)}</span>}
        </p>
        <h2 ref={heading} className={classes.heading} tabIndex={-1}>
          {action.contextSummary}
        </h2>
        <p>
          <strong>{what}</strong> {toWhom}
        </p>
        <StandingSection action={action} />
      </header>
      {isEditing ? (
        <div className={classes.body}>
          <EditForm action={action} decisions={commands.decisions} onDone={onEditEnd} onClose={onEditEnd} />
        </div>
      ) : (
        <>
          <UnsavedNote action={action} userId={me?.id} onEdit={commands.onEdit} />
          <DecisionBar action={action} me={me ?? undefined} {...commands} />
          <div className={classes.body}>
            <KeptDraft action={action} />
            <DraftSection action={action} />
            <Why action={action} />
            <Deliveries deliveries={action.deliveries} />
            <Trail action={action} />
            <Earlier actions={action.earlier} />
          </div>
        </>
      )}
    </article>
  );
}
