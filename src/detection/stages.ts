import type { DetectionSettings, Pipeline } from '../domain/detectionSettings.ts';

/** Which end of the pipeline a stage is; `unknown`: the settings do not name it. */
export type StageKind = 'open' | 'won' | 'lost' | 'unknown';

/** Whether a deal in this stage is open, won or lost. */
export function stageKind(settings: DetectionSettings, pipeline: string | null, stage: string): StageKind {
  const { open = [], won = [], lost = [] } = pipelineOf(settings, pipeline) ?? {};
  const isIn = (stages: string[]) => stages.some((other) => isSameStage(other, stage));
  if (isIn(open)) return 'open';
  if (isIn(won)) return 'won';
  return isIn(lost) ? 'lost' : 'unknown';
}

/** The stage's place among the open ones, the earliest 0; -1: it is none of them. */
export function stagePosition(settings: DetectionSettings, pipeline: string | null, stage: string): number {
  return pipelineOf(settings, pipeline)?.open.findIndex((other) => isSameStage(other, stage)) ?? -1;
}

/** A stage as the workspace calls it; where it says nothing, as the CRM writes it. */
export function stageName(settings: DetectionSettings, pipeline: string | null, stage: string): string {
  const { labels } = pipelineOf(settings, pipeline) ?? {};
  return labels !== undefined && Object.hasOwn(labels, stage) ? (labels[stage] ?? stage) : stage;
}

/** However it is written: `closed_won`, `closedwon` and `Closed won` are one stage. */
export function isSameStage(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(stage: string): string {
  return stage.toLowerCase().replace(/[\s_-]+/g, '');
}

function pipelineOf({ pipelines }: DetectionSettings, id: string | null): Pipeline | undefined {
  const ofItsCrm = id?.includes(':') ? `${id.split(':')[0]}:*` : '*';
  const found = [id, ofItsCrm, '*'].map((wanted) => pipelines.find((pipeline) => pipeline.id === wanted));
  return found.find((pipeline) => pipeline !== undefined);
}
