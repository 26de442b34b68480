/**
 * What Signoff asks of a CRM. A real one plugs in by implementing CrmClient (the way out: tasks and touches) and
 * CrmSource (owners, pipelines, records by last change, and whether the credential is right).
 */
import type { Urgency } from '../../domain/actionTypes.ts';
import type { CheckLine } from '../../domain/check.ts';
import type { RecordKind } from '../../domain/crm.ts';
import type { Effect } from '../../domain/delivery.ts';
import type { CrmPipeline } from '../../domain/pipelines.ts';
import type { InboxEvent } from './inbound.ts';

export type { RecordKind };

interface CrmRecord {
  workspaceId: string;
  /** The rep in whose name it is made. */
  userId: string;
  /** Who owns it in the CRM, by the CRM's id; always given for real CRMs, as no rep without one gets that far. */
  ownerId?: string;
  subject: string;
  body?: string;
  companyId?: string;
  dealId?: string;
  contactId?: string;
  /** For CRMs that link a record to one parent only: the contact is then named in the text. */
  contactName?: string;
}

export interface CrmTask extends CrmRecord {
  /** RFC 3339. */
  dueAt: string;
  priority: Urgency;
}

export interface CrmTouch extends CrmRecord {
  touchType: 'note' | 'meeting' | 'call' | 'email' | 'form';
  /** RFC 3339. */
  occurredAt: string;
}

/**
 * The way out. Each method returns an effect that makes one request, awaits the fence immediately before it, marks what it
 * makes with the attempt's key (an id that the caller may choose, a unique property, a line in the body) and finds it again
 * by that mark in `ask`.
 */
export interface CrmClient {
  /** As an action's `crm` names it. */
  readonly name: string;
  createTask(task: CrmTask): Effect;
  logTouch(touch: CrmTouch): Effect;
}

/** Somebody who can own records in the CRM. */
export interface CrmOwnerRecord {
  id: string;
  email: string | null;
  name: string | null;
  active: boolean;
}

export interface ChangedPage {
  events: InboxEvent[];
  /** Where the next page begins; null: this was the last. */
  next: string | null;
}

export interface ChangedFrom {
  /** RFC 3339; null: from the beginning. */
  since: string | null;
  /** A page's `next`; null: the first page. */
  cursor: string | null;
  /** For an import: what it tells fills the mirror and makes no actions. */
  bulk: boolean;
}

/** What poll, import and `crm check` ask of a CRM. All throw DeliveryErrors only. */
export interface CrmSource {
  /** As its reader and its inbound are named. */
  readonly name: string;
  listOwners(signal: AbortSignal): Promise<CrmOwnerRecord[]>;
  /** All pipelines of deals, with the ids that its reader's changes of deals name. */
  listPipelines(signal: AbortSignal): Promise<CrmPipeline[]>;
  /**
   * Records changed at or after `since`, the longest ago changed first, a page at a time. The events are read by the CRM's
   * own CrmReader; each one's key is `poll:{kind}:{id}:{last change}`, so that the same state is taken once.
   */
  listChanged(kind: RecordKind, from: ChangedFrom, signal: AbortSignal): Promise<ChangedPage>;
  /** Whether credential and scopes are right. Never throws. */
  check(signal: AbortSignal): Promise<CheckLine[]>;
}
