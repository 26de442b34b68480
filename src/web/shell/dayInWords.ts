import type { Format } from '../format.ts';
import { texts } from '../texts.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A day for the heading over what is of it. @param day as `day` of the format writes it */
export function dayInWords(day: string, format: Pick<Format, 'day'>): string {
  if (day === format.day(new Date())) return texts.common.today;
  return day === format.day(new Date(Date.now() - DAY_MS)) ? texts.common.yesterday : day;
}
