import type { MouseEvent, ReactNode } from 'react';
import { go, hrefOf, useAddress } from '../shell/address.ts';

/** A link that opens another action. */
export function Inward({ actionId, children }: { actionId: string; children: ReactNode }) {
  const { filters } = useAddress();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go({ actionId });
  };
  return (
    <a href={hrefOf({ actionId, filters })} onClick={open}>
      {children}
    </a>
  );
}
