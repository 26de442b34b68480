import { useEffect, useEffectEvent } from 'react';
import { isForDialog } from '../shell/shortcuts.ts';

interface FormKeys {
  save: () => void;
  saveAndApprove: () => void;
  leave: () => void;
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** As the buttons show them. */
export const KEY_HINTS = isApple
  ? { save: '⌘S', saveAndApprove: '⌘⏎', leave: 'Esc' }
  : { save: 'Ctrl+S', saveAndApprove: 'Ctrl+⏎', leave: 'Esc' };

/**
 * The keys of the form, wherever the focus is. Single characters reach no shortcut meanwhile: one that is meant for a
 * text must not decide about the action.
 */
export function useFormKeys(keys: FormKeys): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing || isForDialog(event)) return;
    const command = commandOf(event);
    if (command !== null) {
      event.preventDefault();
      event.stopPropagation();
      keys[command]();
    } else if (event.key.length === 1) {
      event.stopPropagation();
    }
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): keyof FormKeys | null {
  if (altKey || shiftKey) return null;
  if (!ctrlKey && !metaKey) return key === 'Escape' ? 'leave' : null;
  if (key === 'Enter') return 'saveAndApprove';
  return key.toLowerCase() === 's' ? 'save' : null;
}
