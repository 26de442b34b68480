import type { FastifyRequest } from 'fastify';
import type { ActionType } from '../../domain/actionTypes.ts';
import { defaultAction } from '../../domain/autoExecute.ts';
import { foreignIds } from '../../domain/crmIds.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ParamsIssue } from '../../domain/params/validate.ts';
import type { Subject } from '../../domain/subject.ts';
import { raise } from '../../intake/raise.ts';
import type { Scope } from '../../store/access/scope.ts';
import { findOwner, type Owner } from '../../store/people/people.ts';
import { callerOf, scopeOf } from '../authenticate.ts';
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
      const owner = await ownerOf(deps, scope, trigger.userId ?? scope.userId);
      const actionType =
        trigger.actionType ?? defaultAction(owner.settings, owner.workspaceSettings, trigger.triggerType);
      refuseForeignIds(trigger, actionType, owner);
      const raised = await raise(db, owner, {
        ...receivedBy(trigger),
        workspaceId: scope.workspaceId,
        actionType,
        crm: trigger.crm ?? owner.workspaceCrm,
        requestKey: requestKeyOf(request, scope),
        mayNotSendUnapproved: !callerOf(request).maySendUnapproved,
        maxOpen: deps.maxOpenActionsPerUser,
      });
      if (raised.outcome === 'invalid_params') throw invalid(raised.issues.map(pointedOut), 'invalid-params');
      metrics.triggers.inc({ trigger_type: trigger.triggerType, outcome: raised.outcome });
      switch (raised.outcome) {
        case 'switched_off':
          return reply.code(200).send({ outcome: raised.outcome, deduplicated: false });
        case 'no_owner':
          throw noSuchOwner();
        case 'too_many_open':
          throw new Problem('too-many-open-actions', `${raised.message}: decide on some first`);
        case 'duplicate':
          return reply.code(200).send({ ...raised.created, outcome: raised.outcome });
        case 'created': {
          const { row, ...made } = raised.created;
          teller.tell(row);
          const { action_type: actionType, context_summary: contextSummary } = row;
          return reply.code(201).send({ ...made, outcome: raised.outcome, actionType, contextSummary });
        }
      }
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
  if (owner === undefined) throw noSuchOwner();
  if (owner.role === 'rep' || owner.role === 'manager') return owner;
  throw invalid([{ pointer: '/userId', detail: 'must name a rep or a manager: nobody else can decide on actions' }]);
}

function noSuchOwner(): Problem {
  return invalid([{ pointer: '/userId', detail: 'must name an active user whom you may act for' }]);
}

function receivedBy(trigger: NewTrigger) {
  const { triggerType, occurredAt, contextSummary, actionParams = {}, eventId } = trigger;
  const subject = subjectOf(trigger);
  return {
    triggerType,
    occurredAt: occurredAt === undefined ? undefined : new Date(occurredAt),
    // What came out of a JSON body is JSON, and so are its members; the schema's type does not say so.
    payload: trigger as JsonObject,
    given: actionParams as JsonObject,
    contextSummary,
    subject,
    contactId: subject.contact?.id,
    eventId,
  };
}

function pointedOut({ path, message }: ParamsIssue) {
  return { pointer: path.replace(/^\/params/, '/actionParams'), detail: message };
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
    company: companyKey === undefined ? undefined : { ...company, id: companyKey },
    deal: dealKey === undefined ? undefined : { ...deal, id: dealKey },
    contact,
  };
}
