import { useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import type { ActionDetail, ActionSummary, Me } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import type { Decisions } from '../decide/decisions.ts';
import { canSend } from '../decide/offline.ts';
import { type Finish, useFinish } from '../decide/useFinish.ts';
import { focusDetail } from '../detail/focus.ts';
import { isOpenFailure } from '../queue/useCards.ts';
import type { Cursor } from '../queue/useCursor.ts';
import type { DialogState } from '../queue/useDialog.ts';
import { showTimeline } from '../queue/useQueueKeys.ts';
import { isUndecided } from '../queue/useSelection.ts';
import { screenKeys } from '../shell/Nav.tsx';
import { notify } from '../shell/notices.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { texts } from '../texts.ts';
import { ALL, type HistoryFilters } from './filters.ts';

interface HistoryKeys {
  me: Me;
  actions: ActionSummary[];
  cursor: Cursor;
  decisions: Decisions;
  dialog: DialogState;
  showArrived: () => void;
  search: RefObject<HTMLInputElement | null>;
  openId: string | null;
  filters: HistoryFilters;
  isWide: boolean;
  open: (id: string) => void;
  close: () => void;
  filter: (change: HistoryFilters) => void;
}

/** What the keys do here: as in the queue, on the action that is open, else on the current row. */
export function useHistoryKeys(parts: HistoryKeys): void {
  const { me, actions, cursor, decisions, dialog, search, openId, isWide, open, filters, filter } = parts;
  const client = useQueryClient();
  const finish = useFinish();

  /** Before the first move the focus is nowhere, and the first step goes to the current row itself. */
  const isStarting = () => cursor.moves === 0 && document.activeElement === document.body && openId === null;
  const step = (by: 1 | -1) => () => {
    const next = isStarting() ? cursor.card : actions[cursor.index + by];
    if (next === undefined) return;
    cursor.moveTo(next.id);
    if (openId !== null && isWide) open(next.id);
  };
  /** What is open need not be in the list: a link may lead to any action. */
  const detailOf = (id: string) => client.getQueryData<ActionDetail>(queryKeys.action(id));
  const onCurrent = (act: (action: ActionSummary) => void) => () => {
    const action = openId === null ? cursor.card : (actions.find(({ id }) => id === openId) ?? detailOf(openId));
    if (action !== undefined) act(action);
  };
  const sending = (isFit: (action: ActionSummary) => boolean, act: (action: ActionSummary) => void) =>
    onCurrent((action) => {
      if (!isFit(action)) return;
      if (!me.may.includes('actions.decide')) return notify({ kind: 'error', text: texts.decide.mayNot });
      if (canSend()) act(action);
    });
  const finishing = (command: keyof Finish) =>
    sending(
      (action) => isOpenFailure(action) && (command !== 'confirm' || action.failure?.kind === 'unconfirmed'),
      (action) => finish[command](action),
    );
  /** What still waits is here only where a number or a link leads to it: it is decided on when it is open. */
  const deciding = (act: (action: ActionSummary) => void) =>
    sending(({ status }) => status === 'pending' && openId !== null, act);

  useShortcuts({
    next: step(1),
    previous: step(-1),
    open: () => {
      if (cursor.card === undefined) return;
      open(cursor.card.id);
      focusDetail();
    },
    close: parts.close,
    approve: deciding((action) => void (isUndecided(action) && decisions.approve(action))),
    later: deciding((action) => {
      if (isUndecided(action)) dialog.show({ kind: 'later', action });
    }),
    snooze: onCurrent((action) => {
      if (openId === null || action.status !== 'pending') return;
      if (action.userId === me.id) dialog.show({ kind: 'snooze', action });
      else notify({ kind: 'error', text: texts.decide.notYours });
    }),
    edit: deciding(({ id }) => dialog.edit(id)),
    cancel: deciding((action) => dialog.show({ kind: 'cancel', action })),
    reschedule: deciding((action) => dialog.show({ kind: 'reschedule', action })),
    undo: deciding((action) => void (action.scheduledApproval !== null && decisions.undo(action))),
    failures: () => filter({ status: undefined, failure: filters.failure === undefined ? 'open' : undefined }),
    retry: finishing('retry'),
    confirm: finishing('confirm'),
    dismiss: finishing('dismiss'),
    why: () => void showTimeline(client, openId ?? cursor.card?.id),
    ...screenKeys,
    search: () => search.current?.focus(),
    clearFilters: () => filter(ALL),
    refresh: parts.showArrived,
    help: () => dialog.show({ kind: 'help' }),
  });
}
