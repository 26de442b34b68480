/** The texts of the settings: a part of the catalogue. */
import type { AutoExecuteRule } from '../../domain/autoExecute.ts';
import type { DetectionSettings } from '../../domain/detectionSettings.ts';
import { counted } from '../../domain/words/counted.ts';
import { actionTypes } from '../../domain/words/names.ts';
import type { ActionType, TriggerType } from '../api/client.ts';

/** What became of actions. */
interface HistoryCounts {
  unedited: number;
  edited: number;
  cancelled: number;
  expired: number;
  byItself: number;
}

/** "9 were approved unedited, 3 approved after an edit and 2 cancelled". */
function inWords({ unedited, edited, cancelled, expired, byItself }: HistoryCounts): string {
  const parts = [
    [unedited, 'approved unedited'],
    [edited, 'approved after an edit'],
    [cancelled, 'cancelled'],
    [expired, 'left to expire'],
    [byItself, 'carried out by themselves'],
  ] as const;
  const said = parts
    .filter(([n]) => n > 0)
    .map(([n, what], index) => `${n.toLocaleString('en')} ${index > 0 ? '' : n === 1 ? 'was ' : 'were '}${what}`);
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}

/** "1 hour 30 minutes", "10 seconds": each unit that is there. */
export function spanInWords(seconds: number): string {
  const units = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor((seconds % 86_400) / 3_600), 'hour'],
    [Math.floor((seconds % 3_600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const said = units.filter(([n]) => n > 0).map(([n, unit]) => counted(n, unit));
  return said.length === 0 ? counted(0, 'second') : said.join(' ');
}

const proposal = (action: ActionType | 'off') => (action === 'off' ? 'nothing' : `“${actionTypes[action]}”`);

export const settings = {
  title: 'Settings',
  sections: 'Parts of the settings',
  level: 'Whose settings',
  levels: { own: 'Mine', workspace: 'Workspace’s' },
  ofWorkspace: 'What holds for everybody who has chosen nothing else.',
  /** @param managers what they are called; none where that is not known */
  mayNot: (managers: readonly string[]) =>
    `You see what holds. ${managers.length === 0 ? 'A manager' : managers.join(', ')} or an administrator of your workspace changes it.`,
  error: 'The settings could not be loaded.',
  sectionNames: {
    actions: 'Executing by itself, and undo',
    triggers: 'What each trigger proposes',
    detection: 'What makes a trigger',
    templates: 'Templates',
    told: 'What you are told',
    hours: 'Working hours',
    away: 'Covers while away',
    mailbox: 'Mailbox',
  },
  /** Of actions of the last days, what became of them. */
  history(counts: HistoryCounts, scope: 'own' | 'team', days: number): string {
    const { unedited, edited, cancelled, expired, byItself } = counts;
    const n = unedited + edited + cancelled + expired + byItself;
    const whose = scope === 'own' ? ' of yours' : '';
    if (n === 0) return `In the last ${days} days no such action${whose} was settled.`;
    return `Of ${counted(n, 'such action')}${whose} in the last ${days} days, ${inWords(counts)}.`;
  },
  /** Of all actions of the last days. */
  totals(created: number, expired: number, scope: 'own' | 'team', days: number): string {
    const made = `In the last ${days} days ${counted(created, 'action')} ${created === 1 ? 'was' : 'were'} made${scope === 'own' ? ' for you' : ''}`;
    return `${made}, and ${expired.toLocaleString('en')} expired with nobody deciding.`;
  },
  /** Of changes that made nothing, within 30 days. */
  below: (n: number) => (n === 0 ? '' : `${counted(n, 'change')} stayed below it in that time.`),
  actions: {
    help: {
      own: 'What you leave to your workspace is as everybody else has it.',
      workspace:
        'Whoever has chosen nothing of their own has it so. An action that waits already is never armed by it.',
    },
    auto: 'Executes by itself',
    choices: {
      inherit: {
        own: (rule: string) => `As the workspace has it: ${rule}`,
        workspace: (rule: string) => `As Signoff has it: ${rule}`,
      },
      never: 'Never',
      after: 'After a delay',
    },
    rule: ({ enabled, autoExecuteDelayMinutes }: AutoExecuteRule) =>
      enabled ? `after ${spanInWords(autoExecuteDelayMinutes * 60)}` : 'never',
    delay: 'Delay, in minutes',
    undo: 'Undo, in seconds',
    of: (type: ActionType, field: string) => `${actionTypes[type]}: ${field}`,
    /** What the two choices of one type of action do. */
    willDo({ enabled, autoExecuteDelayMinutes }: AutoExecuteRule, undoSeconds: number): string {
      const first = !enabled
        ? 'Each waits for a decision, at most seven days'
        : autoExecuteDelayMinutes === 0
          ? 'Each new one is carried out at once, without a decision'
          : `Each new one is carried out ${spanInWords(autoExecuteDelayMinutes * 60)} after it was made, unless somebody decides before`;
      const second =
        undoSeconds === 0
          ? 'an approval takes effect at once'
          : `an approval can be undone for ${spanInWords(undoSeconds)}`;
      return `${first}; ${second}.`;
    },
    invalid: (max: number) => `A whole number from 0 to ${max.toLocaleString('en')}.`,
    save: 'Save',
    saved: 'Saved. It holds for what is made from now on.',
    notSaved: 'Not saved. Correct what is wrong, or try again.',
  },
  triggers: {
    help: 'A trigger that comes with an action of its own is not asked about.',
    inherit: {
      own: (action: ActionType | 'off') => `As the workspace has it: ${proposal(action)}`,
      workspace: (action: ActionType | 'off') => `As Signoff has it: ${proposal(action)}`,
    },
    off: 'Nothing',
    willDo: (action: ActionType | 'off') =>
      action === 'off'
        ? 'Nothing is proposed and nobody is alerted: it is only noted in the log.'
        : `Each one raises an alert and proposes ${proposal(action)}.`,
    save: 'Save what is proposed',
    saved: 'Saved. It holds for the next triggers.',
  },
  detection: {
    help: 'Changes that stay below are noted in the log, and nobody is asked. Left empty, a field has its default. Pipelines and the CRM’s fields are set by the API.',
    fields: {
      'decrease.minPercent': 'At least, in percent',
      'decrease.minAmountMinor': 'And at least, in money',
      'increase.minPercent': 'At least, in percent',
      'increase.minAmountMinor': 'And at least, in money',
      closeDatePushedDays: 'At least, in days',
      fitScoreThreshold: 'Fit score from',
      newContactDays: 'New for, in days',
      'opens.count': 'How many opens',
      'opens.windowHours': 'Within, in hours',
      'silenceDays.default': 'Days of silence',
      championSilenceDays: 'Days without an answer',
      'multiThread.contacts': 'How many contacts',
      'multiThread.windowDays': 'Within, in days',
    },
    of: (trigger: string, field: string) => `${trigger}: ${field}`,
    invalid: 'A number.',
    save: 'Save the thresholds',
    saved: 'Saved. It holds for what changes from now on.',
    notSaved: 'Not saved. Correct what is wrong, or try again.',
  },
  templates: {
    help: 'What drafts say. Your own template goes before your workspace’s, and that before Signoff’s; each draft names the version that made it. An email that answers another keeps that one’s subject.',
    mayNot: 'An administrator of your workspace writes these.',
    error: 'The template could not be loaded.',
    trigger: 'Trigger',
    kind: 'Text',
    kinds: { email: 'Email', task: 'Task', touch: 'Touch', message: 'Slack message' },
    marked: (name: string) => `${name} (has one)`,
    holds: (whose: 'own' | 'workspace' | 'builtIn') =>
      ({
        own: 'Your drafts are made with your own template,',
        workspace: 'Drafts are made with the workspace’s template,',
        builtIn: 'Drafts are made with Signoff’s template,',
      })[whose],
    fields: { subject: 'Subject or title', body: 'Body' },
    facts: 'It may say:',
    mayBeMissing:
      '* may be missing: write {% if topic %}…{% else %}…{% endif %} around it, or {{ topic | default: "…" }}.',
    flaws: 'What is wrong',
    place: (field: string, line: number, column: number) => `${field}, line ${line}, column ${column}`,
    preview: 'Preview',
    looked: (n: number) => (n === 0 ? 'It may be saved.' : `It may be saved. ${counted(n, 'example')} below.`),
    examples: 'What it would make of the last triggers',
    noExamples: 'There was no such trigger yet.',
    notUsed: (why: string) => `Signoff’s is used here: ${why}`,
    save: 'Save the template',
    found: (n: number) => `${counted(n, 'flaw')} found.`,
    unsaved: 'Not saved yet.',
    outdated: (seen: number, newest: number) =>
      `Version ${newest} has been saved since you began${seen === 0 ? '' : ` with version ${seen}`}.`,
    goOver: 'Mine is to replace it',
    saved: 'Saved. The next drafts are made with it.',
    notSaved: 'Not saved.',
    remove: 'Take it away',
    removed: 'Taken away. Its versions are kept.',
    beginAnew: 'Begin with Signoff’s',
    versions: (n: number) => counted(n, 'version'),
    version: (n: number, by: string | null, at: string) => `Version ${n}${by === null ? '' : ` by ${by}`}, ${at}`,
    takenAway: 'Taken away',
    show: (n: number) => `Bring back version ${n}`,
  },
} as const;

/** What each threshold does, as it stands. @param money an amount in minor units, as people read it */
export function thresholdInWords(
  trigger: TriggerType,
  holds: DetectionSettings,
  money: (amountMinor: number) => string,
): string {
  const by = ({ minPercent, minAmountMinor }: DetectionSettings['decrease']) =>
    `by at least ${minPercent} %${minAmountMinor === 0 ? '' : ` and ${money(minAmountMinor)}`}`;
  const stages = Object.entries(holds.silenceDays.byStage).map(
    ([stage, days]) => `${counted(days, 'day')} in ${stage}`,
  );
  const days = (n: number) => counted(n, 'day');
  switch (trigger) {
    case 'deal_value_decrease':
      return `A deal whose amount falls ${by(holds.decrease)} makes one.`;
    case 'deal_value_increase':
      return `A deal whose amount rises ${by(holds.increase)} makes one.`;
    case 'deal_close_date_pushed':
      return `A deal whose close date moves back by at least ${days(holds.closeDatePushedDays)} makes one.`;
    case 'new_contact_high_fit':
      return `A contact that is at most ${days(holds.newContactDays)} old and reaches a fit score of ${holds.fitScoreThreshold} makes one.`;
    case 'email_opened_multiple':
      return `${counted(holds.opens.count, 'open')} by one contact within ${counted(holds.opens.windowHours, 'hour')} make one.`;
    case 'activity_slump':
      return `An open deal without an engagement for ${days(holds.silenceDays.default)} makes one${stages.length === 0 ? '' : ` (${stages.join(', ')})`}.`;
    case 'champion_cold':
      return `A champion who has not answered for ${days(holds.championSilenceDays)} makes one.`;
    case 'multi_thread_engagement':
      return `${counted(holds.multiThread.contacts, 'contact')} of one company, active within ${days(holds.multiThread.windowDays)}, make one.`;
    default:
      return '';
  }
}
