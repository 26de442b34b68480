/** Why a trigger made no action, as far as its outcome does not say it already: kept with it in `trigger_log`. */

/** What a workspace's detection settings measure. */
export type Measure = 'percent' | 'amountMinor' | 'days' | 'score' | 'opens' | 'contacts';

/** There was less than the workspace asks for. */
export interface Shortfall {
  measure: Measure;
  is: number;
  needed: number;
  /** Of amounts: ISO 4217. */
  currency?: string;
  /** Of opens and contacts: within so many hours. */
  windowHours?: number;
}

/** What a rule needs and did not find. */
export const OBSTACLES = [
  'deal_closed',
  'other_currency',
  'other_pipeline',
  'unknown_stage',
  'not_new',
  'told_before',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

export interface Why {
  /** Of `below_threshold`. */
  short?: Shortfall[];
  /** Of `not_applicable`. */
  obstacle?: Obstacle;
  /** The stage that closed the deal or that nobody named; the age of the contact in days. */
  found?: string;
  /** Of `switched_off`: whose choice it is. */
  offBy?: 'user' | 'workspace';
  /** Of `too_many_open`: so many were pending. */
  limit?: number;
  /** Of `stale`: the properties of which something newer was known. */
  properties?: string[];
  /** Of `no_owner`: whom the CRM names. */
  owner?: { id: string | null; email: string | null };
}
