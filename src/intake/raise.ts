/** From a trigger to what it comes to: the one way, for what changed in a CRM and for what was posted. */
import type { ActionType } from '../domain/actionTypes.ts';
import type { TriggerFacts } from '../domain/crm.ts';
import type { JsonObject } from '../domain/json.ts';
import { type ParamsIssue, validateParams } from '../domain/params/validate.ts';
import type { Subject } from '../domain/subject.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { draft } from '../drafting/draft.ts';
import {
  type Created,
  createAction,
  DEFAULT_MAX_OPEN_ACTIONS,
  OwnerHasLeft,
  TooManyOpenActions,
} from '../store/actions/createAction.ts';
import { logUnused } from '../store/actions/logUnused.ts';
import type { Db, Tx } from '../store/database/db.ts';
import type { Owner } from '../store/people/people.ts';
import { readForEmail } from './forEmail.ts';
import { templateFor } from './templateFor.ts';

export interface TriggerToRaise {
  workspaceId: string;
  triggerType: TriggerType;
  /** What is to be proposed; `off`: nothing. */
  actionType: ActionType | 'off';
  /** Absent: just now. */
  occurredAt?: Date;
  /** As it was received, for the log. */
  payload: JsonObject;
  subject: Subject;
  /** The figures, where it was detected rather than posted. */
  facts?: TriggerFacts;
  /** Parameters that came with it: each wins over the drafted one. */
  given: JsonObject;
  contextSummary?: string;
  /** With the event below, what tells situations of one company and deal apart. */
  contactId?: string;
  eventId?: string;
  /** Where the action writes to. */
  crm?: string;
  /** In which CRM's mirror the subject is; absent: in the one that the action writes to. */
  mirror?: string;
  /** Names the request: repeated, it makes nothing again and gets what it made. */
  requestKey?: string;
  /** Whether an email that comes of it waits for somebody, whatever its user has chosen. */
  mayNotSendUnapproved?: boolean;
  /** Pending actions of one user; beyond it a trigger makes none. */
  maxOpen?: number;
}

export type Raised =
  /** Its row's workflow is to be told, once the transaction has committed. */
  | { outcome: 'created'; created: Extract<Created, { deduplicated: false }> }
  | { outcome: 'duplicate'; created: Extract<Created, { deduplicated: true }> }
  /** The log says so. */
  | { outcome: 'switched_off' }
  | { outcome: 'too_many_open'; message: string }
  | { outcome: 'no_owner' }
  /** Nothing was written. */
  | { outcome: 'invalid_params'; issues: ParamsIssue[] };

/** Drafts what is missing and writes what comes of it, in the caller's transaction or in one of its own. */
export async function raise(to: Db | Tx, owner: Owner, trigger: TriggerToRaise): Promise<Raised> {
  const { workspaceId, triggerType, actionType, occurredAt, payload, subject, facts, given, maxOpen } = trigger;
  const received = { workspaceId, triggerType, occurredAt, payload, userId: owner.id };
  const subjectCrm = trigger.mirror ?? trigger.crm ?? owner.workspaceCrm;
  const contactId = subject.contact?.id ?? trigger.contactId;
  const about = { crm: subjectCrm, companyId: subject.company?.id, dealId: subject.deal?.id, contactId };
  if (actionType === 'off') {
    const offBy = owner.settings.triggerActions?.[triggerType] === 'off' ? 'user' : 'workspace';
    await logUnused(to, { ...received, about }, 'switched_off', { offBy });
    return { outcome: 'switched_off' };
  }
  const now = new Date();
  const { params, ...drafted } = draft({
    triggerType,
    actionType,
    subject,
    facts,
    given,
    now,
    contextSummary: trigger.contextSummary,
    occurredAt: occurredAt ?? now,
    rep: owner,
    currency: owner.currency,
    own: await templateFor(to, owner, { ...trigger, actionType }),
    ...(await readForEmail(to, owner, trigger)),
  });
  const valid = validateParams(actionType, params);
  if (!valid.ok) return { outcome: 'invalid_params', issues: valid.issues };
  const action = {
    ...received,
    ...drafted,
    actionType,
    subject,
    params: valid.params,
    companyId: subject.company?.id,
    dealId: subject.deal?.id,
    contactId: trigger.contactId,
    eventId: trigger.eventId,
    crm: trigger.crm,
    subjectCrm,
    requestKey: trigger.requestKey,
    needsApproval: trigger.mayNotSendUnapproved === true && actionType === 'send_email',
  };
  try {
    const created = await createAction(to, action, maxOpen);
    return created.deduplicated ? { outcome: 'duplicate', created } : { outcome: 'created', created };
  } catch (error) {
    if (error instanceof OwnerHasLeft) {
      await logUnused(to, { ...received, about }, 'no_owner');
      return { outcome: 'no_owner' };
    }
    if (!(error instanceof TooManyOpenActions)) throw error;
    await logUnused(to, { ...received, about }, 'too_many_open', { limit: maxOpen ?? DEFAULT_MAX_OPEN_ACTIONS });
    return { outcome: 'too_many_open', message: error.message };
  }
}
