import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ActionSummary, Me } from '../api/client.ts';
import { useActionTypes } from '../api/queries.ts';
import { expectations, expected } from '../decide/expectations.ts';
import { useDecisions } from '../decide/useDecisions.ts';
import { Detail } from '../queue/Detail.tsx';
import { Dialogs } from '../queue/Dialogs.tsx';
import layout from '../queue/QueueScreen.module.css';
import { useCursor } from '../queue/useCursor.ts';
import { useDialog } from '../queue/useDialog.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { useOnline } from '../shell/connection.ts';
import { Header } from '../shell/Header.tsx';
import { Notices } from '../shell/Notices.tsx';
import { type Opening, OpeningContext } from '../shell/opening.ts';
import { useIsWide } from '../shell/useIsWide.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { goInHistory, historyAddress, hrefInHistory } from './address.ts';
import { type HistoryFilters, orderOf, scopeOf, toHistoryQuery } from './filters.ts';
import { HistoryPane } from './HistoryPane.tsx';
import { useDecided } from './useDecided.ts';
import { useHistoryKeys } from './useHistoryKeys.ts';
import { useLiveHistory } from './useLiveHistory.ts';

const IN_HISTORY: Opening = {
  hrefOf: (actionId) => hrefInHistory({ ...historyAddress.get(), actionId }),
  open: (actionId) => goInHistory({ actionId }),
  back: texts.history.back,
};

/** What has been decided, day by day, beside it the action that is open; on a phone one of the two. */
export function HistoryScreen({ me }: { me: Me }) {
  return (
    <OpeningContext value={IN_HISTORY}>
      <ListAndDetail me={me} />
    </OpeningContext>
  );
}

function ListAndDetail({ me }: { me: Me }) {
  const { actionId, filters } = useStore(historyAddress);
  const isWide = useIsWide();
  const isOnline = useOnline();
  // What still waits can be approved here, too: that waits for its undo window to be known.
  useActionTypes();
  const decided = useDecided(toHistoryQuery(filters, me), orderOf(filters));
  const actions = useActions(decided.data?.pages);
  const cursor = useCursor(actions, actionId);
  const live = useLiveHistory(me, filters);
  const dialog = useDialog();
  const decisions = useDecisions();
  const search = useRef<HTMLInputElement>(null);

  const { moveTo } = cursor;
  const open = useCallback(
    (id: string) => {
      moveTo(id, { focus: false });
      goInHistory({ actionId: id });
    },
    [moveTo],
  );
  const close = () => {
    if (actionId === null) return;
    moveTo(actionId);
    dialog.edit(null);
    goInHistory({ actionId: null });
  };
  const filter = (change: HistoryFilters) =>
    goInHistory({ filters: { ...filters, ...change } }, { replace: 'q' in change && Object.keys(change).length === 1 });
  useHistoryKeys({
    me,
    actions,
    cursor,
    decisions,
    dialog,
    showArrived: live.showArrived,
    search,
    openId: actionId,
    filters,
    isWide,
    open,
    close,
    filter,
  });
  useEffect(() => {
    document.title = `${texts.history.title} · ${texts.product}`;
  }, []);

  return (
    <div className={layout.screen}>
      <Header
        me={me}
        current="history"
        scope={scopeOf(filters, me)}
        onScope={(scope) => filter({ scope, userId: undefined })}
        onHelp={() => dialog.show({ kind: 'help' })}
      />
      {!isOnline && (
        <p className={layout.offline} role="alert">
          {texts.shell.offlineBanner}
        </p>
      )}
      <main className={layout.panes}>
        {(isWide || actionId === null) && (
          <section className={layout.list} aria-label={texts.history.title}>
            <HistoryPane
              me={me}
              decided={decided}
              actions={actions}
              filters={filters}
              openId={actionId}
              cursor={cursor}
              arrived={live.arrived}
              onShowArrived={live.showArrived}
              search={search}
              onFilter={filter}
              onOpen={open}
            />
          </section>
        )}
        {(isWide || actionId !== null) && (
          <Detail
            actionId={actionId}
            mayDecide={me.may.includes('actions.decide')}
            decisions={decisions}
            dialog={dialog}
            onClose={close}
          />
        )}
      </main>
      <Notices />
      <SignInAgainDialog me={me} />
      <Dialogs dialog={dialog} decisions={decisions} onBulkDone={() => undefined} onUndoAll={() => undefined} />
    </div>
  );
}

/** As they are expected to be: what is decided here stays in the list. */
function useActions(pages: { items: ActionSummary[] }[] | undefined): ActionSummary[] {
  const expectation = useStore(expectations);
  return useMemo(
    () => (pages ?? []).flatMap(({ items }) => items.map((action) => expected(action, expectation) ?? action)),
    [pages, expectation],
  );
}
