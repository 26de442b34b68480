/** A deal's stage as people read it: the one place for drafts, alerts, screens and the command line. */

/** By pipeline stages' ids: what the CRM calls them on its own screens. */
export type StageLabels = Readonly<Record<string, string>>;

/** Stages of HubSpot's default pipeline, whose internal names run their words together. */
const HUBSPOT_STAGES: StageLabels = {
  appointmentscheduled: 'Appointment scheduled',
  qualifiedtobuy: 'Qualified to buy',
  presentationscheduled: 'Presentation scheduled',
  decisionmakerboughtin: 'Decision maker bought in',
  contractsent: 'Contract sent',
  closedwon: 'Closed won',
  closedlost: 'Closed lost',
};

/** The label that is known; else an id as words, `CLOSED_WON` → `Closed won`; what is no id stays as it is. */
export function stageLabel(stage: string, labels: StageLabels = {}): string {
  const known = [labels, HUBSPOT_STAGES].find((names) => Object.hasOwn(names, stage));
  if (known?.[stage] !== undefined) return known[stage];
  if (/^\d+$/.test(stage)) return `stage ${stage}`;
  const isId = /^[a-z0-9]+([_-][a-z0-9]+)*$/.test(stage) || /^[A-Z]{3,}(_[A-Z]+)*$/.test(stage);
  if (!isId) return stage;
  const words = stage.toLowerCase().replace(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
