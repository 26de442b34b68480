import { Button } from '@mantine/core';
import type { MouseEvent } from 'react';
import { type Filters, ofTab, TABS, type Tab, tabOf } from '../api/filters.ts';
import { hrefOf } from '../shell/address.ts';
import { texts } from '../texts.ts';
import classes from './Tabs.module.css';
import { useTabCounts } from './useTabCounts.ts';

interface TabsProps {
  filters: Filters;
  onFilter: (change: Partial<Filters>) => void;
}

const KEYS = { waiting: 'Shift+W', sending: 'Shift+S', failed: 'Shift+F', done: 'Shift+D' } as const;

/** The parts of the queue, each with how many it holds. What failed is told wherever one looks, until there is nothing. */
export function Tabs({ filters, onFilter }: TabsProps) {
  const { counts, failedUnknown, askFailedAgain } = useTabCounts(filters);
  const current = tabOf(filters);
  const choose = (tab: Tab) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onFilter(ofTab(tab));
  };
  return (
    <>
      <nav className={classes.tabs} aria-label={texts.tabs.label} data-tour="tabs">
        {TABS.map((tab) => (
          <a
            key={tab}
            href={hrefOf({ actionId: null, filters: { ...filters, ...ofTab(tab) } })}
            aria-current={tab === current ? 'page' : undefined}
            aria-keyshortcuts={KEYS[tab]}
            title={texts.tabs.hints[tab]}
            data-alarming={(tab === 'failed' && counts.failed !== '') || undefined}
            onClick={choose(tab)}
          >
            {texts.tabs.names[tab]}
            {counts[tab] !== '' && <span className={classes.count}>{counts[tab]}</span>}
          </a>
        ))}
      </nav>
      {failedUnknown && (
        <div className={classes.unknown} role="alert">
          {texts.failures.unknown}
          <Button size="compact-xs" variant="default" onClick={askFailedAgain}>
            {texts.common.retry}
          </Button>
        </div>
      )}
      {/* A live region has to be there before what it tells. */}
      <span role="status" className="visually-hidden">
        {counts.failed !== '' && texts.failures.count(counts.failed)}
      </span>
    </>
  );
}
