/** The charts: a few rectangles each, which a library would be larger than. Colours come from the style sheet. */
import type { InsightFigures } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './InsightsScreen.module.css';

const INTERVAL_WIDTH = 100;
const INTERVAL_HEIGHT = 12;

/** A share on a line from 0 to 1, with the interval in which the true one lies. The numbers stand beside it. */
export function Interval({ rate, low, high }: { rate: number; low: number; high: number }) {
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${INTERVAL_WIDTH} ${INTERVAL_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className={classes.axis} x={0} y={5.5} width={INTERVAL_WIDTH} height={1} />
      <rect className={classes.band} x={low * INTERVAL_WIDTH} y={3} width={(high - low) * INTERVAL_WIDTH} height={6} />
      <rect className={classes.point} x={rate * INTERVAL_WIDTH - 1} y={0} width={2} height={INTERVAL_HEIGHT} />
    </svg>
  );
}

/** From the bottom. */
export const PARTS = ['approvedUnedited', 'approvedEdited', 'byItself', 'expired', 'cancelled'] as const;

const HEIGHT = 100;
const WIDTH = 1_000;
/** Of a bar's width. */
const GAP = 0.2;

interface DayFigures extends InsightFigures {
  key: string | null;
}

interface DaysChartProps {
  days: DayFigures[];
  /** `YYYY-MM-DD`. */
  from: string;
  to: string;
  dayOf: (day: string) => string;
}

/** A bar for each day, of what was settled on it by what became of it. */
export function DaysChart({ days, from, to, dayOf }: DaysChartProps) {
  const all = daysBetween(from, to);
  const byDay = new Map(days.map((figures) => [figures.key, figures]));
  const sums = all.map((day) => PARTS.reduce((sum, part) => sum + (byDay.get(day)?.[part].n ?? 0), 0));
  const most = Math.max(1, ...sums);
  const width = WIDTH / all.length;
  return (
    <figure className={classes.chart}>
      <figcaption>
        {texts.insights.chart} <span className={classes.dimmed}>({texts.insights.most(Math.max(0, ...sums))})</span>
      </figcaption>
      <svg
        className={classes.bars}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.insights.chartInWords(all.length)}
      >
        {all.map((day, index) => (
          <Bar key={day} figures={byDay.get(day)} x={(index + GAP / 2) * width} width={width * (1 - GAP)} most={most} />
        ))}
      </svg>
      <div className={classes.ends}>
        <span>{dayOf(from)}</span>
        <span>{dayOf(to)}</span>
      </div>
      <ul className={classes.legend}>
        {PARTS.map((part) => (
          <li key={part}>
            <span className={classes.swatch} data-part={part} aria-hidden="true" />
            {texts.insights.counts[part]}
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface BarProps {
  figures: InsightFigures | undefined;
  x: number;
  width: number;
  most: number;
}

function Bar({ figures, x, width, most }: BarProps) {
  if (figures === undefined) return null;
  let top = HEIGHT;
  return PARTS.map((part) => {
    const height = (figures[part].n / most) * HEIGHT;
    top -= height;
    return height > 0 && <rect key={part} data-part={part} x={x} y={top} width={width} height={height} />;
  });
}

const DAY_MS = 86_400_000;

/** Both included. */
function daysBetween(from: string, to: string): string[] {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: days }, (_, index) =>
    new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10),
  );
}
