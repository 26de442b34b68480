import { createKeptSwitch } from '../keptSwitch.ts';

/** Whether somebody has taken the tour on this device, or has said that he needs none. */
export const tourSeen = createKeptSwitch('signoff-tour-seen', false);
