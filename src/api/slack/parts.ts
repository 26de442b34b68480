import type { RouteDeps, SlackDoorSettings } from '../deps.ts';
import type { WhoIs } from './who.ts';

/** What the parts of Slack's door share. */
export interface DoorParts {
  deps: RouteDeps;
  settings: SlackDoorSettings;
  whoIs: WhoIs;
}
