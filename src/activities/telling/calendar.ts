import { calendarOf } from '../../calendar/holidays.ts';
import { type Settings, workingHoursOf } from '../../domain/autoExecute.ts';
import type { Calendar } from '../../domain/workingHours.ts';
import type { Person } from '../../store/telling/readTelling.ts';

/** When somebody works, by his own hours or the workspace's. */
export function calendarOfPerson(
  { timeZone, settings }: Pick<Person, 'timeZone' | 'settings'>,
  workspace: Settings,
): Promise<Calendar> {
  return calendarOf(workingHoursOf(settings, workspace), timeZone);
}
