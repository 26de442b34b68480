/** The tables as Kysely sees them. The migrations are the truth; a mismatch shows as a failing integration test. */
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { ActionType, Urgency } from '../../domain/actionTypes.ts';
import type { Channel, Credential } from '../../domain/actor.ts';
import type { DecisionType, ScheduledApproval } from '../../domain/decide.ts';
import type { DeliveryResult, DeliveryState, Failure } from '../../domain/delivery.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Status } from '../../domain/lifecycle.ts';
import type { Subject } from '../../domain/subject.ts';
import type { TriggerOutcome, TriggerType } from '../../domain/triggers.ts';
import type { Why } from '../../domain/whyUnused.ts';
import type { CancelKind } from '../../domain/words/cancelReasons.ts';
import type {
  DefaultJson,
  DefaultTime,
  JsonColumn,
  Optional,
  OptionalJson,
  OptionalTime,
  Time,
} from './columnTypes.ts';
import type { InsightsSchema } from './insightsSchema.ts';
import type { MirrorSchema } from './mirrorSchema.ts';
import type { PeopleSchema } from './peopleSchema.ts';
import type { TellingSchema } from './tellingSchema.ts';
import type { TemplatesSchema } from './templatesSchema.ts';
import type { UnsubscribeSchema } from './unsubscribeSchema.ts';
import type { WebhookSchema } from './webhookSchema.ts';

/** Where the next page begins. `after`: behind this row, in the order of what happens next; `token`: Temporal's own. */
export type Place = { side: 'rows'; after?: { actBy: string; id: string } } | { side: 'workflows'; token?: string };

/** What an action's workflow is still to be told. `{}`: to be started. Else also the signal of the last decision, with its id. */
export interface Told {
  signal?: DecisionType | 'auto_execute' | 'expire';
  commandId?: string;
}

export interface ActionsTable {
  id: Generated<string>;
  workspace_id: string;
  user_id: string;
  trigger_type: TriggerType;
  trigger_alert_id: Optional;
  action_type: ActionType;
  action_params: JsonColumn<JsonObject>;
  original_params: JsonColumn<JsonObject>;
  /** Of the template that made `original_params`; null: a template did not, or it was not kept yet. */
  draft_version: ColumnType<string | null, string | null | undefined, never>;
  context_summary: string;
  company_id: Optional;
  deal_id: Optional;
  subject: DefaultJson<Subject>;
  crm: Generated<string>;
  urgency: Generated<Urgency>;
  status: Generated<Status>;
  version: Generated<number>;
  auto_execute_at: OptionalTime;
  expires_at: Time;
  snoozed_until: OptionalTime;
  scheduled_approval: OptionalJson<ScheduledApproval>;
  executing_at: OptionalTime;
  executed_at: OptionalTime;
  decided_by: Optional;
  decision: Optional;
  decision_channel: ColumnType<Channel | null, Channel | null | undefined, Channel | null>;
  decided_at: OptionalTime;
  cancel_reason: Optional;
  result: OptionalJson<DeliveryResult>;
  failure: OptionalJson<Failure>;
  failure_handled_at: OptionalTime;
  failure_handled_by: Optional;
  retry_of: Optional;
  dedup_key: string | null;
  occurrence: number;
  workflow_id: string;
  workflow_started_at: OptionalTime;
  changes: Generated<number>;
  tell: OptionalJson<Told>;
  tell_seq: Generated<number>;
  tell_attempts: Generated<number>;
  tell_at: DefaultTime;
  tell_error: Optional;
  workflow_checked_at: DefaultTime;
  created_at: DefaultTime;
  updated_at: DefaultTime;
  urgency_rank: ColumnType<number, never, never>;
  act_by: ColumnType<Date, never, never>;
  deal_amount_minor: ColumnType<string | null, never, never>;
  deal_currency: ColumnType<string | null, never, never>;
  left_queue_at: ColumnType<Date | null, never, never>;
  /**
   * What it counts as in insights, stamped by triggers but for the last two: see migrations/0026_insights.sql. Of what is inserted as
   * decided, they stamp the days alone.
   */
  created_on: ColumnType<Date, never, never>;
  decided_on: ColumnType<Date | null, never, never>;
  seen_at: ColumnType<Date | null, Date | null | undefined, never>;
  edited: ColumnType<boolean, boolean | undefined, never>;
  fidelity_permille: ColumnType<number | null, number | null | undefined, number | null>;
  cancel_kind: ColumnType<CancelKind | null, CancelKind | null | undefined, CancelKind | null>;
}

/** Written by a trigger of the actions' table: see migrations/0024_action_search.sql. */
interface ActionSearchTable {
  action_id: ColumnType<string, never, never>;
  text: ColumnType<string, never, never>;
}

/** Written by remove_actions alone: see migrations/0039_removing_actions.sql. */
interface RemovedOccurrencesTable {
  user_id: ColumnType<string, never, never>;
  dedup_digest: ColumnType<Buffer, never, never>;
  occurrence: ColumnType<number, never, never>;
}

