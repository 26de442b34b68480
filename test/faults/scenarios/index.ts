import type { Scenario } from '../scenario.ts';
import { creations } from './creations.ts';
import { kills } from './kills.ts';
import { lostAnswers } from './lostAnswers.ts';
import { model } from './model.ts';
import { pausedWorker } from './pausedWorker.ts';
import { planted } from './planted.ts';
import { temporalAway } from './temporalAway.ts';

/** In the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [
  model,
  creations,
  ...kills,
  temporalAway,
  pausedWorker,
  lostAnswers,
  planted,
];
