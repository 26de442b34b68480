import { type Calendar, DEFAULT_WORKING_HOURS } from '../../domain/workingHours.ts';
import type { Person } from '../../store/telling/readTelling.ts';

/** When somebody works. */
export async function calendarOf({ timeZone }: Person): Promise<Calendar> {
  return { hours: DEFAULT_WORKING_HOURS, timeZone, isHoliday: () => false };
}
