import type { Scenario } from '../scenario.ts';
import { creations } from './creations.ts';
import { kills } from './kills.ts';
import { model } from './model.ts';
import { temporalAway } from './temporalAway.ts';

/** In the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [model, creations, ...kills, temporalAway];
