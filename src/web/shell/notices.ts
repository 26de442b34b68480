/** What people are told in passing: refusals, outcomes, and what only a screen reader needs to say. */
import { createStore } from '../store.ts';

export interface Notice {
  id: number;
  /** An error stays until it is dismissed, and is announced at once. */
  kind: 'info' | 'error';
  text: string;
  /** Offered beside the text; the notice goes when it is taken. */
  offer?: { label: string; take: () => void };
  /** The actions it tells of, where it holds only for as long as there is no news of them. */
  about?: readonly string[];
}

const MAX_NOTICES = 4;
const INFO_SHOWN_MS = 6_000;

export const notices = createStore<readonly Notice[]>([]);
/** What was announced last; the number tells two equal texts apart. */
export const announcement = createStore({ text: '', number: 0 });

let lastId = 0;

export function notify(notice: Omit<Notice, 'id'>): void {
  lastId += 1;
  const id = lastId;
  notices.set((shown) => [...shown, { ...notice, id }].slice(-MAX_NOTICES));
  if (notice.kind === 'info') setTimeout(() => dismissNotice(id), INFO_SHOWN_MS);
}

/** There is news of this action: what was told of it before goes. */
export function outdate(actionId: string): void {
  notices.set((shown) => shown.filter(({ about = [] }) => !about.includes(actionId)));
}

export function dismissNotice(id: number): void {
  notices.set((shown) => shown.filter((notice) => notice.id !== id));
}

/** Has a screen reader say it, when it has finished what it is saying. */
export function announce(text: string): void {
  announcement.set(({ number }) => ({ text, number: number + 1 }));
}
