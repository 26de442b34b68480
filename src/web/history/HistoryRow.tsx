import { type CSSProperties, type MouseEvent, memo, type RefObject, useLayoutEffect, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { stateInWords } from '../detail/state.ts';
import { useFormat } from '../format.ts';
import { isOpenFailure } from '../queue/useCards.ts';
import { texts } from '../texts.ts';
import classes from './HistoryScreen.module.css';

interface HistoryRowProps {
  action: ActionSummary;
  href: string;
  /** By which it is listed. */
  at: string;
  /** Beginning with 1, the days among them; size -1 where it is not known. */
  position: number;
  size: number;
  isCurrent: boolean;
  isOpen: boolean;
  showsOwner: boolean;
  style: CSSProperties;
  /** Set where the current row is to have the focus; cleared by the row that takes it. */
  wantsFocus: RefObject<boolean>;
  onOpen: (id: string) => void;
}

/** What was proposed, about whom, and what became of it. */
export const HistoryRow = memo(function HistoryRow(props: HistoryRowProps) {
  const { action, at, isCurrent, isOpen, wantsFocus, onOpen } = props;
  const format = useFormat();
  const link = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    if (!isCurrent || !wantsFocus.current) return;
    wantsFocus.current = false;
    link.current?.focus({ preventScroll: true });
  });
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(action.id);
  };
  return (
    <li
      className={classes.row}
      style={props.style}
      aria-posinset={props.position}
      aria-setsize={props.size}
      data-action-id={action.id}
      data-current={isCurrent || undefined}
      data-open={isOpen || undefined}
    >
      <a
        ref={link}
        className={classes.link}
        href={props.href}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        onClick={open}
      >
        <span className={classes.head}>
          <span className={classes.kind}>
            {texts.actionTypes[action.actionType]} · {texts.triggers[action.triggerType]}
            {props.showsOwner && ` · ${texts.card.of(action.userName)}`}
          </span>
          <time className={classes.at} dateTime={at} title={format.dateTime(at)}>
            {format.clock(at)}
          </time>
        </span>
        <span className={classes.summary}>{action.contextSummary}</span>
        <Outcome action={action} />
      </a>
    </li>
  );
});

/** In one line; the rest is the detail's. */
function Outcome({ action }: { action: ActionSummary }) {
  const { status, failure, failureHandledAt, failureHandledByName } = action;
  const { what, more } = stateInWords(action);
  const seenTo = failureHandledAt !== null && texts.history.seenTo(failureHandledByName ?? '');
  const words = status === 'failed' && failure !== null ? texts.failures.reason(failure) : [what, ...more].join('. ');
  return (
    <span className={classes.outcome} data-status={status} data-open-failure={isOpenFailure(action) || undefined}>
      {seenTo && `${seenTo} · `}
      {words}
    </span>
  );
}
