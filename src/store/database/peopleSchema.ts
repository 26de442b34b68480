/** The tables of workspaces, people, and what lets them in, as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';
import type { Credential } from '../../domain/actor.ts';
import type { Settings, WorkspaceSettings } from '../../domain/autoExecute.ts';
import type { CheckSection, ConnectionName } from '../../domain/check.ts';
import type { DetectionSettings } from '../../domain/detectionSettings.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Role } from '../../domain/roles.ts';
import type { SecurityChannel, SecurityEvent } from '../../domain/securityEvents.ts';
import type { Verb } from '../../domain/verbs.ts';
import type {
  DefaultJson,
  DefaultTime,
  JsonColumn,
  Optional,
  OptionalJson,
  OptionalTime,
  Time,
} from './columnTypes.ts';

interface WorkspacesTable {
  id: string;
  name: string;
  currency: Generated<string>;
  time_zone: Generated<string>;
  postal_address: Optional;
  notify_from: Optional;
  require_postal_address: Generated<boolean>;
  crm: Generated<string>;
  settings: DefaultJson<WorkspaceSettings>;
  /** What is absent has its default. */
  detection: DefaultJson<Partial<DetectionSettings>>;
  created_at: DefaultTime;
}

interface UsersTable {
  id: string;
  workspace_id: string;
  role: Role;
  manager_id: Optional;
  display_name: string;
  email: string;
  time_zone: Generated<string>;
  locale: Generated<string>;
  signature: Optional;
  slack_user_id: Optional;
  crm_owner_id: Optional;
  settings: DefaultJson<Settings>;
  deactivated_at: OptionalTime;
  created_at: DefaultTime;
  external_id: Optional;
  user_name: Optional;
  directory_removed_at: OptionalTime;
}

interface DirectoryGroupsTable {
  id: Generated<string>;
  workspace_id: string;
  external_id: Optional;
  display_name: string;
  role: Exclude<Role, 'service'> | null;
  created_at: DefaultTime;
}

interface DirectoryMembersTable {
  group_id: string;
  user_id: string;
}

interface ApiTokensTable {
  id: Generated<string>;
  user_id: string;
  hash: Buffer;
  label: string;
  created_at: DefaultTime;
  last_used_at: OptionalTime;
  revoked_at: OptionalTime;
  expires_at: OptionalTime;
  verbs: Verb[] | null;
  may_send_unapproved: Generated<boolean>;
}

interface SessionsTable {
  id: Generated<string>;
  user_id: string;
  token_id: Optional;
  hash: Buffer;
  created_at: DefaultTime;
  last_used_at: DefaultTime;
  expires_at: Time;
  provider: Optional;
  issuer: Optional;
  subject: Optional;
  sid: Optional;
  id_token: Optional;
  proved_at: OptionalTime;
  address: Optional;
  user_agent: Optional;
}

interface IdentitiesTable {
  provider: string;
  issuer: string;
  subject: string;
  user_id: string;
  linked_at: DefaultTime;
  last_sign_in_at: DefaultTime;
}

interface SignInAttemptsTable {
  state_hash: Buffer;
  browser_hash: Buffer;
  provider: string;
  code_verifier: string;
  nonce: string;
  back: string;
  again: boolean;
  session_hash: Buffer | null;
  link_user_id: Optional;
  expires_at: Time;
}

interface UsedLogoutTokensTable {
  provider: string;
  jti: string;
  used_at: DefaultTime;
}

interface SetupLinksTable {
  hash: Buffer;
  created_at: DefaultTime;
  expires_at: Time;
}

interface SealingKeyTable {
  single: Generated<boolean>;
  key_id: string;
  public_key: Buffer;
  published_at: DefaultTime;
}

interface MailboxesTable {
  user_id: string;
  smtp_url: ColumnType<Buffer | null, Buffer | undefined>;
  smtp_label: ColumnType<string | null, string | undefined>;
  imap_url: ColumnType<Buffer | null, Buffer | undefined>;
  imap_label: ColumnType<string | null, string | undefined>;
  updated_at: DefaultTime;
}

interface CoversTable {
  id: Generated<string>;
  workspace_id: string;
  user_id: string;
  cover_id: string;
  begins_at: Time;
  ends_at: Time;
  made_by: Optional;
  made_at: DefaultTime;
}

interface WebhookKeysTable {
  id: Generated<string>;
  workspace_id: string;
  label: string;
  /** Null once it is revoked. */
  secret: Optional;
  created_at: DefaultTime;
  last_used_at: OptionalTime;
  expires_at: OptionalTime;
  revoked_at: OptionalTime;
}

interface ConnectionChecksTable {
  workspace_id: string;
  name: ConnectionName;
  sections: JsonColumn<CheckSection[]>;
  checked_at: DefaultTime;
}

interface SecurityTrailTable {
  id: Generated<string>;
  workspace_id: Optional;
  event: SecurityEvent;
  by: Optional;
  channel: SecurityChannel;
  credential: OptionalJson<Credential>;
  address: Optional;
  about: Optional;
  detail: DefaultJson<JsonObject>;
  at: DefaultTime;
}

interface SuppressionsTable {
  workspace_id: string;
  address: string;
  reason: Optional;
  created_at: DefaultTime;
}

export interface PeopleSchema {
  workspaces: WorkspacesTable;
  users: UsersTable;
  api_tokens: ApiTokensTable;
  covers: CoversTable;
  directory_groups: DirectoryGroupsTable;
  directory_members: DirectoryMembersTable;
  sessions: SessionsTable;
  identities: IdentitiesTable;
  sign_in_attempts: SignInAttemptsTable;
  used_logout_tokens: UsedLogoutTokensTable;
  security_trail: SecurityTrailTable;
  connection_checks: ConnectionChecksTable;
  webhook_keys: WebhookKeysTable;
  setup_links: SetupLinksTable;
  mailboxes: MailboxesTable;
  sealing_key: SealingKeyTable;
  suppressions: SuppressionsTable;
}
