/** The pipelines of the fake's account: the one that every account begins with, and one of its own. */
import { json, type Reply } from '../fakes/http.ts';

/** A pipeline of deals, its stages' ids numbers as HubSpot gives them to all but those of the first pipeline. */
export const RENEWALS = {
  id: '77',
  stages: { contacted: '1001', offerSent: '1002', contractSent: '1003', renewed: '1004', notRenewed: '1005' },
} as const;

type Stage = [id: string, label: string, probability: string];

const DEFAULT_STAGES: Stage[] = [
  ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
  ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
  ['presentationscheduled', 'Presentation Scheduled', '0.6'],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
  ['contractsent', 'Contract Sent', '0.9'],
  ['closedwon', 'Closed Won', '1.0'],
  ['closedlost', 'Closed Lost', '0.0'],
];
const { stages } = RENEWALS;
const RENEWALS_STAGES: Stage[] = [
  [stages.contacted, 'Customer contacted', '0.3'],
  [stages.offerSent, 'Offer sent', '0.5'],
  [stages.contractSent, 'Contract sent', '0.9'],
  [stages.renewed, 'Renewed', '1.0'],
  [stages.notRenewed, 'Not renewed', '0.0'],
];

/** All of them in one answer, in the order of none: `displayOrder` tells it. */
export function listPipelines(): Reply {
  const results = [pipeline('default', 'Sales Pipeline', 0, DEFAULT_STAGES)];
  return json(200, { results: [...results, pipeline(RENEWALS.id, 'Renewals', 1, RENEWALS_STAGES)] });
}

function pipeline(id: string, label: string, displayOrder: number, all: Stage[]) {
  const ordered = all.map(([stage, name, probability], order) => ({
    id: stage,
    label: name,
    displayOrder: order,
    metadata: { isClosed: String(['0.0', '1.0'].includes(probability)), probability },
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    ...KEPT,
  }));
  return { id, label, displayOrder, stages: ordered.toReversed(), ...KEPT };
}

const KEPT = { createdAt: '2026-01-12T09:00:00.000Z', updatedAt: '2026-01-12T09:00:00.000Z', archived: false };
