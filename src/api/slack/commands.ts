/** `/signoff`: what waits for whoever types it. */
import { actionUrl } from '../../domain/links.ts';
import type { SlackCommand } from '../../integrations/slack/interactions.ts';
import { momentsFor } from '../../notify/moments.ts';
import { slackText } from '../../notify/slackText.ts';
import { type ActionSummary, listActions } from '../../store/actions/actions.ts';
import type { DoorParts } from './parts.ts';
import type { SlackAnswer } from './slackDoor.ts';
import { scopeOfUser } from './who.ts';
import { words } from './words.ts';

const SHOWN = 10;
const MAX_LINE = 250;

/** @returns what answers the command, for whoever typed it alone */
export function createCommands({ deps, whoIs }: DoorParts) {
  const { db, publicUrl = '' } = deps;

  return async ({ user_id, team_id }: SlackCommand): Promise<SlackAnswer> => {
    const users = await whoIs({ slackUserId: user_id, teamId: team_id }).catch(() => undefined);
    if (users === undefined) return only(words.notNow);
    if (users.length === 0) return only(words.unknownPerson);
    const lines: string[] = [];
    for (const user of users) {
      // One's own alone: whoever looks at a team's looks at the screen.
      const scope = { ...scopeOfUser(user), reach: 'own' as const };
      const { items } = await listActions(db, scope, { filter: {}, sort: { order: 'queue' }, limit: SHOWN });
      lines.push(...items.map((action) => lineOf(action, publicUrl, momentsFor(user))));
    }
    if (lines.length === 0) return only(words.nothingWaits);
    return only([words.waiting(lines.length, publicUrl), ...lines].join('\n'));
  };
}

function lineOf(action: ActionSummary, publicUrl: string, { at }: ReturnType<typeof momentsFor>): string {
  const { id, urgency, contextSummary, autoExecuteAt, expiresAt } = action;
  const when = autoExecuteAt === null ? `expires ${at(expiresAt)}` : `executes by itself ${at(autoExecuteAt)}`;
  const mark = urgency === 'high' ? 'Urgent: ' : '';
  return `• <${actionUrl(publicUrl, id)}|${slackText(`${mark}${contextSummary}`, MAX_LINE)}> (${when})`;
}

function only(text: string): NonNullable<SlackAnswer> {
  return { response_type: 'ephemeral', text };
}
