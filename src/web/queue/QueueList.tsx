import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { type Filters, tabOf } from '../api/filters.ts';
import { useMe } from '../api/queries.ts';
import { useFormat } from '../format.ts';
import { hrefOf } from '../shell/address.ts';
import { dayInWords } from '../shell/dayInWords.ts';
import { texts } from '../texts.ts';
import { type DealGroups, dealName } from './byDeal.ts';
import { Card } from './Card.tsx';
import type { Heading } from './CardHeading.tsx';
import classes from './QueueList.module.css';
import type { Cursor } from './useCursor.ts';
import { isUndecided, type Selection } from './useSelection.ts';

const CARD_HEIGHT_PX = 58;
/** With up to three more lines, for why it failed. */
const FAILED_CARD_HEIGHT_PX = 122;
/** Above the first card of each day, or of each deal. */
const HEADING_HEIGHT_PX = 32;
const OVERSCAN = 8;
/** As many cards are loaded where the order is ours; beyond, there may be others before them. */
const MAX_WHOLE = 1_000;
/** How many cards before the last one the next page is asked for. */
const FETCH_AHEAD = 40;

interface QueueListProps {
  cards: ActionSummary[];
  /** Null: not grouped. */
  groups: DealGroups | null;
  filters: Filters;
  openId: string | null;
  cursor: Cursor;
  selection: Selection;
  hasMore: boolean;
  isLoadingMore: boolean;
  onLoadMore: () => void;
  onOpen: (id: string) => void;
  /** Absent: whoever looks may not. */
  onApproveAll?: (group: readonly ActionSummary[]) => void;
}

/** The cards that are in sight, and a few around them: thousands scroll as smoothly as ten. */
export function QueueList(props: QueueListProps) {
  const { cards, groups, filters, openId, cursor, selection, hasMore, isLoadingMore, onLoadMore, onOpen } = props;
  const { data: me } = useMe();
  const tab = tabOf(filters);
  const days = useDays(cards, tab === 'done');
  const deals = useDeals(groups, hasMore);
  const headings = tab === 'done' ? days : deals.headings;
  const cardHeightPx = tab === 'failed' ? FAILED_CARD_HEIGHT_PX : CARD_HEIGHT_PX;
  const heightOf = ({ id }: ActionSummary) => cardHeightPx + (headings.has(id) ? HEADING_HEIGHT_PX : 0);
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const heights = cards.map(heightOf);
  const virtualizer = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[index] ?? cardHeightPx,
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  const rows = virtualizer.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? -1;

  useEffect(() => {
    // A deal's other cards may be on any page, and so may what leaves next.
    const isWhole = groups !== null || tab === 'sending';
    const isWanted = lastShown >= cards.length - FETCH_AHEAD || (isWhole && cards.length < MAX_WHOLE);
    if (hasMore && !isLoadingMore && isWanted) onLoadMore();
  }, [hasMore, isLoadingMore, lastShown, cards.length, groups, tab, onLoadMore]);

  useKeepInSight(scroller, cards, heights);

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
      <ul className={classes.list} style={{ height: virtualizer.getTotalSize() }} aria-label={texts.tabs.lists[tab]}>
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
                heading={headings.get(action.id)}
                isGrouped={deals.grouped.has(action.id)}
                isSelectable={tab === 'waiting'}
                isOver={tab === 'done'}
                style={{ height: heights[index], transform: `translateY(${start}px)` }}
                wantsFocus={wantsFocus}
                onOpen={onOpen}
                onSelect={select}
                onApproveAll={props.onApproveAll}
              />
            )
          );
        })}
      </ul>
      {isLoadingMore && <p className={classes.more}>{texts.list.loadingMore}</p>}
    </div>
  );
}

/** Of the first card of each deal's; and whatever stands under one. */
function useDeals(groups: DealGroups | null, hasMore: boolean) {
  return useMemo(() => {
    const headings = new Map<string, Heading>();
    const grouped = new Set<string>();
    for (const [firstId, cards] of groups ?? []) {
      // What somebody else has just decided on still stands there.
      const group = cards.filter(isUndecided);
      const [first, second] = group;
      if (first === undefined || second === undefined) continue;
      headings.set(firstId, { text: texts.byDeal.heading(dealName(first), group.length, hasMore), group });
      for (const { id } of cards) grouped.add(id);
    }
    return { headings, grouped };
  }, [groups, hasMore]);
}

/** The day in words, of the first card of each day. */
function useDays(cards: ActionSummary[], areShown: boolean): ReadonlyMap<string, Heading> {
  const format = useFormat();
  return useMemo(() => {
    const headings = new Map<string, Heading>();
    if (!areShown) return headings;
    let last: string | undefined;
    for (const { id, leftQueueAt, updatedAt } of cards) {
      const day = format.day(leftQueueAt ?? updatedAt);
      if (day === last) continue;
      headings.set(id, { text: dayInWords(day, format) });
      last = day;
    }
    return headings;
  }, [cards, areShown, format]);
}

/** Holds the cards in sight where they are when others leave or come above them. @param heights in px */
function useKeepInSight(
  scroller: React.RefObject<HTMLDivElement | null>,
  cards: ActionSummary[],
  heights: number[],
): void {
  const before = useRef({ cards, heights });
  useLayoutEffect(() => {
    const element = scroller.current;
    const was = before.current;
    before.current = { cards, heights };
    if (element === null || was.cards === cards) return;
    let [index, topPx] = [0, 0];
    while (index < was.heights.length && topPx + (was.heights[index] ?? 0) <= element.scrollTop) {
      topPx += was.heights[index] ?? 0;
      index += 1;
    }
    const id = was.cards[index]?.id;
    const is = id === undefined ? -1 : cards.findIndex((card) => card.id === id);
    if (is < 0 || index === 0) return;
    element.scrollTop += heights.slice(0, is).reduce((sum, height) => sum + height, 0) - topPx;
  });
}
