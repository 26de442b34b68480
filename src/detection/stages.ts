import type { DetectionSettings } from '../domain/detectionSettings.ts';
import { isSameStage, pipelineOf } from '../domain/pipelines.ts';

/** Which end of the pipeline a stage is; `unknown`: the settings do not name it. */
export type StageKind = 'open' | 'won' | 'lost' | 'unknown';

/** Whether a deal in this stage is open, won or lost. */
export function stageKind(settings: DetectionSettings, pipeline: string | null, stage: string): StageKind {
  const { open = [], won = [], lost = [] } = pipelineOf(settings.pipelines, pipeline) ?? {};
  const isIn = (stages: string[]) => stages.some((other) => isSameStage(other, stage));
  if (isIn(open)) return 'open';
  if (isIn(won)) return 'won';
  return isIn(lost) ? 'lost' : 'unknown';
}

/** The stage's place among the open ones, the earliest 0; -1: it is none of them. */
export function stagePosition(settings: DetectionSettings, pipeline: string | null, stage: string): number {
  return pipelineOf(settings.pipelines, pipeline)?.open.findIndex((other) => isSameStage(other, stage)) ?? -1;
}

/** A stage as the workspace or its CRM calls it; where neither says, as the CRM writes it. */
export function stageName(settings: DetectionSettings, pipeline: string | null, stage: string): string {
  const { labels } = pipelineOf(settings.pipelines, pipeline) ?? {};
  return labels !== undefined && Object.hasOwn(labels, stage) ? (labels[stage] ?? stage) : stage;
}
