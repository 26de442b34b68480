/** Who somebody in Slack is: by his address, where Slack has made sure of it. */
import type { WebClient } from '@slack/web-api';
import { slackCall } from './slackFailure.ts';

export interface SlackPerson {
  /** As Slack has confirmed it; null: it has not, or he is a guest, a program, or of another organisation. */
  verifiedEmail: string | null;
}

/**
 * @param teamId of our own Slack: people of others share channels with ours (Slack Connect)
 * @throws DeliveryError
 */
export async function lookUpPerson(
  client: WebClient,
  userId: string,
  teamId: string | undefined,
): Promise<SlackPerson> {
  const { user } = await slackCall('transient', () => client.users.info({ user: userId }));
  if (user === undefined || user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted)
    return NOBODY;
  if (user.is_stranger || (teamId !== undefined && user.team_id !== undefined && user.team_id !== teamId))
    return NOBODY;
  // Slack's own addresses are confirmed at sign-up; what says that it is not, is not (docs.slack.dev/reference/objects/user-object).
  const isConfirmed = !('is_email_confirmed' in user) || user.is_email_confirmed !== false;
  return { verifiedEmail: isConfirmed ? (user.profile?.email ?? null) : null };
}

const NOBODY: SlackPerson = { verifiedEmail: null };
