/** The keys, what they do, and whether they are on. */
import { useEffect, useEffectEvent } from 'react';
import { createKeptSwitch } from '../keptSwitch.ts';
import type { texts } from '../texts.ts';

export type ShortcutName = keyof typeof texts.shortcuts.keys;

interface Shortcut {
  command: ShortcutName;
  /** As KeyboardEvent.key has them. */
  keys: readonly string[];
  group: keyof typeof texts.shortcuts.groups;
}

/** In the order of the help. */
export const SHORTCUTS: readonly Shortcut[] = [
  { command: 'next', keys: ['j', 'ArrowDown'], group: 'move' },
  { command: 'previous', keys: ['k', 'ArrowUp'], group: 'move' },
  { command: 'open', keys: ['Enter'], group: 'move' },
  { command: 'close', keys: ['Escape'], group: 'move' },
  { command: 'approve', keys: ['a'], group: 'decide' },
  { command: 'approveDeal', keys: ['A'], group: 'decide' },
  { command: 'later', keys: ['l'], group: 'decide' },
  { command: 'edit', keys: ['e'], group: 'decide' },
  { command: 'cancel', keys: ['c'], group: 'decide' },
  { command: 'reschedule', keys: ['r'], group: 'decide' },
  { command: 'snooze', keys: ['s'], group: 'decide' },
  { command: 'undo', keys: ['u'], group: 'decide' },
  { command: 'undoAll', keys: ['U'], group: 'decide' },
  { command: 'tabWaiting', keys: ['W'], group: 'tabs' },
  { command: 'tabSending', keys: ['S'], group: 'tabs' },
  { command: 'tabFailed', keys: ['F'], group: 'tabs' },
  { command: 'tabDone', keys: ['D'], group: 'tabs' },
  { command: 'failures', keys: ['f'], group: 'failed' },
  { command: 'retry', keys: ['t'], group: 'failed' },
  { command: 'confirm', keys: ['y'], group: 'failed' },
  { command: 'dismiss', keys: ['d'], group: 'failed' },
  { command: 'why', keys: ['w'], group: 'more' },
  { command: 'select', keys: ['x'], group: 'more' },
  { command: 'extendDown', keys: ['J'], group: 'more' },
  { command: 'extendUp', keys: ['K'], group: 'more' },
  { command: 'markRead', keys: ['m'], group: 'alerts' },
  { command: 'markAllRead', keys: ['M'], group: 'alerts' },
  { command: 'unread', keys: ['n'], group: 'alerts' },
  { command: 'goQueue', keys: ['1'], group: 'screens' },
  { command: 'goAlerts', keys: ['2'], group: 'screens' },
  { command: 'goHistory', keys: ['3'], group: 'screens' },
  { command: 'goInsights', keys: ['4'], group: 'screens' },
  { command: 'goSettings', keys: ['5'], group: 'screens' },
  { command: 'whoseSettings', keys: ['o'], group: 'settings' },
  // Brackets need a modifier on most European keyboards.
  { command: 'shorterTime', keys: ['<'], group: 'insights' },
  { command: 'longerTime', keys: ['>'], group: 'insights' },
  { command: 'nextGrouping', keys: ['g'], group: 'insights' },
  { command: 'search', keys: ['/'], group: 'more' },
  { command: 'clearFilters', keys: ['0'], group: 'more' },
  { command: 'byDeal', keys: ['b'], group: 'more' },
  { command: 'refresh', keys: ['.'], group: 'more' },
  { command: 'help', keys: ['?'], group: 'more' },
];

/** Whether keys that are single characters act (WCAG 2.2, 2.1.4: one must be able to switch them off). */
export const singleKeys = createKeptSwitch('signoff-single-keys', true);

/** Calls what belongs to a key, unless somebody is typing, or a dialog has the keys. */
export function useShortcuts(commands: Partial<Record<ShortcutName, () => void>>): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const command = commandOf(event);
    const act = command && commands[command];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

/**
 * Whether a dialog has the key: one that is open, or one that this very key has just closed. Its nodes have left the
 * page by then, but they still hold the event's target.
 */
export function isForDialog({ target }: Event): boolean {
  const dialog = '[role="dialog"]';
  return document.querySelector(dialog) !== null || (target instanceof Element && target.closest(dialog) !== null);
}

function commandOf(event: KeyboardEvent): ShortcutName | undefined {
  const { key, altKey, ctrlKey, metaKey, defaultPrevented } = event;
  if (defaultPrevented || altKey || ctrlKey || metaKey || isForDialog(event)) return;
  if (!singleKeys.get() && key.length === 1) return;
  if (isTyping(event.target) || (hasOwnMeaning(event.target) && !isCharacter(key) && key !== 'Escape')) return;
  return SHORTCUTS.find(({ keys }) => keys.includes(meant(event)))?.command;
}

/** With Caps Lock on, a letter is the one that it is without. */
function meant({ key, shiftKey }: KeyboardEvent): string {
  if (!/^[a-z]$/i.test(key)) return key;
  return shiftKey ? key.toUpperCase() : key.toLowerCase();
}

function isCharacter(key: string): boolean {
  return key.length === 1;
}

/** Inputs that take no text. */
const TEXTLESS = ['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image'];

/**
 * Whether a character belongs to what has the focus: to a text, or to a list that is open. Toggles and closed lists keep
 * the focus after they have been used, and the screen must not be deaf for that.
 */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !TEXTLESS.includes(target.type);
  if (target instanceof HTMLSelectElement) return isOpen(target);
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea'));
}

/** Browsers that do not know `:open` keep the keys of an open list from the page. */
function isOpen(list: HTMLSelectElement): boolean {
  return CSS.supports('selector(:open)') && list.matches(':open');
}

/** Enter presses a button and follows a link, and arrows scroll what is made for it; only in the list they are ours. */
function hasOwnMeaning(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target !== document.body && target.closest('[data-queue]') === null;
}
