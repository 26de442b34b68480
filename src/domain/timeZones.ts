/** Time zones as Intl knows them (IANA's names). Free of zod, as workflows and the browser ask too. */

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * The time zone of a country, where all its clocks show the same time all year round; undefined where they do not, or where
 * nobody knows the country.
 *
 * @param country ISO 3166-1, two letters
 */
export function zoneOfCountry(country: string, nowMs = Date.now()): string | undefined {
  if (!/^[A-Za-z]{2}$/.test(country)) return undefined;
  const zones = zonesOf(new Intl.Locale(`und-${country}`));
  return new Set(zones.map((zone) => yearOf(zone, nowMs))).size === 1 ? zones[0] : undefined;
}

/** A getter where Node is of 2023 to 2025, a function since (ECMA-402's proposal "Intl Locale Info"); in no type of ours yet. */
interface KnowsZones {
  timeZones?: string[];
  getTimeZones?: () => string[] | undefined;
}

function zonesOf(locale: Intl.Locale & KnowsZones): string[] {
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

const HALF_MONTH_MS = 15 * 24 * 60 * 60 * 1_000;

/** What a zone's clocks show on some days of a year: the same of two zones that differ in their names alone. */
function yearOf(timeZone: string, nowMs: number): string {
  const clock = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return Array.from({ length: 25 }, (_, i) => clock.format(nowMs + i * HALF_MONTH_MS)).join();
}
