import { type RefObject, useEffect, useRef } from 'react';
import { createStore, useStore } from '../store.ts';

/** Whether the focus was asked into the detail, and nothing there has taken it yet. */
const isAsked = createStore(false);

/** Hands the focus to the heading of the open action, as soon as it is there. */
export function focusDetail(): void {
  isAsked.set(() => true);
}

/**
 * Takes the focus where it was asked for, and where what had it is gone: the card on a phone, the link that led from one
 * action to the next, the button whose work is done.
 *
 * @param occasion anew whenever what one can do with what is shown changes
 */
export function useHeadingFocus(occasion: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = useStore(isAsked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each occasion is one to look where the focus is
  useEffect(() => {
    if (asked || document.activeElement === document.body) heading.current?.focus({ preventScroll: !asked });
    isAsked.set(() => false);
  }, [occasion, asked]);
  return heading;
}
