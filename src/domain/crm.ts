/**
 * What CRMs tell us, in one language: every CRM's parser makes CrmChanges, and everything behind it (mirror, detection,
 * drafting) knows no CRM by name.
 */
export const RECORD_KINDS = ['company', 'contact', 'deal'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface CompanyProperties {
  name: string;
  domain: string | null;
  /** ISO 3166-1, two letters, or what the CRM tells instead; absent of one that tells none. */
  country?: string | null;
  url: string | null;
}

export interface ContactProperties {
  name: string;
  email: string | null;
  companyId: string | null;
  ownerId: string | null;
  ownerEmail: string | null;
  jobTitle: string | null;
  fitScore: number | null;
  /** IANA name, or what the CRM tells instead. */
  timeZone: string | null;
  /** As of a company: the contact's own. */
  country?: string | null;
  url: string | null;
  /** RFC 3339: when it came into the CRM. */
  createdAt: string | null;
}

export interface DealProperties {
  name: string;
  companyId: string | null;
  ownerId: string | null;
  ownerEmail: string | null;
  pipeline: string | null;
  stage: string;
  /** In minor units of `currency`; null: the deal has none. */
  amountMinor: number | null;
  /** ISO 4217; null: the workspace's. */
  currency: string | null;
  /** YYYY-MM-DD. */
  closeDate: string | null;
  competitors: string[];
  contactIds: string[];
  championContactId: string | null;
  url: string | null;
}

export interface PropertiesOf {
  company: CompanyProperties;
  contact: ContactProperties;
  deal: DealProperties;
}

/** Some properties of one record as of a moment. Those that changed together are one change. */
export interface RecordChange<K extends RecordKind = RecordKind> {
  type: 'record';
  kind: K;
  id: string;
  properties: Partial<PropertiesOf[K]>;
  /** What they were before, where the CRM says so: primes a record that we do not know yet. */
  before?: Partial<PropertiesOf[K]>;
  /** RFC 3339, UTC. */
  at: string;
  /** Imports, merges and catching up: they bring the mirror up to date and make no actions. */
  bulk: boolean;
}

export const ENGAGEMENT_KINDS = ['email_opened', 'email', 'call', 'meeting', 'form', 'note'] as const;
export type EngagementKind = (typeof ENGAGEMENT_KINDS)[number];

/** Something between us and the customer took place. */
export interface EngagementChange {
  type: 'engagement';
  id: string;
  kind: EngagementKind;
  dealId?: string;
  contactId?: string;
  companyId?: string;
  /** `inbound`: the customer's doing. */
  direction?: 'inbound' | 'outbound';
  /** What the meeting or form is called; of an email its subject. */
  title?: string;
  /** Of an email between us and the contact: its Message-ID, with angle brackets. */
  messageId?: string;
  /** What was agreed on with the contact as the next step, in words that he may read. */
  nextStep?: string;
  /** RFC 3339, UTC. */
  at: string;
  bulk: boolean;
}

/** Records that became one: the primary lives on, what was known of the others is forgotten. Always bulk. */
export interface MergeChange {
  type: 'merge';
  kind: RecordKind;
  primaryId: string;
  mergedIds: string[];
  at: string;
}

/** A record is gone from the CRM; a later change brings it back. Makes no actions. */
export interface DeletionChange {
  type: 'deletion';
  kind: RecordKind;
  id: string;
  /** RFC 3339, UTC. */
  at: string;
}

/** A contact is to be forgotten (GDPR, article 17): all that tells of this person goes. Makes no actions. */
export interface ErasureChange {
  type: 'erasure';
  contactId: string;
  /** RFC 3339, UTC. */
  at: string;
}

export type CrmChange =
  | { [K in RecordKind]: RecordChange<K> }[RecordKind]
  | EngagementChange
  | MergeChange
  | DeletionChange
  | ErasureChange;

/** The figures behind a trigger, for its reviewer: never for the contact. */
export interface TriggerFacts {
  before?: ChangedValues;
  after?: ChangedValues;
  /** Of the amount before; whole or with one decimal, always positive. */
  percent?: number;
  /** Pushed by, silent for. */
  days?: number;
  /** Opens, or active contacts. */
  count?: number;
  /** The window in which they were counted. */
  windowHours?: number;
  score?: number;
  /** Back to the pipeline's first stage, or out of won: all is open again. */
  startsOver?: boolean;
  competitor?: string;
  contactNames?: string[];
  /** What the meeting or form is called. */
  title?: string;
}

export interface ChangedValues {
  stage?: string;
  amountMinor?: number;
  currency?: string;
  /** YYYY-MM-DD. */
  closeDate?: string;
  jobTitle?: string;
}
