/** The mirror's tables as Kysely sees them: see migrations/0004_crm.sql. */
import type { ColumnType, JSONColumnType } from 'kysely';
import type { EngagementChange, EngagementKind, PropertiesOf, RecordKind } from '../../domain/crm.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { CrmStage } from '../../domain/pipelines.ts';
import type { DefaultTime, Optional, OptionalTime } from './columnTypes.ts';

type Direction = NonNullable<EngagementChange['direction']>;

interface RecordTable<K extends RecordKind> {
  workspace_id: string;
  crm: string;
  id: string;
  properties: JSONColumnType<PropertiesOf[K]>;
  /** For each property the time as of which it is known, RFC 3339. */
  times: JSONColumnType<{ [property: string]: string }>;
  first_seen_at: DefaultTime;
  /** As of when the CRM says that it is gone. */
  deleted_at: OptionalTime;
}

interface ContactsTable extends RecordTable<'contact'> {
  high_fit_at: OptionalTime;
}

interface DealsTable extends RecordTable<'deal'> {
  slump_told_at: OptionalTime;
  champion_cold_told_at: OptionalTime;
}

interface EngagementsTable {
  workspace_id: string;
  crm: string;
  id: string;
  kind: EngagementKind;
  deal_id: Optional;
  contact_id: Optional;
  company_id: Optional;
  direction: ColumnType<Direction | null, Direction | null | undefined, never>;
  title: Optional;
  message_id: Optional;
  next_step: Optional;
  at: ColumnType<Date, Date | string, never>;
}

interface OwnersTable {
  workspace_id: string;
  crm: string;
  id: string;
  email: Optional;
  name: Optional;
  active: boolean;
  seen_at: DefaultTime;
}

interface StagesTable {
  workspace_id: string;
  crm: string;
  pipeline: string;
  stage: string;
  label: string;
  kind: CrmStage['kind'];
  position: number;
}

interface ConnectionsTable {
  workspace_id: string;
  crm: string;
  ok: boolean;
  detail: string;
  checked_at: DefaultTime;
}

interface CursorsTable {
  workspace_id: string;
  crm: string;
  name: string;
  cursor: JSONColumnType<JsonObject>;
  updated_at: DefaultTime;
}

export interface MirrorSchema {
  crm_companies: RecordTable<'company'>;
  crm_contacts: ContactsTable;
  crm_deals: DealsTable;
  crm_engagements: EngagementsTable;
  crm_owners: OwnersTable;
  crm_stages: StagesTable;
  crm_connections: ConnectionsTable;
  crm_cursors: CursorsTable;
}
