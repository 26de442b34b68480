import { Checkbox } from '@mantine/core';
import { type CSSProperties, type MouseEvent, memo, type RefObject, useLayoutEffect, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { Countdown } from '../Countdown.tsx';
import { useFormat } from '../format.ts';
import { Leaving, leavingOf } from '../Leaving.tsx';
import { texts } from '../texts.ts';
import { useNowMs } from '../ticker.ts';
import { ActionIcon } from './ActionIcon.tsx';
import classes from './Card.module.css';
import { CardHeading, type Heading } from './CardHeading.tsx';
import { isOpenFailure, isUnderWay } from './useCards.ts';
import { isUndecided } from './useSelection.ts';

export interface CardProps {
  action: ActionSummary;
  href: string;
  /** Beginning with 1, as screen readers count. */
  position: number;
  /** -1 where it is not known. */
  size: number;
  isCurrent: boolean;
  isOpen: boolean;
  isSelected: boolean;
  showsOwner: boolean;
  /** Stands above it; absent: nothing does. */
  heading?: Heading;
  /** Belongs to the heading above it, or above those before it. */
  isGrouped: boolean;
  /** In a list of what waits: several can be decided on at once. */
  isSelectable: boolean;
  /** In a list of what is over: it says what came of it, and when. */
  isOver: boolean;
  style: CSSProperties;
  /** Set where the current card is to have the focus; cleared by the card that takes it. */
  wantsFocus: RefObject<boolean>;
  onOpen: (id: string) => void;
  onSelect: (id: string, isRange: boolean) => void;
  /** All under its heading; absent: whoever looks may not. */
  onApproveAll?: (group: readonly ActionSummary[]) => void;
}

/** One action of the queue, in a row of fixed height. */
export const Card = memo(function Card(props: CardProps) {
  const { action, isCurrent, isOpen, isSelected, heading, isSelectable, isOver, wantsFocus, onOpen, onSelect } = props;
  const link = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    if (!isCurrent || !wantsFocus.current) return;
    wantsFocus.current = false;
    link.current?.focus({ preventScroll: true });
  });

  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.button !== 0) return;
    event.preventDefault();
    if (event.shiftKey) onSelect(action.id, true);
    else onOpen(action.id);
  };
  const isFailed = !isOver && isOpenFailure(action);
  const isGone = !isOver && !isFailed && action.status !== 'pending' && !isUnderWay(action);
  return (
    <li
      className={classes.card}
      style={props.style}
      data-heading={heading?.text}
      data-grouped={props.isGrouped || undefined}
      aria-posinset={props.position}
      aria-setsize={props.size}
      data-current={isCurrent || undefined}
      data-open={isOpen || undefined}
      data-gone={isGone || undefined}
      data-failed={isFailed || undefined}
      data-action-id={action.id}
    >
      {heading !== undefined && (
        <CardHeading heading={heading} isCurrent={isCurrent} onApproveAll={props.onApproveAll} />
      )}
      {isSelectable && (
        <Checkbox
          className={classes.select}
          size="xs"
          checked={isSelected}
          disabled={!isUndecided(action)}
          tabIndex={isCurrent ? 0 : -1}
          aria-label={texts.card.select(action.contextSummary)}
          onChange={() => {}}
          onClick={(event) => onSelect(action.id, event.shiftKey)}
        />
      )}
      <a
        ref={link}
        className={classes.link}
        href={props.href}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        onClick={open}
      >
        <span className={classes.head}>
          <ActionIcon type={action.actionType} />
          <span className={classes.summary}>{action.contextSummary}</span>
          {isOver ? <Outcome action={action} /> : <Deadline action={action} />}
        </span>
        {isFailed && (
          <span className={classes.failure} title={texts.failures.reason(action.failure)}>
            {texts.failures.reason(action.failure)}
          </span>
        )}
        <span className={classes.effect}>
          <Urgency action={action} />
          {props.showsOwner && <span className={classes.owner}>{texts.card.of(action.userName)}</span>}
          <Effect action={action} />
        </span>
      </a>
    </li>
  );
});

