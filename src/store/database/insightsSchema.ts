/** The tables of what was counted (docs/insights.md), as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';

/** How many actions of one kind counted as what on one day. Written by triggers and by ../insights/ alone. */
interface Part {
  workspace_id: string;
  day: ColumnType<Date, string, never>;
  user_id: string;
  trigger_type: string;
  action_type: string;
  draft_version: string;
  what: string;
  bucket: number;
  kept: boolean;
  n: ColumnType<string, number, number>;
  measured: ColumnType<string, number, number>;
  fidelity_permille: ColumnType<string, number, number>;
}

export interface InsightsSchema {
  insight_days: Part;
  insight_deltas: Part & { id: Generated<string> };
}
