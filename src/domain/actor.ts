/** Who acts on an action, through which door, and how that is known. */

/** By which door a decision came in. `temporal` is a signal or update sent by hand, its `by` unverified. */
export const CHANNELS = ['api', 'cli', 'web', 'slack', 'email', 'temporal', 'timer', 'system'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Those that know their user. */
export type Door = Exclude<Channel, 'temporal' | 'timer' | 'system'>;

/**
 * What a user has proved with who he is, by its id in our tables; never the secret itself. A session leaves its table when it is
 * over, so which token it was opened with is said here; null: none, as on a developer's machine.
 */
export type Credential =
  | { kind: 'token'; tokenId: string }
  | { kind: 'session'; sessionId: string; tokenId: string | null }
  /** Somebody in Slack, whom Slack vouches for: good while the user is here. */
  | { kind: 'slack'; teamId: string | null; slackUserId: string; userId: string }
  /** Whoever has an email's link: good once, on one version of one action. */
  | { kind: 'link'; linkId: string; userId: string };

/** A user of ours, whom the door has made sure of. */
export interface KnownUser {
  by: string;
  channel: Door;
  credential: Credential;
}

/**
 * Who acts. What comes through Temporal says of itself what it likes, or nothing; a timer and the system act in nobody's name:
 * none of them shows a credential. On whose behalf it is done is the action's own user, whoever acts.
 */
export type Actor =
  | KnownUser
  | { by: string | null; channel: 'temporal'; credential?: undefined }
  | { by: null; channel: 'timer' | 'system'; credential?: undefined };

/** The actor alone, of whatever he has done. */
export function actorOf({ by, channel, credential }: Actor): Actor {
  // Apart, the members forget what they are together.
  return { by, channel, credential } as Actor;
}