interface AlertsTable {
  id: Generated<string>;
  workspace_id: string;
  user_id: string;
  trigger_type: TriggerType;
  title: string;
  summary: string;
  severity: 'info' | 'warning' | 'critical';
  company_id: Optional;
  deal_id: Optional;
  subject: DefaultJson<Subject>;
  payload: DefaultJson<JsonObject>;
  action_id: Optional;
  created_at: DefaultTime;
  read_at: OptionalTime;
}

interface TriggerLogTable {
  id: Generated<string>;
  workspace_id: string;
  user_id: Optional;
  /** Null with `stale` only. */
  trigger_type: ColumnType<TriggerType | null, TriggerType | undefined, never>;
  outcome: TriggerOutcome;
  dedup_key: Optional;
  action_id: Optional;
  alert_id: Optional;
  request_key: Optional;
  /** What it is about, by the ids of the CRM `crm`: see migrations/0038_timeline.sql. */
  crm: Optional;
  company_id: Optional;
  deal_id: Optional;
  contact_id: Optional;
  why: OptionalJson<Why>;
  payload: DefaultJson<JsonObject>;
  occurred_at: DefaultTime;
  created_at: DefaultTime;
}

export type ActionRow = Selectable<ActionsTable>;
export type AuditRow = Selectable<AuditTable>;

export interface AuditTable {
  id: Generated<string>;
  workspace_id: string;
  action_id: string;
  command_id: string;
  command: string;
  accepted: Generated<boolean>;
  by: Optional;
  channel: Channel;
  credential: ColumnType<Credential | null, string | null | undefined, never>;
  at: Time;
  from_status: ColumnType<Status | null, Status | null | undefined, Status | null>;
  to_status: ColumnType<Status | null, Status | null | undefined, Status | null>;
  version: number;
  changes: ColumnType<Json, string | null | undefined, never>;
  message: Optional;
  recorded_at: DefaultTime;
}

export interface DeliveriesTable {
  action_id: string;
  step: string;
  workspace_id: string;
  state: DeliveryState;
  attempt: Generated<number>;
  first_claimed_at: DefaultTime;
  lease_until: DefaultTime;
  sending_at: OptionalTime;
  finished_at: OptionalTime;
  result: OptionalJson<DeliveryResult>;
  error: OptionalJson<Failure>;
  late_results: DefaultJson<Json[]>;
  recipient: Optional;
  sent_by: Optional;
  send_now: Generated<boolean>;
  counted_at: OptionalTime;
}

interface EmailDraftsTable {
  action_id: string;
  workspace_id: string;
  user_id: string;
  message_id: string;
  recipient: Optional;
  subject: string;
  body: string;
  eml: Buffer;
  created_at: DefaultTime;
}

interface CrmRecordTable {
  id: Generated<string>;
  workspace_id: string;
  user_id: string;
  delivery_key: string;
  subject: string;
  body: Optional;
  company_id: Optional;
  deal_id: Optional;
  contact_id: Optional;
  created_at: DefaultTime;
}

interface CrmTasksTable extends CrmRecordTable {
  due_at: Time;
  priority: Urgency;
}

interface CrmTouchesTable extends CrmRecordTable {
  touch_type: string;
  occurred_at: Time;
}

interface EventsTable {
  id: Generated<string>;
  /** Its number, once it has one. */
  seq: Generated<string | null>;
  workspace_id: string;
  user_id: string;
  type: string;
  action_id: Optional;
  alert_id: Optional;
  data: JsonColumn<JsonObject>;
  created_at: DefaultTime;
}

interface IdempotencyKeysTable {
  user_id: string;
  key: string;
  fingerprint: string;
  status: ColumnType<number | null, number | null | undefined, number | null>;
  content_type: Optional;
  body: Optional;
  claimed_at: Time;
  created_at: DefaultTime;
}

interface CrmInboxTable {
  id: Generated<string>;
  workspace_id: string;
  crm: string;
  event_key: string;
  record_key: string;
  event: JsonColumn<JsonObject>;
  occurred_at: Time;
  received_at: DefaultTime;
  state: ColumnType<'new' | 'done' | 'failed', 'new' | undefined, 'new' | 'done' | 'failed'>;
  attempts: Generated<number>;
  taken_until: DefaultTime;
  error: Optional;
  done_at: OptionalTime;
}

/** One row. */
interface ReconciliationTable {
  place: JsonColumn<Place>;
  step_at: DefaultTime;
}

export interface Schema
  extends InsightsSchema,
    MirrorSchema,
    PeopleSchema,
    TellingSchema,
    TemplatesSchema,
    UnsubscribeSchema,
    WebhookSchema {
  pending_autonomous_actions: ActionsTable;
  action_search: ActionSearchTable;
  removed_occurrences: RemovedOccurrencesTable;
  realtime_alerts: AlertsTable;
  trigger_log: TriggerLogTable;
  action_audit: AuditTable;
  deliveries: DeliveriesTable;
  email_drafts: EmailDraftsTable;
  crm_tasks: CrmTasksTable;
  crm_touches: CrmTouchesTable;
  events: EventsTable;
  idempotency_keys: IdempotencyKeysTable;
  crm_inbox: CrmInboxTable;
  reconciliation: ReconciliationTable;
}
