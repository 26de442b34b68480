/** Slack's Web API, as far as Signoff uses it. */
import { BOT, TEAM } from '../ids.ts';
import { CHAT } from './chat.ts';
import type { Method } from './method.ts';
import { PEOPLE } from './people.ts';
import { VIEWS } from './views.ts';

/** What each needs, as its page under docs.slack.dev/reference/methods says; auth.test and those for views need nothing. */
export const SCOPE_OF: Readonly<Record<string, string>> = {
  'users.lookupByEmail': 'users:read.email',
  'users.info': 'users:read',
  'conversations.open': 'im:write',
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.scheduleMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'im:history',
};

/** Takes an app-level token; every other method takes the bot's. */
export const CONNECTIONS_OPEN = 'apps.connections.open';

/** The methods by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': async () => ({
    ok: true,
    team: 'Signoff',
    team_id: TEAM.id,
    user: BOT.name,
    user_id: BOT.userId,
    bot_id: BOT.botId,
  }),
  [CONNECTIONS_OPEN]: async (_form, { sockets }) => ({ ok: true, url: sockets.newUrl() }),
  ...CHAT,
  ...PEOPLE,
  ...VIEWS,
};
