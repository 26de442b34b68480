import { type CrmPipeline, chosenOrTold, type Pipeline } from './pipelines.ts';

export interface ValueThreshold {
  /** Both must be reached. */
  minPercent: number;
  minAmountMinor: number;
}

/** What a workspace calls worth a trigger. */
export interface DetectionSettings {
  pipelines: Pipeline[];
  decrease: ValueThreshold;
  increase: ValueThreshold;
  closeDatePushedDays: number;
  fitScoreThreshold: number;
  /** A contact that first reaches the threshold counts as new for so long after it came into the CRM. */
  newContactDays: number;
  opens: { count: number; windowHours: number };
  /** Days without an engagement on an open deal. */
  silenceDays: { default: number; byStage: { [stage: string]: number } };
  championSilenceDays: number;
  multiThread: { contacts: number; windowDays: number };
  /** For each CRM, which of its properties or associations holds what has no standard place. */
  fieldMap: { [crm: string]: FieldMap };
}

export interface FieldMap {
  champion?: string;
  competitors?: string;
  fitScore?: string;
}

/**
 * What of it administrators alone set: in which place of the CRM something stands, and which stages are open, won or lost. A slip there has
 * every deal of a pipeline judged wrongly, in telling and drafting as well. Thresholds managers set.
 */
export const DETECTION_ONLY_ADMINS_SET = ['pipelines', 'fieldMap'] as const satisfies (keyof DetectionSettings)[];

/** What holds: a workspace's own choices over what its CRM tells of its pipelines, and both over the defaults. */
export function effectiveDetection(
  own: Partial<DetectionSettings>,
  crmPipelines: readonly CrmPipeline[],
): DetectionSettings {
  const told = crmPipelines.map((pipeline) => chosenOrTold(own.pipelines ?? [], pipeline));
  const settings = { ...DEFAULT_DETECTION, ...own };
  return { ...settings, pipelines: [...told, ...settings.pipelines] };
}

export const DEFAULT_DETECTION: DetectionSettings = {
  pipelines: [
    {
      id: '*',
      open: ['discovery', 'qualification', 'demo', 'proposal', 'negotiation', 'contract'],
      won: ['closed_won'],
      lost: ['closed_lost'],
    },
    {
      // HubSpot's default pipeline and its stages' internal names.
      id: 'default',
      open: [
        'appointmentscheduled',
        'qualifiedtobuy',
        'presentationscheduled',
        'decisionmakerboughtin',
        'contractsent',
      ],
      won: ['closedwon'],
      lost: ['closedlost'],
    },
    {
      // The stages that every pipeline of BottleCRM begins with; its id is another in each installation.
      id: 'bottlecrm:*',
      open: ['PROSPECTING', 'QUALIFICATION', 'PROPOSAL', 'NEGOTIATION'],
      won: ['CLOSED_WON'],
      lost: ['CLOSED_LOST'],
    },
  ],
  decrease: { minPercent: 5, minAmountMinor: 0 },
  increase: { minPercent: 5, minAmountMinor: 0 },
  closeDatePushedDays: 7,
  fitScoreThreshold: 80,
  newContactDays: 30,
  opens: { count: 3, windowHours: 24 },
  silenceDays: { default: 14, byStage: {} },
  championSilenceDays: 10,
  multiThread: { contacts: 3, windowDays: 7 },
  fieldMap: {
    hubspot: { champion: 'champion', competitors: 'competitors', fitScore: 'hs_lead_score' },
  },
};
