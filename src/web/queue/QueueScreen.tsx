import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActionSummary, Me } from '../api/client.ts';
import { type Filters, tabOf, writeFilters } from '../api/filters.ts';
import { useActionTypes, useQueue } from '../api/queries.ts';
import { useDecisions } from '../decide/useDecisions.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { go, useAddress } from '../shell/address.ts';
import { useOnline } from '../shell/connection.ts';
import { Header } from '../shell/Header.tsx';
import { Notices } from '../shell/Notices.tsx';
import { useIsWide } from '../shell/useIsWide.ts';
import { texts } from '../texts.ts';
import { startTour } from '../tour/startTour.ts';
import { BulkBar } from './BulkBar.tsx';
import { Detail } from './Detail.tsx';
import { Dialogs } from './Dialogs.tsx';
import { guided } from './guided.ts';
import { QueuePane } from './QueuePane.tsx';
import classes from './QueueScreen.module.css';
import { UndoTray } from './UndoTray.tsx';
import { useByDeal } from './useByDeal.ts';
import { useCards } from './useCards.ts';
import { useCursor } from './useCursor.ts';
import { useDepartures } from './useDepartures.ts';
import { useDialog } from './useDialog.ts';
import { useLive } from './useLive.ts';
import { useQueueKeys } from './useQueueKeys.ts';
import { useSelection } from './useSelection.ts';
import { useUndoAll } from './useUndoAll.ts';

const NO_CARDS: ActionSummary[] = [];

/** The list on the left, the open action on the right; on a phone one of the two. */
export function QueueScreen({ me }: { me: Me }) {
  const { actionId, filters } = useAddress();
  const isWide = useIsWide();
  const isOnline = useOnline();
  const tab = tabOf(filters);
  const queue = useQueue(filters);
  // Asked for early: an approval waits for its undo window to be known.
  useActionTypes();
  const [reloads, setReloads] = useState(0);
  const list = `${writeFilters(filters)} ${reloads}`;
  const { cards, groups } = useByDeal(useCards(queue.data, filters, me), tab === 'waiting', list);
  useDepartures(tab === 'waiting' ? cards : NO_CARDS);
  const cursor = useCursor(cards, actionId);
  const live = useLive(me, filters);
  // An empty list has nothing that could move under a cursor.
  const fillsEmpty = live.arrived.size > 0 && cards.length === 0;
  useEffect(() => {
    if (fillsEmpty) void live.showArrived();
  }, [fillsEmpty, live.showArrived]);
  const showArrived = async () => {
    await live.showArrived();
    setReloads((count) => count + 1);
    cursor.moveTo(null);
  };
  const selection = useSelection(cards);
  const dialog = useDialog();
  const { show } = dialog;
  const approveAll = useCallback(
    (group: readonly ActionSummary[]) => show({ kind: 'bulk', decision: 'approve', actions: [...group] }),
    [show],
  );
  const search = useRef<HTMLInputElement>(null);
  const mayDecide = me.may.includes('actions.decide');

  const { moveTo } = cursor;
  const open = useCallback(
    (id: string) => {
      moveTo(id, { focus: false });
      go({ actionId: id });
    },
    [moveTo],
  );
  const close = () => {
    if (actionId !== null) moveTo(actionId);
    dialog.edit(null);
    go({ actionId: null });
  };
  const wereOpen = useRef(new Set<string>());
  const taken = useDecisions();
  const decisions = guided(taken, {
    moveOn({ id }) {
      const index = cards.findIndex((card) => card.id === id);
      const next = cards[index + 1] ?? cards[index - 1];
      if (next !== undefined && (index === cursor.index || id === actionId)) moveTo(next.id);
      if (id !== actionId) return;
      wereOpen.current.add(id);
      go({ actionId: isWide ? (next?.id ?? null) : null }, { replace: true });
    },
    comeBack({ id }) {
      // Nobody is torn away from what they are writing.
      if (dialog.editingId !== null && dialog.editingId === actionId) return;
      const opens = actionId !== null || wereOpen.current.has(id);
      moveTo(id, { focus: !opens });
      if (opens) go({ actionId: id }, { replace: actionId !== null });
    },
  });
  const undoAll = useUndoAll(taken);
  const filter = (change: Partial<Filters>) => {
    selection.clear();
    // Nobody would go back through what was typed letter by letter.
    const isTyped = 'q' in change && Object.keys(change).length === 1;
    go({ filters: { ...filters, ...change } }, { replace: isTyped });
  };
  const tour = () => {
    dialog.hide();
    if (isWide && actionId === null && cursor.card !== undefined) open(cursor.card.id);
    void startTour({ isWide, hasCards: cards.length > 0 });
  };
  useQueueKeys({
    me,
    cards,
    cursor,
    selection,
    decisions,
    undoAll,
    dialog,
    showArrived,
    search,
    openId: actionId,
    filters,
    isWide,
    open,
    close,
    filter,
  });

  const count = queue.data === undefined || tab !== 'waiting' ? 0 : cards.length;
  useEffect(() => {
    document.title = count === 0 ? texts.product : `(${count}${queue.hasNextPage ? '+' : ''}) ${texts.product}`;
  }, [count, queue.hasNextPage]);

  const showsList = isWide || actionId === null;
  return (
    <div className={classes.screen}>
      <Header
        me={me}
        current="queue"
        scope={filters.scope ?? 'own'}
        onScope={(scope) => filter({ scope: scope === 'team' ? scope : undefined, userId: undefined })}
        onHelp={() => dialog.show({ kind: 'help' })}
      />
      {!isOnline && (
        <p className={classes.offline} role="alert">
          {texts.shell.offlineBanner}
        </p>
      )}
      <main className={classes.panes}>
        {showsList && (
          <section className={classes.list} aria-label={texts.tabs.lists[tab]}>
            <QueuePane
              queue={queue}
              cards={cards}
              groups={groups}
              filters={filters}
              openId={actionId}
              cursor={cursor}
              selection={selection}
              arrived={live.arrived.size}
              onShowArrived={() => void showArrived()}
              search={search}
              onFilter={filter}
              onOpen={open}
              onTour={tour}
              onApproveAll={mayDecide ? approveAll : undefined}
            />
            <BulkBar
              selection={selection}
              loaded={cards.length}
              disabled={!isOnline || !mayDecide}
              onDecide={(decision) => dialog.show({ kind: 'bulk', decision, actions: selection.cards })}
            />
          </section>
        )}
        {(isWide || actionId !== null) && (
          <Detail actionId={actionId} mayDecide={mayDecide} decisions={decisions} dialog={dialog} onClose={close} />
        )}
      </main>
      <Notices />
      <UndoTray me={me} onUndo={(action) => void decisions.undo(action)} onUndoAll={undoAll} />
      <SignInAgainDialog me={me} />
      <Dialogs dialog={dialog} decisions={decisions} onBulkDone={selection.clear} onUndoAll={undoAll} onTour={tour} />
    </div>
  );
}