function Urgency({ action: { urgency } }: { action: ActionSummary }) {
  return (
    <span className={urgency === 'normal' ? 'visually-hidden' : classes.urgency} data-urgency={urgency}>
      {texts.urgencies[urgency]}
    </span>
  );
}

/** What happens to it by itself, and when. */
function Deadline({ action }: { action: ActionSummary }) {
  const format = useFormat();
  const { status, actionType, decision, decidedByName, executingAt, snoozedUntil, autoExecuteAt, expiresAt } = action;
  if (isOpenFailure(action)) {
    return (
      <time className={classes.deadline} dateTime={action.updatedAt} title={format.dateTime(action.updatedAt)}>
        {texts.failures.ago(format.ago(action.updatedAt))}
      </time>
    );
  }
  if (status === 'approved') return <span className={classes.deadline}>{texts.doing(actionType, null)}</span>;
  if (status !== 'pending') {
    return <span className={classes.deadline}>{texts.card.decidedBy(decision ?? status, decidedByName ?? '')}</span>;
  }
  if (executingAt !== null) return <span className={classes.deadline}>{texts.doing(actionType, null)}</span>;
  const leaving = leavingOf(action);
  // By itself it leaves later, if at all: what it would do now is the detail's. Approved, nothing happens by itself any more.
  if (leaving !== null && (autoExecuteAt === null || action.scheduledApproval !== null)) {
    return (
      <span className={classes.deadline} data-leaves data-acts={action.scheduledApproval !== null || undefined}>
        <Leaving leaving={leaving} />
      </span>
    );
  }
  const isSnoozed = snoozedUntil !== null && Date.parse(snoozedUntil) > Date.now();
  return (
    <span className={classes.deadline} data-acts={autoExecuteAt !== null || undefined}>
      {isSnoozed && `${texts.card.snoozedUntil(format.moment(snoozedUntil))} · `}
      {autoExecuteAt === null ? (
        <Expiry at={expiresAt} />
      ) : (
        <Countdown to={action.autoLeavesAt ?? autoExecuteAt} inWords={texts.card.executesIn} />
      )}
    </span>
  );
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Nothing where there is more than a day for it. */
function Expiry({ at }: { at: string }) {
  const isSoon = Date.parse(at) - useNowMs() < DAY_MS;
  return isSoon && <Countdown to={at} inWords={texts.card.expiresIn} />;
}

/** What came of it, through whom, and when it left the queue. */
function Outcome({ action: { status, decidedByName, leftQueueAt, updatedAt } }: { action: ActionSummary }) {
  const format = useFormat();
  const at = leftQueueAt ?? updatedAt;
  return (
    <span className={classes.deadline} data-outcome={status}>
      {[texts.tabs.outcomes[status] ?? status, ...(decidedByName === null ? [] : [decidedByName])].join(' · ')}{' '}
      <time dateTime={at} title={format.dateTime(at)}>
        {format.clock(at)}
      </time>
    </span>
  );
}

/** What will be done, to whom, and on which deal. */
function Effect({ action: { actionType, subject } }: { action: ActionSummary }) {
  const format = useFormat();
  const { contact, company, deal } = subject;
  const [what, toWhom] = texts.card.effect(actionType, contact?.name ?? contact?.email);
  const amount =
    deal?.amountMinor === undefined || deal.currency === undefined
      ? undefined
      : format.money(deal.amountMinor, deal.currency);
  const { name: companyName = '' } = company ?? {};
  const { name: dealName = '' } = deal ?? {};
  // Deals are often named after their company.
  const about = dealName.includes(companyName) ? dealName : [companyName, dealName].filter(Boolean).join(' · ');
  return (
    <>
      <span className={classes.what}>
        <strong>{what}</strong> {toWhom}
        {about !== '' && <span className={classes.about}> · {about}</span>}
      </span>
      {amount !== undefined && <span className={classes.amount}>{amount}</span>}
    </>
  );
}
