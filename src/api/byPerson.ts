/** What a workspace that shows no figures by person does not answer: docs/insights.md, "Who sees what". */
import type { Scope } from '../store/access/scope.ts';
import type { Db } from '../store/database/db.ts';
import { readWorkspaceSettings } from '../store/settings/settings.ts';
import { isOwnTemplate } from '../store/templates/templates.ts';
import { narrow } from './narrow.ts';
import { Problem } from './problems.ts';
import type { ActionFilters } from './schemas/actions.ts';

/** How drafts name a template that a rep wrote for himself. No id is longer. */
const REPS_TEMPLATE = /\/u(\d{1,18})$/;

/**
 * The part of a scope that a list, its counts and its export show: narrow's. What insights count of one other person, and what the template
 * of one other person made, are figures of that person, and refused as those are.
 *
 * @throws Problem insights-by-person-off
 */
export async function scopeOfList(db: Db, scope: Scope, query: Partial<ActionFilters>): Promise<Scope> {
  const listed = narrow(scope, query);
  // One's own are never kept from anybody, whoever's template made them.
  if (listed.reach === 'own' || query.userId === scope.userId) return listed;
  if (!(await isOfAnother(db, scope, query))) return listed;
  const { insightsByPerson } = await readWorkspaceSettings(db, scope.workspaceId);
  if (insightsByPerson !== true) throw byPersonOff();
  return listed;
}

async function isOfAnother(db: Db, scope: Scope, query: Partial<ActionFilters>): Promise<boolean> {
  if (query.counted !== undefined && query.userId !== undefined) return true;
  const [, template] = REPS_TEMPLATE.exec(query.draftVersion ?? '') ?? [];
  return template !== undefined && !(await isOwnTemplate(db, scope, template));
}

export function byPersonOff(): Problem {
  return new Problem(
    'insights-by-person-off',
    'the workspace shows insights of all together; an administrator can switch on insightsByPerson in its settings',
  );
}
