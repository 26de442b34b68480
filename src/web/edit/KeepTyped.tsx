import { useLayoutEffect } from 'react';

/** What was typed for a form that was not there yet. */
let typed = { actionId: '', text: '' };

/**
 * Stands where a form is still loading: whoever asked for it types already, and what is meant for a text must not decide
 * about the action, nor be lost.
 */
export function KeepTyped({ actionId }: { actionId: string }) {
  useLayoutEffect(() => {
    if (typed.actionId !== actionId) typed = { actionId, text: '' };
    const keep = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.key.length !== 1) return;
      event.preventDefault();
      event.stopPropagation();
      typed.text += event.key;
    };
    addEventListener('keydown', keep, { capture: true });
    return () => removeEventListener('keydown', keep, { capture: true });
  }, [actionId]);
  return null;
}

/** Types it where the focus is, as if it came now. */
export function typeKept(actionId: string): void {
  const { text } = typed.actionId === actionId ? typed : { text: '' };
  typed = { actionId: '', text: '' };
  // Deprecated, and the one way for a script to type: the field's own handlers and its undo know nothing else.
  if (text !== '') document.execCommand('insertText', false, text);
}
