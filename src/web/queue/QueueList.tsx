import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import type { Filters } from '../api/filters.ts';
import { useMe } from '../api/queries.ts';
import { hrefOf } from '../shell/address.ts';
import { texts } from '../texts.ts';
import { Card } from './Card.tsx';
import classes from './QueueList.module.css';
import type { Cursor } from './useCursor.ts';
import type { Selection } from './useSelection.ts';

const CARD_HEIGHT_PX = 104;
/** With two more lines, for why it failed. */
const FAILED_CARD_HEIGHT_PX = 148;
const OVERSCAN = 8;
/** How many cards before the last one the next page is asked for. */
const FETCH_AHEAD = 40;

interface QueueListProps {
  cards: ActionSummary[];
  filters: Filters;
  openId: string | null;
  cursor: Cursor;
  selection: Selection;
  hasMore: boolean;
  isLoadingMore: boolean;
  onLoadMore: () => void;
  onOpen: (id: string) => void;
}

/** The cards that are in sight, and a few around them: thousands scroll as smoothly as ten. */
export function QueueList(props: QueueListProps) {
  const { cards, filters, openId, cursor, selection, hasMore, isLoadingMore, onLoadMore, onOpen } = props;
  const { data: me } = useMe();
  const heightPx = filters.failure === undefined ? CARD_HEIGHT_PX : FAILED_CARD_HEIGHT_PX;
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const virtualizer = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => heightPx,
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  const rows = virtualizer.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? -1;

  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= cards.length - FETCH_AHEAD) onLoadMore();
  }, [hasMore, isLoadingMore, lastShown, cards.length, onLoadMore]);

  useKeepInSight(scroller, cards, heightPx);

  // Each move is followed once: a card that leaves elsewhere must not scroll the list. On a phone the list comes back
  // after the move, and follows it then; a search that found nothing for a moment keeps the focus.
  const followed = useRef(document.activeElement instanceof HTMLInputElement ? cursor.moves : 0);
  if (followed.current !== cursor.moves) wantsFocus.current = true;
  useLayoutEffect(() => {
    if (followed.current === cursor.moves) return;
    followed.current = cursor.moves;
    if (cursor.index >= 0) virtualizer.scrollToIndex(cursor.index);
  }, [cursor.moves, cursor.index, virtualizer]);

  const { toggle, extendTo } = selection;
  const choosing = useRef({ toggle, extendTo });
  choosing.current = { toggle, extendTo };
  const select = useCallback((id: string, isRange: boolean) => {
    const { toggle, extendTo } = choosing.current;
    return isRange ? extendTo(id) : toggle(id);
  }, []);

  return (
    <div ref={scroller} className={classes.scroller} data-queue>
      <ul
        className={classes.list}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label={filters.failure === undefined ? texts.list.label : texts.failures.label}
      >
        {rows.map(({ index, start }) => {
          const action = cards[index];
          return (
            action && (
              <Card
                key={action.id}
                action={action}
                href={hrefOf({ actionId: action.id, filters })}
                position={index + 1}
                size={hasMore ? -1 : cards.length}
                isCurrent={index === cursor.index}
                isOpen={action.id === openId}
                isSelected={selection.ids.has(action.id)}
                showsOwner={filters.scope === 'team' || action.userId !== me?.id}
                style={{ height: heightPx, transform: `translateY(${start}px)` }}
                wantsFocus={wantsFocus}
                onOpen={onOpen}
                onSelect={select}
              />
            )
          );
        })}
      </ul>
      {isLoadingMore && <p className={classes.more}>{texts.list.loadingMore}</p>}
    </div>
  );
}

/** Holds the cards in sight where they are when others leave or come above them. */
function useKeepInSight(
  scroller: React.RefObject<HTMLDivElement | null>,
  cards: ActionSummary[],
  heightPx: number,
): void {
  const before = useRef(cards);
  useLayoutEffect(() => {
    const element = scroller.current;
    const first = element === null ? undefined : before.current[Math.floor(element.scrollTop / heightPx)];
    if (element !== null && first !== undefined && before.current !== cards) {
      const was = before.current.indexOf(first);
      const is = cards.findIndex(({ id }) => id === first.id);
      if (is >= 0 && was > 0) element.scrollTop += (is - was) * heightPx;
    }
    before.current = cards;
  }, [cards, scroller, heightPx]);
}
