/** Who has clicked, and what he may. */
import type { KnownUser } from '../../domain/actor.ts';
import { clientOf, type SlackSettings } from '../../integrations/slack/notify.ts';
import { lookUpPerson } from '../../integrations/slack/people.ts';
import { slackCall } from '../../integrations/slack/slackFailure.ts';
import type { Scope } from '../../store/access/scope.ts';
import { findSlackUsers, type SlackUser } from '../../store/access/slackUsers.ts';
import type { Db } from '../../store/database/db.ts';
import { reachOf } from '../access.ts';

/** For so long Slack is not asked again whose address somebody has: who leaves is out by our own tables. */
const KNOWN_FOR_MS = 5 * 60_000;
const MAX_KNOWN = 10_000;
const TIMEOUT_MS = 2_000;

export interface Clicker {
  /** As Slack calls him. */
  slackUserId: string;
  teamId: string | null;
}

/** Who somebody in Slack is here, in each workspace. @throws DeliveryError where Slack does not answer */
export type WhoIs = (clicker: Clicker) => Promise<SlackUser[]>;

/** Asks Slack where our own tables do not say. */
export function createWhoIs(db: Db, settings: SlackSettings): WhoIs {
  /** The organisation that the app is installed in. */
  let ownTeam: string | undefined;
  const emails = new Map<string, { email: string | null; untilMs: number }>();

  async function verifiedEmail({ slackUserId }: Clicker): Promise<string | null> {
    const known = emails.get(slackUserId);
    if (known !== undefined && known.untilMs > Date.now()) return known.email;
    const client = await clientOf(settings, AbortSignal.timeout(TIMEOUT_MS));
    ownTeam ??= (await slackCall('transient', () => client.auth.test())).team_id;
    const { verifiedEmail: email } = await lookUpPerson(client, slackUserId, ownTeam);
    if (emails.size >= MAX_KNOWN) emails.clear();
    emails.set(slackUserId, { email, untilMs: Date.now() + KNOWN_FOR_MS });
    return email;
  }

  return async (clicker) => {
    const { slackUserId } = clicker;
    const named = await findSlackUsers(db, { slackUserId, verifiedEmail: null });
    if (named.length > 0) return named;
    const email = await verifiedEmail(clicker);
    return email === null ? [] : findSlackUsers(db, { slackUserId, verifiedEmail: email });
  };
}

/** Whose actions he may decide on. */
export function scopeOfUser({ id, workspaceId, role }: SlackUser): Scope {
  return { workspaceId, userId: id, reach: reachOf('actions.decide', { role, verbs: null }) };
}

/** Him as the one who decides. */
export function actorOfUser({ id }: SlackUser, { slackUserId, teamId }: Clicker): KnownUser {
  return { by: id, channel: 'slack', credential: { kind: 'slack', teamId, slackUserId, userId: id } };
}
