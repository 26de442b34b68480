/** The texts about when emails leave and when people work: a part of the catalogue. */
import type { Weekday, WorkingHours } from '../../domain/workingHours.ts';

/** "Berlin time" of Europe/Berlin: people know cities. */
function clockOf(timeZone: string): string {
  return `${timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone} time`;
}

const dayNames = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
} satisfies Record<Weekday, string>;

export const sending = {
  /** @param when as the contact's clocks show it */
  leaves: (when: string, timeZone: string) => `Leaves ${when}, ${clockOf(timeZone)}`,
  executes: (when: string) => `Executes ${when}`,
  /** @param reason as the API says it */
  held: (reason: string) => `Does not leave: ${reason}`,
  why: {
    window: 'The contact is not at work before.',
    cap: 'As many emails have been sent as your workspace lets be sent.',
    held: 'Send it now anyway, or cancel it.',
    chosen: 'It was approved for this moment. Until then it can be undone.',
  },
  approvedBy: (by: string) => (by === '' ? 'Approved.' : `Approved by ${by}.`),
  hours: {
    days: 'Days',
    dayNames,
    from: { label: 'From', placeholder: '09:00' },
    to: { label: 'To', placeholder: '17:00' },
    country: {
      label: 'Public holidays of',
      description: 'A country, or a region in it; left empty, no public holiday is free',
      placeholder: 'DE or DE-BY',
    },
    daysOff: {
      label: 'Other days off',
      description: 'One after the other, with blanks between',
      placeholder: '2026-12-24 2026-12-31',
    },
  },
  own: {
    help: {
      own: 'By the clocks of your time zone.',
      workspace: 'By each one’s own clocks.',
    },
    inherited: { own: 'As your workspace has them', workspace: 'As offices have them: Monday to Friday, 9 to 5' },
    willDo: ({ days, from, to, country }: WorkingHours) =>
      `Reminders come between ${from} and ${to} on ${days.map((day) => dayNames[day]).join(', ')}${country === undefined ? '' : `, but for the public holidays of ${country}`}; what would come at another hour waits until then.`,
    save: 'Save working hours',
    saved: 'Working hours saved.',
  },
  workspace: {
    title: 'When emails leave',
    error: 'The rules could not be loaded.',
    hours: 'Working hours',
    hoursHelp: 'Whoever has set none of their own is reminded within these hours.',
    window: 'Emails to contacts leave in working hours only',
    windowHours: 'By the contact’s clocks',
    windowHelp:
      'What is approved outside of these hours, as the contact’s clocks show them, waits until they begin, unless it is sent now anyway; until then it can be undone.',
    caps: 'Emails at most',
    capsHelp:
      'Of all reps and triggers together; left empty, there is no limit. An email too many waits until it is its turn, and nobody sends it before.',
    perContactPerDay: 'To one contact in 24 hours',
    perContactPerWeek: 'To one contact in 7 days',
    perRepPerDay: 'Of one rep in 24 hours',
    save: 'Save the rules',
    saved: 'Saved.',
    notANumber: 'A whole number above 0, or nothing.',
  },
  notSaved: 'Nothing was changed: look at the fields that are marked.',
} as const;
