import { Button } from '@mantine/core';
import { memo } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './Card.module.css';

/** Above a card: the day it begins, or the deal. */
export interface Heading {
  text: string;
  /** What can be approved at once under it; absent: nothing. */
  group?: readonly ActionSummary[];
}

interface CardHeadingProps {
  heading: Heading;
  /** Whether Tab reaches its button: it does from the current card, as with all that a card holds. */
  isCurrent: boolean;
  /** Absent: whoever looks may not. */
  onApproveAll?: (group: readonly ActionSummary[]) => void;
}

export const CardHeading = memo(function CardHeading({ heading, isCurrent, onApproveAll }: CardHeadingProps) {
  const { text, group } = heading;
  return (
    <div className={classes.heading}>
      <h2>{text}</h2>
      {group !== undefined && onApproveAll !== undefined && (
        <Button
          size="compact-xs"
          variant="subtle"
          tabIndex={isCurrent ? 0 : -1}
          aria-keyshortcuts="Shift+A"
          aria-label={`${texts.byDeal.approveAll(group.length)} ${text}`}
          onClick={() => onApproveAll(group)}
        >
          {texts.byDeal.approveAll(group.length)}
        </Button>
      )}
    </div>
  );
});
