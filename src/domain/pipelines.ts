/** Pipelines of deals: as a workspace chooses what their stages mean, and as a CRM tells of its own. */

export interface Pipeline {
  /** The CRM's id of the pipeline; `bottlecrm:*`: BottleCRM's, and `*`: all, that have no entry of their own. */
  id: string;
  /** Open stages, the earliest first: a move to an earlier one is a regression. */
  open: string[];
  won: string[];
  lost: string[];
  /** What people call its stages, by their ids in the CRM, where ids say little: HubSpot's are numbers. */
  labels?: { [stage: string]: string };
}

/** A stage as a CRM tells of it. */
export interface CrmStage {
  /** As deals name it. */
  id: string;
  label: string;
  kind: 'open' | 'won' | 'lost';
}

/** A pipeline as a CRM tells of it, under the id that its deals name; its stages in their order. */
export interface CrmPipeline {
  id: string;
  stages: CrmStage[];
}

/** The entry that a pipeline falls under: its own, its CRM's or the general one. */
export function pipelineOf(pipelines: readonly Pipeline[], id: string | null): Pipeline | undefined {
  const ofItsCrm = id?.includes(':') ? `${id.split(':')[0]}:*` : '*';
  const found = [id, ofItsCrm, '*'].map((wanted) => pipelines.find((pipeline) => pipeline.id === wanted));
  return found.find((pipeline) => pipeline !== undefined);
}

/**
 * What holds for a pipeline that a CRM tells of: the order and the ends that were chosen for it, else the CRM's, and for
 * each stage the label that was chosen, else the CRM's. What was chosen for many pipelines (`*`) is about this one where it
 * names an open stage of it.
 */
export function chosenOrTold(chosen: readonly Pipeline[], { id, stages }: CrmPipeline): Pipeline {
  const of = (kind: CrmStage['kind']) => stages.filter((stage) => stage.kind === kind).map((stage) => stage.id);
  const told = { id, open: of('open'), won: of('won'), lost: of('lost') };
  const entry = pipelineOf(chosen, id);
  const isAbout = entry?.id === id || entry?.open.some((stage) => told.open.some((other) => isSameStage(stage, other)));
  const labels = Object.fromEntries(stages.map((stage) => [stage.id, stage.label]));
  return { ...(isAbout ? { ...told, ...entry } : told), id, labels: { ...labels, ...entry?.labels } };
}

/** However it is written: `closed_won`, `closedwon` and `Closed won` are one stage. */
export function isSameStage(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(stage: string): string {
  return stage.toLowerCase().replace(/[\s_-]+/g, '');
}
