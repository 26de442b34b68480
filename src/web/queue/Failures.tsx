import { Button } from '@mantine/core';
import type { Filters } from '../api/filters.ts';
import { useCounts, useMe } from '../api/queries.ts';
import { Outward } from '../detail/Outward.tsx';
import { texts } from '../texts.ts';
import classes from './Failures.module.css';
import { WIDE } from './FilterBar.tsx';

interface FailuresProps {
  filters: Filters;
  onFilter: (change: Partial<Filters>) => void;
}

/** All failed actions of this queue, however it is narrowed. */
const ALL_FAILED: Partial<Filters> = { ...WIDE, snoozed: undefined, failure: 'open' };
const ALL_PENDING: Partial<Filters> = { ...WIDE, failure: undefined };

/** From the queue to what failed, or back. */
export function otherList({ failure }: Filters): Partial<Filters> {
  return failure === undefined ? ALL_FAILED : ALL_PENDING;
}

/** How many actions failed that nobody has seen to: stands above every list until there are none. */
export function Failures({ filters, onFilter }: FailuresProps) {
  const { data, isError, refetch } = useCounts({ failure: 'open', scope: filters.scope });
  const temporalUrl = useMe().data?.failedWorkflowsUrl;
  const count = data?.byStatus.failed ?? 0;
  const isShown = filters.failure !== undefined;
  if (data === undefined && isError) {
    return (
      <div className={classes.bar} role="alert">
        {texts.failures.unknown}
        <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
          {texts.common.retry}
        </Button>
      </div>
    );
  }
  // A live region has to be there before what it tells.
  return (
    <div className={count > 0 || isShown ? classes.bar : undefined} data-any={count > 0 || undefined}>
      <span role="status">{count > 0 ? texts.failures.count(count) : isShown && texts.failures.none}</span>
      {isShown && temporalUrl && <Outward url={temporalUrl}>{texts.failures.inTemporal}</Outward>}
      {(count > 0 || isShown) && (
        <Button
          size="xs"
          className={classes.toggle}
          color="red"
          variant={isShown ? 'default' : 'filled'}
          aria-pressed={isShown}
          aria-keyshortcuts="f"
          onClick={() => onFilter(otherList(filters))}
        >
          {isShown ? texts.failures.back : texts.failures.show(count)}
        </Button>
      )}
    </div>
  );
}
