/** Moments as whoever is told reads them. Pure. */
import { isTimeZone } from '../domain/timeZones.ts';

export interface Reader {
  /** BCP 47. */
  locale: string;
  /** IANA. */
  timeZone: string;
}

export interface Moments {
  /** "Thu 3 Dec, 09:30": with the seconds where they decide, with the year never: no action lives that long. */
  at(time: Date | string, options?: { withSeconds?: boolean }): string;
}

/** A locale or zone that is none the runtime knows is English, or UTC, which is then said. */
export function momentsFor({ locale, timeZone }: Reader): Moments {
  const known = { locale: isLocale(locale) ? locale : 'en', timeZone: isTimeZone(timeZone) ? timeZone : 'UTC' };
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(known.locale, {
      timeZone: known.timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      ...options,
    });
  const [plain, exact] = [format({}), format({ second: '2-digit' })];
  const zone = known.timeZone === timeZone ? '' : ' UTC';
  return {
    at: (time, { withSeconds = false } = {}) => `${(withSeconds ? exact : plain).format(new Date(time))}${zone}`,
  };
}

function isLocale(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
