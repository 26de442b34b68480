/** Whether Slack's bot token is right and every rep can be told something, in plain words. Posts nothing. */
import type { CheckLine } from '../../domain/check.ts';
import { clientOf, conversationWith, type SlackRecipient, type SlackSettings } from './notify.ts';
import { slackCall } from './slackFailure.ts';

/**
 * What the bot may do, and what for (docs.slack.dev/reference/methods: each method's page names its scope; that of
 * users:read.email says that it must be requested together with users:read).
 */
export const SLACK_SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'post messages',
  commands: 'answer /signoff',
  'im:write': 'open a direct conversation with a rep',
  'im:history': 'find a message again whose answer was lost',
  'users:read': 'goes with users:read.email',
  'users:read.email': 'find reps by their email address',
};

export interface SlackRep extends SlackRecipient {
  id: string;
  name: string;
}

/**
 * The token, its scopes, and each rep's conversation. Never throws. Where the token itself is not right, that is all there is to say.
 *
 * @param setMember what to type to name a rep's member ID
 */
export async function checkSlack(
  settings: SlackSettings,
  reps: SlackRep[],
  setMember: (repId: string) => string,
  signal: AbortSignal,
): Promise<CheckLine[]> {
  const client = await clientOf(settings, signal);
  try {
    const { user, team, response_metadata: told } = await slackCall('transient', () => client.auth.test());
    const token: CheckLine = {
      what: 'bot token',
      ok: true,
      detail: `of ${user ?? 'a bot'} in ${team ?? 'a workspace'}`,
    };
    const scopes = missingScopes(told?.scopes).map(lineOfScope);
    const people: CheckLine[] = [];
    // One after the other: Slack limits how fast.
    for (const rep of reps) people.push(await lineOfRep(rep));
    return [token, ...scopes, ...people];
  } catch (error) {
    const todo = 'copy the Bot User OAuth Token (xoxb-…) into SLACK_BOT_TOKEN and restart, as docs/slack.md tells';
    return [{ what: 'bot token', ok: false, detail: messageOf(error), todo }];
  }

  async function lineOfRep({ id, name, ...recipient }: SlackRep): Promise<CheckLine> {
    const what = `messages to ${name}`;
    try {
      return { what, ok: true, detail: `go to the conversation ${await conversationWith(client, recipient)}` };
    } catch (error) {
      const todo = `invite ${recipient.email} to Slack, or name their member ID: ${setMember(id)}`;
      return { what, ok: false, detail: messageOf(error), todo };
    }
  }
}

/** None where Slack does not tell which the token has. */
function missingScopes(granted: string[] | undefined): string[] {
  return granted === undefined ? [] : Object.keys(SLACK_SCOPES).filter((scope) => !granted.includes(scope));
}

function lineOfScope(scope: string): CheckLine {
  const todo = `add ${scope} to the app's bot scopes (OAuth & Permissions) and install the app again`;
  return { what: `scope ${scope}`, ok: false, detail: `is missing: ${SLACK_SCOPES[scope]}`, todo };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
