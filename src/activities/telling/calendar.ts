import { calendarOf } from '../../calendar/holidays.ts';
import { type Calendar, DEFAULT_WORKING_HOURS } from '../../domain/workingHours.ts';
import type { Person } from '../../store/telling/readTelling.ts';

/** When somebody works. */
export function calendarOfPerson({ timeZone }: Person): Promise<Calendar> {
  return calendarOf(DEFAULT_WORKING_HOURS, timeZone);
}
