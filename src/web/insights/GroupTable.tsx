import type { Grouping } from '../../domain/insights.ts';
import type { InsightGroup } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { Interval } from './charts.tsx';
import classes from './InsightsScreen.module.css';
import { ListLink } from './ListLink.tsx';
import { COUNTS, Reasons } from './Totals.tsx';

const words = texts.insights;

/** The same numbers of each group, in a row. */
export function GroupTable({ groupBy, items }: { groupBy: Grouping; items: InsightGroup[] }) {
  const format = useFormat();
  const nameOf = ({ key, name }: InsightGroup) => {
    if (groupBy === 'day') return format.dayOf(key ?? '');
    const known: Readonly<Record<string, string>> =
      groupBy === 'trigger' ? texts.triggers : groupBy === 'actionType' ? texts.actionTypes : {};
    return name ?? known[key ?? ''] ?? key ?? words.noTemplate;
  };
  return (
    <section className={classes.tableScroller} aria-label={words.table(words.groupings[groupBy])}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{words.groupings[groupBy]}</th>
            {COUNTS.map((name) => (
              <th key={name} scope="col">
                {words.counts[name]}
              </th>
            ))}
            <th scope="col">{words.rates.acceptance.title}</th>
            <th scope="col">{words.rates.fidelity.title}</th>
            <th scope="col">{words.time.title}</th>
          </tr>
        </thead>
        <tbody>
          {(groupBy === 'day' ? items.toReversed() : items).map((item) => (
            <Row key={item.key} item={item} name={nameOf(item)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ item, name }: { item: InsightGroup; name: string }) {
  return (
    <tr data-row-id={item.key ?? ''} data-row tabIndex={-1}>
      <th scope="row">
        {name}
        <span className={classes.groupReasons}>
          <Reasons figures={item} label={`${words.counts.cancelled}: `} group={name} />
        </span>
      </th>
      {COUNTS.map((count) => (
        <td key={count} data-label={words.counts[count]}>
          <ListLink {...item[count]} what={words.counts[count]} group={name} />
        </td>
      ))}
      {(['acceptance', 'fidelity'] as const).map((rate) => (
        <td key={rate} data-label={words.rates[rate].title}>
          <RateCell {...item[rate]} what={words.rates[rate].title} group={name} />
        </td>
      ))}
      <td data-label={words.time.title}>
        {item.timeToDecide.medianSeconds !== null && <span>{words.about(item.timeToDecide.medianSeconds)} </span>}
        <N n={item.timeToDecide.n} actions={item.timeToDecide.actions} what={words.time.title} group={name} />
      </td>
    </tr>
  );
}

type RateCellProps = InsightGroup['acceptance'] & { what: string; group: string };

/** Where there are too few the n alone stands there. */
function RateCell({ n, rate, low, high, actions, what, group }: RateCellProps) {
  return (
    <>
      {rate !== null && low !== null && high !== null && (
        <>
          <span title={words.interval(low, high)}>{words.percent(rate)} </span>
          <span className={classes.range}>
            {words.range(low, high)} <Interval rate={rate} low={low} high={high} />
          </span>
        </>
      )}
      <N n={n} actions={actions} what={what} group={group} />
    </>
  );
}

function N(props: { n: number; actions: string; what: string; group: string }) {
  return (
    <span className={classes.n}>
      n = <ListLink {...props} />
    </span>
  );
}
