import { counted } from '../../domain/words/counted.ts';

/** "about 3 hours": a median is known to less than a half. */
function about(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ] as const;
  // Of two days and a half hours say more than days.
  const [unitS, unit] = units.find(([size]) => seconds >= 1.5 * size) ?? [1, 'second'];
  return `about ${counted(Math.max(1, Math.round(seconds / unitS)), unit)}`;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** What is read on the screen of what became of drafts. */
export const insights = {
  title: 'Insights',
  days: 'How far back',
  lastDays: (n: number) => `${n} days`,
  period: (from: string, to: string) => `${from} to ${to}`,
  groupBy: 'Group by',
  groupings: {
    trigger: 'Trigger',
    actionType: 'Action',
    template: 'Template',
    user: 'Person',
    day: 'Day',
  },
  noTemplate: 'No template',
  whose: {
    own: 'Your own figures. Nobody whom you cover is among them.',
    team: 'Your team’s figures with your own, as a whole.',
    everybody: 'Everybody’s figures, as a whole.',
  },
  byPerson: {
    on: 'This workspace also shows figures by person: managers see their team’s, administrators everybody’s.',
    off: 'Figures by person are switched off in this workspace. An administrator can switch them on.',
    toggle: 'Show figures by person',
    help: 'Managers then see the figures of each of their team. Watching workers is regulated in places: ask before you switch it on. The security trail notes who did.',
    leave: 'Show all together',
    notSaved: 'Not changed.',
  },
  rates: {
    acceptance: {
      title: 'Acceptance',
      means:
        'How many of those that were decided on, or expired, were approved: it says whether the triggers are right.',
      of: (n: number) => `of ${counted(n, 'action')} decided or expired`,
    },
    fidelity: {
      title: 'Fidelity',
      means:
        'How much of a draft’s words was left standing in what was approved: it says whether the templates are right.',
      of: (n: number) => `over ${counted(n, 'approved draft')}`,
    },
  },
  time: {
    title: 'Time to decide',
    means: 'The median from when somebody first saw an action, or was told of it, until a person decided.',
    of: (n: number) => `over ${counted(n, 'action')} decided after being seen`,
  },
  tooFew: 'Too few to say',
  tooFewHelp: (least: number) => `Below ${least} only counts are shown.`,
  percent,
  interval: (low: number, high: number) => `95 % interval ${percent(low)} to ${percent(high)}`,
  /** The same in a table. */
  range: (low: number, high: number) => `${Math.round(low * 100)}–${Math.round(high * 100)} %`,
  about,
  counts: {
    created: 'Made',
    approvedUnedited: 'Approved unedited',
    approvedEdited: 'Approved after an edit',
    cancelled: 'Cancelled',
    expired: 'Expired',
    byItself: 'By itself',
    failed: 'Failed',
  },
  totals: 'What became of them',
  reasons: 'Why they were cancelled',
  chart: 'Each day, by what became of them',
  chartInWords: (days: number) =>
    `A bar for each of ${days} days. The same numbers, each with its actions, are in the table grouped by day.`,
  most: (n: number) => `the tallest: ${n.toLocaleString('en')}`,
  table: (grouping: string) => `By ${grouping.toLowerCase()}`,
  showList: (n: number, what: string, group: string | undefined) =>
    `${n.toLocaleString('en')} ${what}${group === undefined ? '' : `, ${group}`}: show the actions`,
  emptyTitle: 'Nothing to count yet',
  empty: 'As soon as actions are made and decided on, what became of them is counted here.',
  noDays: 'The figures by day could not be loaded.',
  errorTitle: 'The insights could not be loaded',
  error: 'The server did not answer as expected.',
} as const;
