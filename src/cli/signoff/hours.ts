import { z } from 'zod';
import { workingHours } from '../../domain/params/workingHours.ts';
import { DEFAULT_WORKING_HOURS, WEEKDAYS, type WorkingHours } from '../../domain/workingHours.ts';
import { type ApiClient, readAnswer } from '../apiClient.ts';
import { oneOf, severalOf } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import { command, type OptionValues } from '../program.ts';
import { common, connect, print } from './options.ts';

const WHOSE = ['me', 'workspace', 'emails'] as const;
type Whose = (typeof WHOSE)[number];

const options = {
  ...common,
  of: {
    type: 'string',
    value: 'WHOSE',
    help: 'me (the default), workspace (of whoever has none of his own) or emails (when they leave, by the contact’s clocks)',
  },
  days: { type: 'string', value: 'DAYS', help: 'Such as mon,tue,wed' },
  from: { type: 'string', value: 'TIME', help: 'Such as 09:00' },
  to: { type: 'string', value: 'TIME', help: 'Such as 17:00, up to 24:00' },
  country: {
    type: 'string',
    value: 'CODE',
    help: 'Whose public holidays are free, DE or DE-BY; an empty text: nobody’s',
  },
  'days-off': { type: 'string', value: 'DATES', help: 'Others, such as 2026-12-24,2026-12-31; an empty text: none' },
  none: { type: 'boolean', help: 'Takes the hours away: the workspace’s hold, or emails leave at any hour' },
} as const;

/** What is not given stays as it is, or as offices have it. Checked as the API does, which alone knows whose holidays are known. */
export const hours = command({
  summary: 'Change when one, or everybody, is at work, and when emails may leave',
  options,
  async run(values) {
    const of = values.of === undefined ? 'me' : oneOf('--of', values.of, WHOSE);
    if (values.none && isChanged(values)) throw new UsageError('--none goes with no hours');
    if (!values.none && !isChanged(values)) throw new UsageError('say what to change: --help shows it');
    const api = connect(values, of === 'me' ? 'rep' : 'admin');
    const { chosen, now } = await read(api, of);
    const next = values.none ? undefined : changed(now ?? DEFAULT_WORKING_HOURS, values);
    const answer = await api.put(PATHS[of], { ...chosen, ...setting(of, next) });
    print(values, answer, () => inWords(of, next));
  },
});

const PATHS: Readonly<Record<Whose, string>> = {
  me: '/settings',
  workspace: '/workspace/settings',
  emails: '/workspace/settings',
};

const chosenSettings = z.looseObject({
  workingHours: workingHours.optional(),
  sendWindow: z.object({ hours: workingHours }).optional(),
});

/** All that is chosen, as it is replaced as a whole, and the hours of it. */
async function read(api: ApiClient, of: Whose) {
  const answer = await api.get(PATHS[of]);
  if (of === 'me') {
    const { own, effective } = readAnswer(z.object({ own: chosenSettings, effective: chosenSettings }), answer);
    return { chosen: own, now: effective.workingHours };
  }
  const chosen = readAnswer(chosenSettings, answer);
  return { chosen, now: of === 'emails' ? chosen.sendWindow?.hours : chosen.workingHours };
}

/** Undefined is left out of JSON: it is taken away. */
function setting(of: Whose, next: WorkingHours | undefined) {
  if (of !== 'emails') return { workingHours: next };
  return { sendWindow: next && { hours: next } };
}

type Values = OptionValues<typeof options>;

function isChanged({ days, from, to, country, 'days-off': daysOff }: Values): boolean {
  return [days, from, to, country, daysOff].some((value) => value !== undefined);
}

/** @throws UsageError */
function changed(now: WorkingHours, { days, from, to, country, 'days-off': daysOff }: Values): WorkingHours {
  const next = {
    ...now,
    ...(days !== undefined && { days: severalOf('--days', days, WEEKDAYS) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(country !== undefined && { country: country === '' ? undefined : country.toUpperCase() }),
    ...(daysOff !== undefined && { daysOff: daysOff === '' ? undefined : daysOff.split(',') }),
  };
  const parsed = workingHours.safeParse(next);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = String(issue?.path[0]).replace('daysOff', 'days-off');
  throw new UsageError(`--${option}: ${issue?.message}`);
}

function inWords(of: Whose, next: WorkingHours | undefined): string {
  const when = next && hoursInWords(next);
  if (of === 'emails') return when === undefined ? 'Emails leave at any hour' : `Emails leave ${when}`;
  return when === undefined ? 'As the workspace, or offices, have it' : `At work ${when}`;
}

/** "mon tue from 09:00 to 17:00, but for the public holidays of DE". */
export function hoursInWords({
  days,
  from,
  to,
  country,
}: Pick<WorkingHours, 'from' | 'to' | 'country'> & { days: string[] }) {
  const holidays = country === undefined ? '' : `, but for the public holidays of ${country}`;
  return `${days.join(' ')} from ${from} to ${to}${holidays}`;
}
