/** Time zones as Intl knows them (IANA's names). Free of zod, as workflows and the browser ask too. */

/** Whether there is such a time zone, by any of its names. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const known = new Map<string, readonly string[]>();

/**
 * The time zones of a country, one of those whose clocks show the same all year round: of most countries one. None where nobody
 * knows the country. Reckoned once a process: zones change with Node alone.
 *
 * @param country ISO 3166-1, two letters
 */
export function zonesOfCountry(country: string): readonly string[] {
  if (!/^[A-Za-z]{2}$/.test(country)) return [];
  const code = country.toUpperCase();
  const zones = known.get(code) ?? withoutSame(zonesOf(code));
  known.set(code, zones);
  return zones;
}

function withoutSame(zones: readonly string[]): string[] {
  const nowMs = Date.now();
  const byYear = new Map<string, string>();
  for (const zone of zones) {
    const year = yearOf(zone, nowMs);
    if (!byYear.has(year)) byYear.set(year, zone);
  }
  return [...byYear.values()];
}

/** A getter where Node is of 2023 to 2025, a function since (ECMA-402's proposal "Intl Locale Info"); in no type of ours yet. */
interface KnowsZones {
  timeZones?: string[];
  getTimeZones?: () => string[] | undefined;
}

/** Those that Intl has no country's code for: Kosovo, by the code that the European Union uses. */
const OTHERS: Readonly<Record<string, string[]>> = { XK: ['Europe/Belgrade'] };

function zonesOf(code: string): string[] {
  const locale: Intl.Locale & KnowsZones = new Intl.Locale(`und-${code}`);
  return OTHERS[code] ?? locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

const HALF_MONTH_MS = 15 * 24 * 60 * 60 * 1_000;

/** What a zone's clocks show on some days of a year: the same of two zones that differ in their names alone. */
function yearOf(timeZone: string, nowMs: number): string {
  const clock = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return Array.from({ length: 25 }, (_, i) => clock.format(nowMs + i * HALF_MONTH_MS)).join();
}
