import type { ActionDetail, ActionType } from '../api/client.ts';
import { Countdown } from '../Countdown.tsx';
import { useFormat } from '../format.ts';
import { Leaving, leavingOf } from '../Leaving.tsx';
import { texts } from '../texts.ts';
import { useNowMs } from '../ticker.ts';
import { Inward } from './Inward.tsx';
import { Moment } from './Moment.tsx';
import { isSnoozed, isWaiting } from './possible.ts';
import classes from './StandingSection.module.css';
import { stateInWords } from './state.ts';

/** How the action stands: its status in words, and what it will do by itself and when. */
export function StandingSection({ action }: { action: ActionDetail }) {
  const format = useFormat();
  const { status, actionType, scheduledApproval, retryOf, retriedAs, failureHandledAt, failureHandledByName } = action;
  const { what, at, more } = stateInWords(action);
  const leaving = status === 'pending' ? leavingOf(action) : null;
  const isScheduled = status === 'pending' && scheduledApproval !== null && action.executingAt === null;
  return (
    <div className={classes.standing} data-status={status} data-scheduled={isScheduled || undefined}>
      <p className={classes.what}>
        {isScheduled && leaving !== null ? (
          <>
            {texts.sending.approvedBy(scheduledApproval.byName ?? '')} <Leaving leaving={leaving} />
          </>
        ) : isScheduled ? (
          <Scheduled type={actionType} by={scheduledApproval.byName ?? ''} executesAt={scheduledApproval.executesAt} />
        ) : (
          <>
            {what}
            {at !== null && (
              <span className={classes.at}>
                {' · '}
                <Moment at={at} />
              </span>
            )}
          </>
        )}
      </p>
      {more.map((paragraph) => (
        <p key={paragraph} className={classes.more}>
          {paragraph}
        </p>
      ))}
      {status === 'failed' && failureHandledAt !== null && retriedAs === null && (
        <p>{texts.detail.state.seenTo(failureHandledByName ?? '', format.moment(failureHandledAt))}</p>
      )}
      {leaving !== null && isWaiting(action) && (
        <p className={classes.acts}>
          <Leaving leaving={leaving} />
        </p>
      )}
      {leaving !== null && <p className={classes.more}>{texts.sending.why[leaving.why]}</p>}
      {isWaiting(action) && <Deadlines action={action} />}
      {retryOf !== null && (
        <p>
          <Inward actionId={retryOf}>{texts.detail.retryOf}</Inward>
        </p>
      )}
      {retriedAs !== null && (
        <p>
          <Inward actionId={retriedAs}>{texts.detail.retriedAs}</Inward>
        </p>
      )}
    </div>
  );
}

function Deadlines({ action }: { action: ActionDetail }) {
  const format = useFormat();
  const { autoExecuteAt, autoLeavesAt, expiresAt, snoozedUntil } = action;
  const nowMs = useNowMs();
  return (
    <>
      {autoExecuteAt !== null && (
        <p className={classes.acts}>
          <Deadline kind="executes" at={autoLeavesAt ?? autoExecuteAt} />
        </p>
      )}
      <p className={classes.at}>
        <Deadline kind="expires" at={expiresAt} />
      </p>
      {snoozedUntil !== null && isSnoozed(action, nowMs) && (
        <p className={classes.at}>{texts.detail.state.snoozed(format.moment(snoozedUntil))}</p>
      )}
    </>
  );
}

function Deadline({ kind, at }: { kind: keyof typeof texts.detail.deadlines; at: string }) {
  const format = useFormat();
  const words = texts.detail.deadlines[kind];
  if (Date.parse(at) <= useNowMs()) return words.due;
  return (
    <>
      {words.in} <Countdown to={at} /> <span className={classes.at}>({format.moment(at)})</span>
    </>
  );
}

/** An approval with what is left of its window. */
function Scheduled({ type, by, executesAt }: { type: ActionType; by: string; executesAt: string }) {
  const format = useFormat();
  const leftMs = Date.parse(executesAt) - useNowMs();
  return (
    <time dateTime={executesAt} title={format.dateTime(executesAt)}>
      {texts.detail.state.approved(type, by, leftMs > 0 ? format.left(leftMs) : null)}
    </time>
  );
}
