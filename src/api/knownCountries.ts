import { isKnownCountry } from '../calendar/holidays.ts';
import type { WorkspaceSettings } from '../domain/autoExecute.ts';
import { invalid } from './problems.ts';

/** @throws Problem invalid-request where nobody knows the public holidays of a country in it */
export async function checkCountries({ workingHours, sendWindow }: WorkspaceSettings): Promise<void> {
  const named = [
    { pointer: '/workingHours/country', country: workingHours?.country },
    { pointer: '/sendWindow/hours/country', country: sendWindow?.hours.country },
  ];
  const detail = 'is no country, or no region of one, whose public holidays are known';
  const unknown = [];
  for (const { pointer, country } of named) {
    if (country !== undefined && !(await isKnownCountry(country))) unknown.push({ pointer, detail });
  }
  if (unknown.length > 0) throw invalid(unknown);
}
