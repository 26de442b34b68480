/** A workspace's rules of sending as their form's fields hold them. Free of DOM and React. */
import type { WorkingHours } from '../../domain/workingHours.ts';
import type { WorkspaceSettings } from '../api/client.ts';
import { type HoursFields, hoursFieldsOf, hoursOf } from '../hours/hoursForm.ts';

export const CAPS = ['perContactPerDay', 'perContactPerWeek', 'perRepPerDay'] as const;
export type CapName = (typeof CAPS)[number];

export interface RulesFields {
  workingHours: HoursFields;
  hasWindow: boolean;
  window: HoursFields;
  /** Empty: no limit. */
  caps: Record<CapName, string>;
}

export function rulesFieldsOf(
  { workingHours, sendWindow, caps = {} }: WorkspaceSettings,
  byDefault: WorkingHours,
): RulesFields {
  const { perContactPerDay = '', perContactPerWeek = '', perRepPerDay = '' } = caps;
  return {
    workingHours: hoursFieldsOf(workingHours ?? byDefault),
    hasWindow: sendWindow !== undefined,
    window: hoursFieldsOf(sendWindow?.hours ?? workingHours ?? byDefault),
    caps: {
      perContactPerDay: String(perContactPerDay),
      perContactPerWeek: String(perContactPerWeek),
      perRepPerDay: String(perRepPerDay),
    },
  };
}

/** Which fields hold neither a number that may be nor nothing. */
export function invalidCaps({ caps }: RulesFields): CapName[] {
  return CAPS.filter((cap) => caps[cap].trim() !== '' && !/^[1-9]\d{0,3}$/.test(caps[cap].trim()));
}

/** The settings with these rules; everything else in them stays as it is. */
export function withRules(settings: WorkspaceSettings, fields: RulesFields): WorkspaceSettings {
  const { sendWindow: _, caps: __, ...others } = settings;
  const chosen = CAPS.filter((cap) => fields.caps[cap].trim() !== '');
  const caps = Object.fromEntries(chosen.map((cap) => [cap, Number(fields.caps[cap])]));
  return {
    ...others,
    workingHours: hoursOf(fields.workingHours),
    ...(fields.hasWindow ? { sendWindow: { hours: hoursOf(fields.window) } } : {}),
    ...(chosen.length === 0 ? {} : { caps }),
  };
}
