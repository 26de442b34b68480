import type { RefObject } from 'react';

export interface Rows {
  /** The id of the row that has the focus, if one has. */
  current(): string | undefined;
  /** Moves the focus; to the first where none has it. */
  step(by: 1 | -1): void;
  /** Follows the link of the one that has the focus. */
  open(): void;
}

/** Moving through rows by keys: where one is is where the focus is, and nothing else remembers it. */
export function useRows(within: RefObject<HTMLElement | null>): Rows {
  const all = () => [...(within.current?.querySelectorAll<HTMLElement>('[data-row-id]') ?? [])];
  const focused = () => all().findIndex((row) => row.contains(document.activeElement));
  return {
    current: () => all()[focused()]?.dataset.rowId,
    step(by) {
      const rows = all();
      const index = focused();
      const next = rows[index === -1 ? 0 : Math.min(Math.max(index + by, 0), rows.length - 1)];
      (next?.matches('[data-row]') ? next : next?.querySelector<HTMLElement>('[data-row]'))?.focus();
    },
    open() {
      const link = all()[focused()]?.querySelector<HTMLElement>('a[data-row], a[data-opens]');
      link?.click();
    },
  };
}
