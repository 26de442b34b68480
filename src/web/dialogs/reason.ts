/** Why an action is cancelled: one of the presets, words of one's own, or both. */
import { MAX_REASON_LENGTH } from '../../domain/readCommand.ts';

export const PRESETS = ['notRelevant', 'wrongTiming', 'alreadyHandled', 'wrongContact', 'wording'] as const;
export type Preset = (typeof PRESETS)[number];

const NEAR_END = 50;

/** As it is sent; empty where nothing was given. */
export function reasonOf(preset: string | undefined, words: string): string {
  return [preset, words.trim()].filter(Boolean).join(': ');
}

/** How many characters (code points, as the API counts them) are left; below zero where there are too many. */
export function leftOf(reason: string): number {
  return MAX_REASON_LENGTH - [...reason].length;
}

/** Whether it is worth saying how many are left. */
export function isNearEnd(left: number): boolean {
  return left <= NEAR_END;
}
