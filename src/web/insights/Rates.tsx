import { LEAST_FOR_RATE } from '../../domain/insights.ts';
import type { InsightFigures } from '../api/client.ts';
import { texts } from '../texts.ts';
import { Interval } from './charts.tsx';
import classes from './InsightsScreen.module.css';
import { listHref } from './place.ts';

const words = texts.insights;

/** The two shares that are never mixed, and how long deciding takes: each with what it says, of how many, and how sure. */
export function Rates({ figures }: { figures: InsightFigures }) {
  const { timeToDecide } = figures;
  return (
    <div className={classes.rates}>
      {(['acceptance', 'fidelity'] as const).map((name) => {
        const { n, rate, low, high, actions } = figures[name];
        const { title, means, of } = words.rates[name];
        return (
          <section key={name} className={classes.rate} aria-label={title}>
            <h3 className={classes.rateTitle}>{title}</h3>
            <Value value={rate === null ? null : words.percent(rate)} />
            {rate !== null && low !== null && high !== null && (
              <p className={classes.interval}>
                <Interval rate={rate} low={low} high={high} />
                {words.interval(low, high)}
              </p>
            )}
            <Of n={n} actions={actions} text={of(n)} />
            <p className={classes.means}>{means}</p>
          </section>
        );
      })}
      <section className={classes.rate} aria-label={words.time.title}>
        <h3 className={classes.rateTitle}>{words.time.title}</h3>
        <Value value={timeToDecide.medianSeconds === null ? null : words.about(timeToDecide.medianSeconds)} />
        <Of n={timeToDecide.n} actions={timeToDecide.actions} text={words.time.of(timeToDecide.n)} />
        <p className={classes.means}>{words.time.means}</p>
      </section>
    </div>
  );
}

function Value({ value }: { value: string | null }) {
  if (value !== null) return <p className={classes.value}>{value}</p>;
  return (
    <>
      <p className={classes.tooFew}>{words.tooFew}</p>
      <p className={classes.interval}>{words.tooFewHelp(LEAST_FOR_RATE)}</p>
    </>
  );
}

function Of({ n, actions, text }: { n: number; actions: string; text: string }) {
  return <p className={classes.interval}>{n === 0 ? text : <a href={listHref(actions)}>{text}</a>}</p>;
}
