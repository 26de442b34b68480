import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { type Format, useFormat } from '../format.ts';
import type { Cursor } from '../queue/useCursor.ts';
import { dayInWords } from '../shell/dayInWords.ts';
import { texts } from '../texts.ts';
import { HistoryRow } from './HistoryRow.tsx';
import classes from './HistoryScreen.module.css';

const DAY_HEIGHT_PX = 32;
const ROW_HEIGHT_PX = 72;
const OVERSCAN = 8;
/** How many rows before the last one the next page is asked for. */
const FETCH_AHEAD = 40;

interface HistoryListProps {
  actions: ActionSummary[];
  sort: 'decided' | 'newest';
  openId: string | null;
  cursor: Cursor;
  showsOwner: (action: ActionSummary) => boolean;
  hrefOf: (actionId: string) => string;
  hasMore: boolean;
  isLoadingMore: boolean;
  onLoadMore: () => void;
  onOpen: (id: string) => void;
}

/** Day by day, of thousands those that are in sight. */
export function HistoryList(props: HistoryListProps) {
  const { actions, sort, openId, cursor, hasMore, isLoadingMore, onLoadMore, onOpen } = props;
  const format = useFormat();
  const lines = useMemo(() => linesOf(actions, sort, format), [actions, sort, format]);
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.action === undefined ? DAY_HEIGHT_PX : ROW_HEIGHT_PX),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: OVERSCAN,
  });
  const shown = virtualizer.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= lines.length - FETCH_AHEAD) onLoadMore();
  }, [hasMore, isLoadingMore, lastShown, lines.length, onLoadMore]);

  const followed = useRef(document.activeElement instanceof HTMLInputElement ? cursor.moves : 0);
  if (followed.current !== cursor.moves) wantsFocus.current = true;
  useLayoutEffect(() => {
    if (followed.current === cursor.moves) return;
    followed.current = cursor.moves;
    const line = lines.findIndex(({ action }) => action !== undefined && action.id === cursor.card?.id);
    if (line >= 0) virtualizer.scrollToIndex(line);
  }, [cursor.moves, cursor.card, lines, virtualizer]);

  return (
    <div ref={scroller} className={classes.scroller} data-queue>
      <ul className={classes.list} style={{ height: virtualizer.getTotalSize() }} aria-label={texts.history.label}>
        {shown.map(({ index, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const style = { transform: `translateY(${start}px)` };
          const { action } = line;
          return action === undefined ? (
            <li key={line.key} className={classes.day} style={style}>
              <h2>{dayInWords(line.day, format)}</h2>
            </li>
          ) : (
            <HistoryRow
              key={line.key}
              action={action}
              at={timeOf(action, sort)}
              href={props.hrefOf(action.id)}
              position={index + 1}
              size={hasMore ? -1 : lines.length}
              isCurrent={action.id === cursor.card?.id}
              isOpen={action.id === openId}
              showsOwner={props.showsOwner(action)}
              style={style}
              wantsFocus={wantsFocus}
              onOpen={onOpen}
            />
          );
        })}
      </ul>
      {isLoadingMore && <p className={classes.more}>{texts.list.loadingMore}</p>}
    </div>
  );
}

/** A day's heading, or an action of that day. */
interface Line {
  key: string;
  day: string;
  action?: ActionSummary;
}

function linesOf(actions: ActionSummary[], sort: 'decided' | 'newest', format: Format): Line[] {
  let before: string | undefined;
  return actions.flatMap((action) => {
    const day = format.day(timeOf(action, sort));
    const line = { key: action.id, day, action };
    const begins = day !== before;
    before = day;
    return begins ? [{ key: day, day }, line] : [line];
  });
}

/** By which the list is ordered. */
function timeOf({ leftQueueAt, createdAt }: ActionSummary, sort: 'decided' | 'newest'): string {
  return sort === 'decided' ? (leftQueueAt ?? createdAt) : createdAt;
}
