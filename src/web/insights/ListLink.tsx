import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { listHref } from './place.ts';

interface ListLinkProps {
  n: number;
  actions: string;
  /** What the number counts. */
  what: string;
  /** In which row it stands. */
  group?: string;
  children?: ReactNode;
}

/** A number that opens the list of the actions behind it; behind none there is nothing to list. */
export function ListLink({ n, actions, what, group, children }: ListLinkProps) {
  if (n === 0) return <span>0</span>;
  return (
    <a href={listHref(actions)} aria-label={texts.insights.showList(n, what, group)}>
      {children ?? n.toLocaleString('en')}
    </a>
  );
}
