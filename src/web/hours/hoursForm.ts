/** Working hours as their form's fields hold them. Free of DOM and React. */
import { WEEKDAYS, type Weekday, type WorkingHours } from '../../domain/workingHours.ts';
import type { Problem } from '../api/client.ts';

export interface HoursFields {
  days: Weekday[];
  from: string;
  to: string;
  country: string;
  /** Dates with blanks or commas between. */
  daysOff: string;
}

export type HoursErrors = Partial<Record<keyof HoursFields, string>>;

export function hoursFieldsOf({ days, from, to, country = '', daysOff = [] }: WorkingHours): HoursFields {
  return { days, from, to, country, daysOff: daysOff.join(' ') };
}

/** What the fields say; whether it is fit to be, the API tells. */
export function hoursOf({ days, from, to, country, daysOff }: HoursFields): WorkingHours {
  const dates = daysOff.split(/[\s,;]+/).filter((date) => date !== '');
  return {
    days: WEEKDAYS.filter((day) => days.includes(day)),
    from: from.trim(),
    to: to.trim(),
    ...(country.trim() === '' ? {} : { country: country.trim().toUpperCase() }),
    ...(dates.length === 0 ? {} : { daysOff: dates }),
  };
}

/** What the API finds wrong, beside its field. @param at the JSON Pointer of the hours */
export function hoursErrorsOf({ errors = [] }: Problem, at: string): HoursErrors {
  const found: HoursErrors = {};
  for (const field of ['days', 'from', 'to', 'country', 'daysOff'] as const) {
    const error = errors.find(({ pointer }) => pointer === `${at}/${field}` || pointer.startsWith(`${at}/${field}/`));
    if (error !== undefined) found[field] = error.detail;
  }
  return found;
}
