import type { Scenario } from '../scenario.ts';
import { creations } from './creations.ts';
import { fourDoors } from './fourDoors.ts';
import { kills } from './kills.ts';
import { lostAnswers } from './lostAnswers.ts';
import { model } from './model.ts';
import { pausedWorker } from './pausedWorker.ts';
import { planted } from './planted.ts';
import { restart } from './restart.ts';
import { smtpPhases } from './smtpPhases.ts';
import { temporalAway } from './temporalAway.ts';

/** In the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [
  model,
  creations,
  ...kills,
  temporalAway,
  pausedWorker,
  lostAnswers,
  smtpPhases,
  fourDoors,
  restart,
  planted,
];
