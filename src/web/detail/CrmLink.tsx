import type { ReactNode } from 'react';
import { outsideLink } from '../../domain/links.ts';
import classes from './CrmLink.module.css';
import { Outward } from './Outward.tsx';

/** A record's name, with a link into its CRM where that is https, and the host that it leads to. */
export function CrmLink({ url, children }: { url: string | null | undefined; children: ReactNode }) {
  const link = outsideLink(url);
  if (link === undefined) return children;
  return (
    <>
      <Outward url={link.href}>{children}</Outward> <span className={classes.host}>{link.host}</span>
    </>
  );
}
