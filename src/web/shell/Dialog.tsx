import { Modal } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { askedToSignIn } from '../api/signInAgain.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';

export interface DialogProps {
  title: ReactNode;
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
  /** In pixels, or one of Mantine's. */
  size?: string | number;
  /** Whether it opens above whichever other one is open. */
  isAbove?: boolean;
}

/** A modal dialog: it takes the focus, keeps it and gives it back; Esc closes it. */
export function Dialog({ title, opened, onClose, children, size = 'md', isAbove = false }: DialogProps) {
  const isCovered = useStore(askedToSignIn) !== null && !isAbove;
  useFocusGivenBack(opened);
  return (
    <Modal
      title={title}
      opened={opened}
      onClose={onClose}
      size={size}
      // Mantine's own for dialogs is 200.
      zIndex={isAbove ? 201 : 200}
      // Esc is the one above's: what is typed here stays.
      closeOnEscape={!isCovered}
      // Locking the page's scrolling would insert a style element, which the CSP refuses; the page does not scroll.
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      // Mantine's is a <header>: beside the page's own, a second banner.
      attributes={{ header: { role: 'none' } }}
    >
      <FocusAtOnce>{children}</FocusAtOnce>
    </Modal>
  );
}

/**
 * Mantine gives the focus to what is marked `data-autofocus` a moment after the dialog has opened, and the next key may
 * come before that.
 */
function FocusAtOnce({ children }: { children: ReactNode }) {
  const content = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    content.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true });
  }, []);
  return <div ref={content}>{children}</div>;
}

/** Mantine does this only for dialogs that stay mounted while they are closed, and ours do not. */
function useFocusGivenBack(opened: boolean): void {
  useLayoutEffect(() => {
    if (!opened) return;
    const before = document.activeElement;
    return () => {
      // Once what follows from closing is on the screen: the card that had the focus may have left, and another has it.
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      });
    };
  }, [opened]);
}
