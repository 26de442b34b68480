import type { RouteDeps, SlackDoorSettings } from '../deps.ts';
import type { WhoIs } from './who.ts';

/** What Slack is answered; null: nothing but that it has come. */
export type SlackAnswer = Record<string, unknown> | null;

/** What the parts of Slack's door share. */
export interface DoorParts {
  deps: RouteDeps;
  settings: SlackDoorSettings;
  whoIs: WhoIs;
}
