/** What makes a change a trigger, as the form's fields hold it. Free of DOM and React. */
import { DEFAULT_DETECTION, type DetectionSettings } from '../../domain/detectionSettings.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import type { Problem } from '../api/client.ts';

/** Where in the settings each number is. */
export const DETECTION_FIELDS = [
  'decrease.minPercent',
  'decrease.minAmountMinor',
  'increase.minPercent',
  'increase.minAmountMinor',
  'closeDatePushedDays',
  'fitScoreThreshold',
  'newContactDays',
  'opens.count',
  'opens.windowHours',
  'silenceDays.default',
  'championSilenceDays',
  'multiThread.contacts',
  'multiThread.windowDays',
] as const;
export type DetectionField = (typeof DETECTION_FIELDS)[number];
/** Empty: the default. Amounts in the currency's major units. */
export type DetectionFields = Record<DetectionField, string>;

/** The triggers that a workspace sets a threshold for, with its fields. */
export const THRESHOLDS: readonly { trigger: TriggerType; fields: readonly DetectionField[] }[] = [
  { trigger: 'deal_value_decrease', fields: ['decrease.minPercent', 'decrease.minAmountMinor'] },
  { trigger: 'deal_value_increase', fields: ['increase.minPercent', 'increase.minAmountMinor'] },
  { trigger: 'deal_close_date_pushed', fields: ['closeDatePushedDays'] },
  { trigger: 'new_contact_high_fit', fields: ['fitScoreThreshold', 'newContactDays'] },
  { trigger: 'email_opened_multiple', fields: ['opens.count', 'opens.windowHours'] },
  { trigger: 'activity_slump', fields: ['silenceDays.default'] },
  { trigger: 'champion_cold', fields: ['championSilenceDays'] },
  { trigger: 'multi_thread_engagement', fields: ['multiThread.contacts', 'multiThread.windowDays'] },
];

type Choices = Partial<DetectionSettings>;

/** How many minor units a major one has: 100 cents, 1 yen. @param currency ISO 4217 */
export function minorUnitsOf(currency: string): number {
  try {
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    return 10 ** maximumFractionDigits;
  } catch {
    // A currency that no browser knows: most have hundredths.
    return 100;
  }
}

/** @param choices the workspace's own, or what holds */
export function detectionFieldsOf(choices: Choices, currency: string): DetectionFields {
  const { decrease, increase, opens, silenceDays, multiThread } = choices;
  const shown = (value: number | undefined) => (value === undefined ? '' : String(value));
  const money = (minor: number | undefined) => shown(minor === undefined ? undefined : minor / minorUnitsOf(currency));
  return {
    'decrease.minPercent': shown(decrease?.minPercent),
    'decrease.minAmountMinor': money(decrease?.minAmountMinor),
    'increase.minPercent': shown(increase?.minPercent),
    'increase.minAmountMinor': money(increase?.minAmountMinor),
    closeDatePushedDays: shown(choices.closeDatePushedDays),
    fitScoreThreshold: shown(choices.fitScoreThreshold),
    newContactDays: shown(choices.newContactDays),
    'opens.count': shown(opens?.count),
    'opens.windowHours': shown(opens?.windowHours),
    'silenceDays.default': shown(silenceDays?.default),
    championSilenceDays: shown(choices.championSilenceDays),
    'multiThread.contacts': shown(multiThread?.contacts),
    'multiThread.windowDays': shown(multiThread?.windowDays),
  };
}

/** Which fields hold neither a number nor nothing; whether a number may be, the API tells. */
export function invalidDetection(fields: DetectionFields): DetectionField[] {
  return DETECTION_FIELDS.filter((field) => !/^(\d{1,12}([.,]\d{1,2})?)?$/.test(fields[field].trim()));
}

/** The choices with what the fields say; what has no field here, such as pipelines, stays as it is. */
export function withDetection(own: Choices, fields: DetectionFields, currency: string): Choices {
  const number = (field: DetectionField) => {
    const text = fields[field].trim();
    return text === '' ? undefined : Number(text.replace(',', '.'));
  };
  const value = (side: 'decrease' | 'increase') => {
    const [minPercent, amount] = [number(`${side}.minPercent`), number(`${side}.minAmountMinor`)];
    if (minPercent === undefined && amount === undefined) return undefined;
    const byDefault = DEFAULT_DETECTION[side];
    return {
      minPercent: minPercent ?? byDefault.minPercent,
      minAmountMinor: amount === undefined ? byDefault.minAmountMinor : Math.round(amount * minorUnitsOf(currency)),
    };
  };
  const [count, windowHours] = [number('opens.count'), number('opens.windowHours')];
  const [contacts, windowDays] = [number('multiThread.contacts'), number('multiThread.windowDays')];
  const silence = number('silenceDays.default');
  const { opens, multiThread, silenceDays } = DEFAULT_DETECTION;
  const byStage = own.silenceDays?.byStage ?? {};
  const keepsStages = Object.keys(byStage).length > 0;
  return withoutUndefined({
    ...own,
    decrease: value('decrease'),
    increase: value('increase'),
    closeDatePushedDays: number('closeDatePushedDays'),
    fitScoreThreshold: number('fitScoreThreshold'),
    newContactDays: number('newContactDays'),
    opens:
      count === undefined && windowHours === undefined
        ? undefined
        : { count: count ?? opens.count, windowHours: windowHours ?? opens.windowHours },
    silenceDays:
      silence === undefined && !keepsStages ? undefined : { default: silence ?? silenceDays.default, byStage },
    championSilenceDays: number('championSilenceDays'),
    multiThread:
      contacts === undefined && windowDays === undefined
        ? undefined
        : { contacts: contacts ?? multiThread.contacts, windowDays: windowDays ?? multiThread.windowDays },
  });
}

/** What the API finds wrong, beside its field. */
export function detectionErrorsOf({ errors = [] }: Problem): Partial<DetectionFields> {
  return Object.fromEntries(
    DETECTION_FIELDS.flatMap((field) => {
      const error = errors.find(({ pointer }) => pointer === `/${field.replace('.', '/')}`);
      return error === undefined ? [] : [[field, error.detail]];
    }),
  );
}

function withoutUndefined(choices: { [K in keyof Choices]: Choices[K] | undefined }): Choices {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
}
