import type { MouseEvent, ReactNode } from 'react';
import { useOpening } from '../shell/opening.ts';

/** A link that opens another action. */
export function Inward({ actionId, children }: { actionId: string; children: ReactNode }) {
  const { hrefOf, open } = useOpening();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(actionId);
  };
  return (
    <a href={hrefOf(actionId)} onClick={follow}>
      {children}
    </a>
  );
}
