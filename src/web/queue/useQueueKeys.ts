import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import type { ActionDetail, ActionSummary, Me } from '../api/client.ts';
import { type Filters, ofTab, tabOf, WIDE } from '../api/filters.ts';
import { queryKeys, queryOfAction } from '../api/queries.ts';
import type { Decisions } from '../decide/decisions.ts';
import { canSend } from '../decide/offline.ts';
import { type Finish, useFinish } from '../decide/useFinish.ts';
import { focusDetail } from '../detail/focus.ts';
import { screenKeys } from '../shell/Nav.tsx';
import { notify } from '../shell/notices.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { texts } from '../texts.ts';
import { subjectsOf, timelinePath } from '../timeline/path.ts';
import { onDealOf } from './byDeal.ts';
import { byDeal } from './useByDeal.ts';
import { approvedBy, isOpenFailure, isScheduled, isUndoable, scheduledIn } from './useCards.ts';
import type { Cursor } from './useCursor.ts';
import type { DialogState } from './useDialog.ts';
import { isUndecided, type Selection } from './useSelection.ts';

interface QueueKeys {
  me: Me;
  cards: ActionSummary[];
  cursor: Cursor;
  selection: Selection;
  decisions: Decisions;
  undoAll: (actions: ActionSummary[]) => void;
  dialog: DialogState;
  showArrived: () => Promise<void>;
  search: RefObject<HTMLInputElement | null>;
  openId: string | null;
  filters: Filters;
  isWide: boolean;
  open: (id: string) => void;
  close: () => void;
  filter: (change: Partial<Filters>) => void;
}

/** Goes to all that was seen of what an action is about; its detail alone says in whose CRM that is. */
export async function showTimeline(client: QueryClient, actionId: string | undefined): Promise<void> {
  if (actionId === undefined) return;
  const detail = await client.fetchQuery(queryOfAction(actionId)).catch(() => undefined);
  const [subject] = detail === undefined ? [] : subjectsOf(detail);
  if (subject !== undefined) location.assign(timelinePath(subject));
}

/** What the keys do on this screen. Where an action is open they act on that one, else on the current card. */
export function useQueueKeys(parts: QueueKeys): void {
  const { me, cards, cursor, selection, decisions, undoAll, dialog, showArrived, search, openId, isWide } = parts;
  const { open, close, filters, filter } = parts;
  const finish = useFinish();
  const client = useQueryClient();

  /** Before the first move the focus is nowhere, and the first step goes to the current card itself. */
  const isStarting = () => cursor.moves === 0 && document.activeElement === document.body && openId === null;
  /** What a key acts on is where the next step goes on from. */
  const begin = () => {
    if (cursor.card !== undefined && isStarting()) cursor.moveTo(cursor.card.id);
  };
  /** What is open need not be in the list: a link may lead to any action. */
  const detail = () => (openId === null ? undefined : client.getQueryData<ActionDetail>(queryKeys.action(openId)));
  const currentCard = () => (openId === null ? cursor.card : (cards.find(({ id }) => id === openId) ?? detail()));
  const onCard = (act: (card: ActionSummary) => void) => () => {
    const card = currentCard();
    if (card?.status !== 'pending') return;
    begin();
    act(card);
  };
  /** On what failed and is not seen to yet. */
  const finishing = (command: keyof Finish) => () => {
    const card = currentCard();
    if (card === undefined || !isOpenFailure(card)) return;
    if (command === 'confirm' && card.failure?.kind !== 'unconfirmed') return;
    if (!me.may.includes('actions.decide')) return notify({ kind: 'error', text: texts.decide.mayNot });
    if (canSend()) finish[command](card);
  };
  /** Decisions need a card that still waits, and a role that may. */
  const deciding = (act: (card: ActionSummary) => void) =>
    onCard((card) => {
      if (!me.may.includes('actions.decide')) return notify({ kind: 'error', text: texts.decide.mayNot });
      if (canSend()) act(card);
    });
  const step = (by: 1 | -1) => () => {
    const next = isStarting() ? cursor.card : cards[cursor.index + by];
    if (next === undefined) return;
    cursor.moveTo(next.id);
    if (openId !== null && isWide) open(next.id);
  };
  const extend = (by: 1 | -1) => () => {
    const next = cards[cursor.index + by];
    if (cursor.card === undefined || next === undefined) return;
    selection.extendTo(next.id, cursor.card.id);
    cursor.moveTo(next.id);
  };

  useShortcuts({
    next: step(1),
    previous: step(-1),
    extendDown: extend(1),
    extendUp: extend(-1),
    open: () => {
      if (cursor.card === undefined) return;
      open(cursor.card.id);
      focusDetail();
    },
    close: () => (openId !== null ? close() : selection.clear()),
    approve: deciding((card) => {
      if (selection.cards.length > 0 && openId === null)
        dialog.show({ kind: 'bulk', decision: 'approve', actions: selection.cards });
      // A second approval would hurry the first: for that there is a button.
      else if (isUndecided(card)) void decisions.approve(card);
    }),
    approveDeal: deciding((card) => {
      const actions = onDealOf(cards, card);
      if (actions.length > 1) dialog.show({ kind: 'bulk', decision: 'approve', actions });
      else notify({ kind: 'info', text: texts.byDeal.alone });
    }),
    byDeal: () => byDeal.turn(!byDeal.get()),
    cancel: deciding((card) =>
      selection.cards.length > 0 && openId === null
        ? dialog.show({ kind: 'bulk', decision: 'cancel', actions: selection.cards })
        : dialog.show({ kind: 'cancel', action: card }),
    ),
    later: deciding((action) => {
      if (isUndecided(action)) dialog.show({ kind: 'later', action });
    }),
    edit: deciding((card) => {
      open(card.id);
      dialog.edit(card.id);
    }),
    reschedule: deciding((action) => dialog.show({ kind: 'reschedule', action })),
    snooze: onCard((action) =>
      action.userId === me.id
        ? dialog.show({ kind: 'snooze', action })
        : notify({ kind: 'error', text: texts.decide.notYours }),
    ),
    undo: () => {
      const scheduled = scheduledIn(client);
      const card = openId === null && tabOf(filters) !== 'sending' ? undefined : currentCard();
      const seen = card !== undefined && isScheduled(card) ? card : scheduled.find(({ id }) => id === openId);
      // What waits for a later moment is taken back where one sees it, and not in passing.
      const meant = seen ?? scheduled.find(isUndoable);
      if (meant === undefined) notify({ kind: 'info', text: texts.undo.nothing });
      else void decisions.undo(meant);
    },
    undoAll: () => undoAll(scheduledIn(client).filter(approvedBy(me))),
    why: () => void showTimeline(client, openId ?? cursor.card?.id),
    failures: () => filter(ofTab(tabOf(filters) === 'failed' ? 'waiting' : 'failed')),
    tabWaiting: () => filter(ofTab('waiting')),
    tabSending: () => filter(ofTab('sending')),
    tabFailed: () => filter(ofTab('failed')),
    tabDone: () => filter(ofTab('done')),
    retry: finishing('retry'),
    confirm: finishing('confirm'),
    dismiss: finishing('dismiss'),
    select: () => {
      begin();
      if (cursor.card !== undefined) selection.toggle(cursor.card.id);
    },
    ...screenKeys,
    search: () => search.current?.focus(),
    clearFilters: () => filter(WIDE),
    refresh: () => void showArrived(),
    help: () => dialog.show({ kind: 'help' }),
  });
}
