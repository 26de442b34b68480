/** All that the fake knows: one workspace of Slack's with one app in it. */
import type { Faults } from '../fakes/faults.ts';
import type { SlackFault } from './faults.ts';
import type { SlackMessages } from './messages.ts';
import type { People } from './people.ts';
import type { ResponseUrls } from './responseUrls.ts';
import type { Sockets } from './socketMode.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';

/** The app that is installed, as its pages at Slack say. */
export interface App {
  /** Undefined: any bot token will do. */
  token: string | undefined;
  /** What the bot token may do. */
  scopes: string[];
  /** For apps.connections.open; undefined: any that begins with `xapp-`. */
  appToken: string | undefined;
  signingSecret: string;
  /** Where interactions are sent to, and commands. */
  interactionsUrl: string | undefined;
  commandsUrl: string | undefined;
  /** Interactions and commands come by Socket Mode alone. */
  socketMode: boolean;
}

export interface Workspace {
  app: App;
  /** Where the fake itself is reached, without a slash at the end. */
  origin: string;
  /** How long Slack waits for the answer to an interaction. */
  patienceMs: number;
  faults: Faults<SlackFault>;
  messages: SlackMessages;
  people: People;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  sockets: Sockets;
}
