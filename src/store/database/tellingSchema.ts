/** The tables of what people are told, as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';
import type { Channel } from '../../domain/actor.ts';
import type { NoticeKind } from '../../domain/notifications.ts';
import type { DefaultTime, Optional, OptionalTime, Time } from './columnTypes.ts';

interface TellingsTable {
  action_id: string;
  workspace_id: string;
  look_at: Time;
  seq: Generated<number>;
  taken_until: DefaultTime;
  attempts: Generated<number>;
  holder: Optional;
  error: Optional;
}

interface ActionMessagesTable {
  id: Generated<string>;
  workspace_id: string;
  action_id: string;
  user_id: string;
  kind: NoticeKind;
  channel: 'slack' | 'email';
  state: Generated<'sending' | 'sent' | 'failed'>;
  slack_channel: Optional;
  slack_ts: Optional;
  shows: Optional;
  error: Optional;
  left_at: OptionalTime;
  created_at: DefaultTime;
  sent_at: OptionalTime;
}

interface ActionViewsTable {
  action_id: string;
  user_id: string;
  workspace_id: string;
  channel: Channel;
  first_seen_at: DefaultTime;
  last_seen_at: DefaultTime;
}

interface DecisionLinksTable {
  id: Generated<string>;
  hash: Buffer;
  workspace_id: string;
  action_id: string;
  user_id: string;
  version: number;
  sent_with: string;
  expires_at: Time;
  used_at: OptionalTime;
  created_at: DefaultTime;
}

interface DigestsTable {
  user_id: string;
  workspace_id: string;
  /** `YYYY-MM-DD`. */
  local_date: string;
  channel: ColumnType<'slack' | 'email' | null, 'slack' | 'email' | null | undefined, 'slack' | 'email' | null>;
  actions: Generated<number>;
  state: Generated<'sending' | 'sent' | 'failed'>;
  error: Optional;
  left_at: OptionalTime;
  created_at: DefaultTime;
}

export interface TellingSchema {
  tellings: TellingsTable;
  action_messages: ActionMessagesTable;
  action_views: ActionViewsTable;
  decision_links: DecisionLinksTable;
  digests: DigestsTable;
}
