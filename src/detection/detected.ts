import type { Urgency } from '../domain/actionTypes.ts';
import type { PropertiesOf, RecordKind, TriggerFacts } from '../domain/crm.ts';
import type { TriggerType } from '../domain/triggers.ts';
import type { Why } from '../domain/whyUnused.ts';

/**
 * One record's known state: property values and as of when each is known (RFC 3339). A property without a time is not
 * known yet; its value is a blank.
 */
export interface Known<K extends RecordKind> {
  properties: PropertiesOf[K];
  times: { [property: string]: string };
}

/** Why a change that a rule looks at gives no trigger. */
export interface Unmet {
  outcome: 'below_threshold' | 'not_applicable';
  why: Why;
}

/** A trigger that a change gave. */
export interface Detected {
  triggerType: TriggerType;
  occurredAt: string;
  companyId?: string;
  dealId?: string;
  /** Whom it is about, or whom to write to: a deal's champion, else its first contact. */
  contactId?: string;
  eventId?: string;
  facts: TriggerFacts;
  urgency: Urgency;
  /** Something happened, but too little: for the trigger log only. */
  belowThreshold?: boolean;
  /** Something happened that a rule does not hold for: for the trigger log only. */
  unmet?: Unmet;
  /** Of activity_slump and champion_cold: when this silence began, to be kept as told. */
  silentSince?: string;
}

/** Whether a property has been seen on both sides: at its first sight there is nothing to compare with. */
export function comparable<K extends RecordKind>(
  before: Known<K>,
  after: Known<K>,
  ...properties: (keyof PropertiesOf[K] & string)[]
): boolean {
  return properties.every((property) => property in before.times && property in after.times);
}

/** Whether a property has another value than before; one that was not known before has not. */
export function differs<K extends RecordKind>(
  before: Known<K>,
  after: Known<K>,
  property: keyof PropertiesOf[K] & string,
): boolean {
  return comparable(before, after, property) && before.properties[property] !== after.properties[property];
}
