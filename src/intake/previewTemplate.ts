/** What a template would make of triggers that were seen. */
import type { TriggerFacts } from '../domain/crm.ts';
import type { JsonObject } from '../domain/json.ts';
import { ACTION_OF_KIND, type TemplateKind, type TemplateTexts } from '../domain/templates.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { draft } from '../drafting/draft.ts';
import type { Scope } from '../store/access/scope.ts';
import type { Db } from '../store/database/db.ts';
import { findOwner, type Owner } from '../store/people/people.ts';
import { type PastTrigger, pastTriggers } from '../store/templates/pastTriggers.ts';
import { readForEmail } from './forEmail.ts';

const EXAMPLES = 5;

export interface TemplateExample extends Pick<PastTrigger, 'alertId' | 'actionId' | 'summary' | 'createdAt'> {
  texts: TemplateTexts;
  /** Why ours would be taken; null: it would be this one. */
  problem: string | null;
}

/** The last triggers of that type in the scope, drafted anew as of now: with what is known of them now, whoever was their rep. */
export async function previewTemplate(
  db: Db,
  scope: Scope,
  template: { triggerType: TriggerType; kind: TemplateKind; texts: TemplateTexts },
): Promise<TemplateExample[]> {
  const { triggerType } = template;
  const examples: TemplateExample[] = [];
  for (const trigger of await pastTriggers(db, scope, { triggerType, limit: EXAMPLES })) {
    const owner = await findOwner(db, scope, trigger.userId);
    // Whoever has left makes no more drafts.
    if (owner !== undefined) examples.push(await exampleOf(db, scope.workspaceId, owner, trigger, template));
  }
  return examples;
}

async function exampleOf(
  db: Db,
  workspaceId: string,
  owner: Owner,
  { alertId, actionId, summary, createdAt, subject, payload }: PastTrigger,
  { triggerType, kind, texts }: { triggerType: TriggerType; kind: TemplateKind; texts: TemplateTexts },
): Promise<TemplateExample> {
  const actionType = ACTION_OF_KIND[kind];
  // What a trigger came with in its draft's place is left out: the template is looked at. But its reason is a fact.
  const given: JsonObject = reasonOf(payload);
  const crm = typeof payload.crm === 'string' ? payload.crm : owner.workspaceCrm;
  const now = new Date();
  const { params, templateProblem } = draft({
    triggerType,
    actionType,
    subject,
    facts: factsOf(payload),
    given,
    now,
    occurredAt: createdAt,
    rep: owner,
    currency: owner.currency,
    own: { ...texts, draftVersion: `${triggerType}/preview` },
    ...(await readForEmail(db, owner, { workspaceId, actionType, subject, given, crm, mirror: crm })),
  });
  return {
    alertId,
    actionId,
    summary,
    createdAt,
    texts: { subject: String(params.subject ?? ''), body: String(params.body ?? '') },
    problem: templateProblem ?? null,
  };
}

/** As src/activities/crmIn/raiseTrigger.ts put them there; what was posted by hand has none. */
function factsOf({ facts }: JsonObject): TriggerFacts | undefined {
  // Ours alone write payloads with facts: whoever posts a trigger cannot, the API's schema has no such member.
  return typeof facts === 'object' && facts !== null && !Array.isArray(facts) ? (facts as TriggerFacts) : undefined;
}

function reasonOf({ actionParams }: JsonObject): JsonObject {
  if (typeof actionParams !== 'object' || actionParams === null || Array.isArray(actionParams)) return {};
  return typeof actionParams.reason === 'string' ? { reason: actionParams.reason } : {};
}
