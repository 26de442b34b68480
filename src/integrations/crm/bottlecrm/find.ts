/** What was made in BottleCRM, found again by its marker. */
import { z } from 'zod';
import type { CrmTask, CrmTouch } from '../crm.ts';
import type { BottleCrmApi } from './api.ts';
import { isMarked } from './marker.ts';

/** The one record that a touch is logged on. */
export interface Home {
  /** As an interaction names it. */
  name: 'opportunity' | 'contact' | 'account';
  /** Its list in the API. */
  path: 'opportunities' | 'contacts' | 'accounts';
  /** Its page in the web app. */
  webPath: 'pipeline' | 'contacts' | 'accounts';
  id: string;
}

/** The deal, or else the contact, or else the company. */
export function homeOf({ dealId, contactId, companyId }: CrmTouch): Home | undefined {
  if (dealId !== undefined) return { name: 'opportunity', path: 'opportunities', webPath: 'pipeline', id: dealId };
  if (contactId !== undefined) return { name: 'contact', path: 'contacts', webPath: 'contacts', id: contactId };
  return companyId === undefined
    ? undefined
    : { name: 'account', path: 'accounts', webPath: 'accounts', id: companyId };
}

const PAGE = 100;
/** The most that BottleCRM answers of interactions. */
const INTERACTIONS_PAGE = 200;

const taskRow = z.object({ id: z.string(), title: z.string(), created_at: z.string() });
const taskList = z.object({ tasks_count: z.number(), tasks: z.array(taskRow) });
const taskAnswer = z.object({ task_obj: z.object({ description: z.string().nullish() }) });

/**
 * The id of the task with the marker, or null. Lists leave descriptions out, so tasks are read one by one: those of that
 * title first, then whatever else is on the same parent, in case it was renamed meanwhile. Without a parent only the title
 * narrows them down.
 */
export async function findTask(
  api: BottleCrmApi,
  { task, title, key }: { task: CrmTask; title: string; key: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { dealId: opportunity, companyId, ownerId } = task;
  const account = opportunity === undefined ? companyId : undefined;
  const hasParent = opportunity !== undefined || account !== undefined;
  const narrowed = hasParent ? { opportunity, account } : { assigned_to: ownerId, title };
  const rows: z.output<typeof taskRow>[] = [];
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const query = { ...narrowed, slim: 'true', limit: PAGE, offset };
    const page = await api.get(['tasks'], taskList, { query, signal });
    rows.push(...page.tasks);
    total = page.tasks_count;
  }
  const likely = rows.sort(
    (a, b) =>
      Number(b.title === title) - Number(a.title === title) || Date.parse(b.created_at) - Date.parse(a.created_at),
  );
  for (const { id } of likely) {
    const { task_obj: found } = await api.get(['tasks', id], taskAnswer, { signal });
    if (isMarked(found.description, key)) return id;
  }
  return null;
}

const interactions = z.object({
  count: z.number(),
  interactions: z.array(z.object({ id: z.string(), body: z.string(), occurred_at: z.string() })),
});

/** The id of the interaction with the marker, or null. They come by when they took place, the latest first. */
export async function findInteraction(
  api: BottleCrmApi,
  { home, occurredAt, key }: { home: Home; occurredAt: string; key: string },
  signal: AbortSignal,
): Promise<string | null> {
  for (let offset = 0, total = 1; offset < total; offset += INTERACTIONS_PAGE) {
    const query = { [home.name]: home.id, limit: INTERACTIONS_PAGE, offset };
    const page = await api.get(['interactions'], interactions, { query, signal });
    const found = page.interactions.find(({ body }) => isMarked(body, key));
    if (found !== undefined) return found.id;
    const last = page.interactions.at(-1);
    if (last === undefined || Date.parse(last.occurred_at) < Date.parse(occurredAt)) return null;
    total = page.count;
  }
  return null;
}

const commented = z.object({ comments: z.array(z.object({ id: z.string(), comment: z.string() })) });

/** The id of the comment with the marker, or null. A record comes with all of its comments. */
export async function findComment(
  api: BottleCrmApi,
  { home, key }: { home: Home; key: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { comments } = await api.get([home.path, home.id], commented, { signal });
  return comments.find(({ comment }) => isMarked(comment, key))?.id ?? null;
}
