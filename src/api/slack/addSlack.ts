import { openSlackSocket, type SlackSocket } from '../../integrations/slack/socketMode.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { createSlackDoor } from './door.ts';
import type { SlackDoor } from './slackDoor.ts';

/** Lets people decide in Slack: by requests of Slack's, by a connection of ours once we listen, or both. */
export function addSlack(app: Api, deps: RouteDeps): void {
  const { slack } = deps;
  if (slack === undefined) return;
  const door = createSlackDoor(deps, slack);
  deps.slackDoor = door;
  const { appToken, slackApiUrl } = slack;
  if (appToken !== undefined) {
    // Not before: what only reads the document opens none.
    app.addHook('onListen', async () => {
      deps.slackSocket = openSocket(deps, door, { appToken, slackApiUrl });
    });
  }
  app.addHook('onClose', async () => {
    await deps.slackSocket?.close();
    await door.idle();
  });
}

function openSocket(
  { log }: RouteDeps,
  door: SlackDoor,
  settings: { appToken: string; slackApiUrl: string | undefined },
): SlackSocket {
  return openSlackSocket(settings, {
    interaction: (payload) => door.interaction(payload, log),
    command: (fields) => door.command(fields, log),
    onLost: (error) => log.warn({ err: error }, 'no connection to Slack: what is clicked there is lost until there is'),
    onGhosts: (connections) =>
      log.warn(
        { connections },
        'Slack counts more connections than this process has: others must be ours, or clicks are lost',
      ),
  });
}
