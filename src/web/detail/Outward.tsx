import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { webUrl } from './webUrl.ts';

/** A link of this installation's that leaves the screens, in a new tab (a CRM's: CrmLink); without an address that can be followed, its text alone. */
export function Outward({ url, children }: { url: string | null | undefined; children: ReactNode }) {
  const href = webUrl(url);
  if (href === undefined) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" title={texts.detail.newTab}>
      {children}
      <span aria-hidden> ↗</span>
      <span className="visually-hidden"> {texts.detail.newTab}</span>
    </a>
  );
}
