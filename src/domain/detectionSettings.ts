/** What a workspace calls worth a trigger. */
export interface Pipeline {
  /** The CRM's id of the pipeline; `bottlecrm:*`: BottleCRM's, and `*`: all, that have no entry of their own. */
  id: string;
  /** Open stages, the earliest first: a move to an earlier one is a regression. */
  open: string[];
  won: string[];
  lost: string[];
  /** What people call its stages, by their ids in the CRM, where ids say little: HubSpot's are numbers. */
  labels?: { [stage: string]: string } | undefined;
}

export interface ValueThreshold {
  /** Both must be reached. */
  minPercent: number;
  minAmountMinor: number;
}

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
  champion?: string | undefined;
  competitors?: string | undefined;
  fitScore?: string | undefined;
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
