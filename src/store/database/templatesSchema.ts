/** The table of templates that people write, as Kysely sees it: see migrations/0035_templates.sql. */
import type { ColumnType, Generated } from 'kysely';
import type { TemplateKind } from '../../domain/templates.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import type { DefaultTime } from './columnTypes.ts';

/** Rows are added and never changed. */
type Once<T> = ColumnType<T, T, never>;

interface DraftTemplatesTable {
  id: Generated<string>;
  workspace_id: Once<string>;
  user_id: Once<string | null>;
  trigger_type: Once<TriggerType>;
  kind: Once<TemplateKind>;
  version: Once<number>;
  subject: Once<string | null>;
  body: Once<string | null>;
  made_by: Once<string | null>;
  created_at: DefaultTime;
}

export interface TemplatesSchema {
  draft_templates: DraftTemplatesTable;
}
