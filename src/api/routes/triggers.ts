import type { FastifyRequest } from 'fastify';
import type { ActionType } from '../../domain/actionTypes.ts';
import { defaultAction } from '../../domain/autoExecute.ts';
import { foreignIds } from '../../domain/crmIds.ts';
import type { JsonObject } from '../../domain/json.ts';
import { validateParams } from '../../domain/params/validate.ts';
import type { Subject } from '../../domain/subject.ts';
import { draft } from '../../drafting/draft.ts';
import type { Scope } from '../../store/access/scope.ts';
import { createAction, logUnused, type NewAction, TooManyOpenActions } from '../../store/actions/createAction.ts';
import { findOwner, type Owner } from '../../store/people/people.ts';
import { scopeOf } from '../authenticate.ts';
import { commandId } from '../commandId.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { keyOf } from '../idempotency.ts';
import { invalid, Problem } from '../problems.ts';
import { problemsOfTrigger } from '../schemas/problem.ts';
import { type NewTrigger, newTrigger, triggerAbsorbed, triggerCreated } from '../schemas/triggers.ts';

/** What the CRM says happened comes in here. */
export function triggerRoutes(api: Api, deps: RouteDeps): void {
  const { db, teller, metrics } = deps;

  api.post(
    '/triggers',
    {
      config: { verb: 'triggers.create' },
      schema: {
        tags: ['triggers'],
        operationId: 'createTrigger',
        summary: 'Something happened in the CRM: raise an alert and propose an action',
        body: newTrigger,
        response: { 200: triggerAbsorbed, 201: triggerCreated, ...problemsOfTrigger },
      },
    },
    async (request, reply) => {
      const trigger = request.body;
      const scope = scopeOf(request);
      const count = (outcome: string) => metrics.triggers.inc({ trigger_type: trigger.triggerType, outcome });
      const owner = await ownerOf(deps, scope, trigger.userId ?? scope.userId);
      const actionType =
        trigger.actionType ?? defaultAction(owner.settings, owner.workspaceSettings, trigger.triggerType);
      refuseForeignIds(trigger, actionType, owner);
      const received = receivedBy(scope, owner, trigger);
      if (actionType === 'off') {
        await logUnused(db, received, 'switched_off');
        count('switched_off');
        return reply.code(200).send({ outcome: 'switched_off', deduplicated: false });
      }
      const action: NewAction = {
        ...received,
        ...proposal(trigger, actionType, owner),
        requestKey: requestKeyOf(request, scope),
      };
      const created = await createAction(db, action, deps.maxOpenActionsPerUser).catch(async (error: unknown) => {
        if (!(error instanceof TooManyOpenActions)) throw error;
        await logUnused(db, received, 'too_many_open');
        count('too_many_open');
        throw new Problem('too-many-open-actions', `${error.message}: decide on some first`);
      });
      if (created.deduplicated) {
        count('duplicate');
        return reply.code(200).send({ ...created, outcome: 'duplicate' });
      }
      count('created');
      const { row, ...made } = created;
      teller.tell(row);
      const { contextSummary } = action;
      return reply.code(201).send({ ...made, outcome: 'created', actionType, contextSummary });
    },
  );
}

/** Undefined where the request does not name itself: then each is another. */
function requestKeyOf(request: FastifyRequest, { userId }: Scope): string | undefined {
  const key = keyOf(request);
  return key === undefined ? undefined : commandId('trigger', { userId, key }, JSON.stringify(request.body));
}

/** Somebody outside the scope is as unknown as nobody: the answer must not tell the two apart. */
async function ownerOf({ db }: RouteDeps, scope: Scope, userId: string): Promise<Owner> {
  const owner = await findOwner(db, scope, userId);
  if (owner === undefined) throw invalid([{ pointer: '/userId', detail: 'is no active user whom you may act for' }]);
  if (owner.role === 'rep' || owner.role === 'manager') return owner;
  throw invalid([{ pointer: '/userId', detail: 'must name a rep or a manager: nobody else can decide on actions' }]);
}

function receivedBy({ workspaceId }: Scope, owner: Owner, trigger: NewTrigger) {
  return {
    workspaceId,
    userId: owner.id,
    triggerType: trigger.triggerType,
    // What came out of a JSON body is JSON; the schema's type does not say so.
    payload: trigger as JsonObject,
    occurredAt: trigger.occurredAt === undefined ? undefined : new Date(trigger.occurredAt),
  };
}

function proposal(trigger: NewTrigger, actionType: ActionType, owner: Owner) {
  const now = new Date();
  const subject = subjectOf(trigger);
  const drafted = draft({
    triggerType: trigger.triggerType,
    actionType,
    subject,
    // The same: it is a member of the body.
    given: (trigger.actionParams ?? {}) as JsonObject,
    contextSummary: trigger.contextSummary,
    occurredAt: trigger.occurredAt === undefined ? now : new Date(trigger.occurredAt),
    now,
    rep: owner,
    currency: owner.currency,
  });
  const valid = validateParams(actionType, drafted.params);
  if (!valid.ok) {
    const detailed = valid.issues.map(({ path, message }) => ({
      pointer: path.replace(/^\/params/, '/actionParams'),
      detail: message,
    }));
    throw invalid(detailed, 'invalid-params');
  }
  return {
    actionType,
    params: valid.params,
    contextSummary: drafted.contextSummary,
    urgency: drafted.urgency,
    alert: drafted.alert,
    subject,
    companyId: subject.company?.id,
    dealId: subject.deal?.id,
    contactId: subject.contact?.id,
    eventId: trigger.eventId,
    crm: trigger.crm ?? owner.workspaceCrm,
  };
}

/** Where the action writes to a CRM, its ids must be such as that CRM has: they become part of its URLs. */
function refuseForeignIds(trigger: NewTrigger, actionType: ActionType | 'off', owner: Owner): void {
  const writes = actionType === 'create_followup_task' || actionType === 'log_touch';
  const crm = trigger.crm ?? (writes ? owner.workspaceCrm : undefined);
  const foreign = crm === undefined ? [] : foreignIds(crm, subjectOf(trigger));
  if (foreign.length > 0) throw invalid(foreign.map(({ kind, why }) => ({ pointer: `/${kind}/id`, detail: why })));
}

/** Ids may be given beside what they are the id of, or in it. */
function subjectOf({ company, deal, contact, companyId, dealId }: NewTrigger): Subject {
  const companyKey = company?.id ?? companyId;
  const dealKey = deal?.id ?? dealId;
  return {
    ...(companyKey === undefined ? {} : { company: { ...company, id: companyKey } }),
    ...(dealKey === undefined ? {} : { deal: { ...deal, id: dealKey } }),
    ...(contact === undefined ? {} : { contact }),
  };
}
