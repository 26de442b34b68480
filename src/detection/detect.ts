/** Detection, pure: what is known and what changed in, triggers out. See docs/architecture.md. */
export { type ContactContext, detectContact } from './contact.ts';
export { detectDeal } from './deal.ts';
export type { Detected, Known, Unmet } from './detected.ts';
export { detectEngagement, type EngagementContext, isTheirDoing } from './engagement.ts';
export { inOrder } from './inOrder.ts';
export { type Merged, merge } from './merge.ts';
export { detectSilence, type QuietDeal } from './silence.ts';
export { type StageKind, stageKind } from './stages.ts';
export { shortOf, unmetOnContact, unmetOnDeal, unmetOnEngagement } from './unmet.ts';
