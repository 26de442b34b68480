/** BottleCRM, the way out: tasks, and touches as interactions or comments (django-crm 1.35.0, tasks/ and interactions/). */
import { z } from 'zod';
import type { Attempt, DeliveryResult, Effect } from '../../../domain/delivery.ts';
import { DeliveryError } from '../../../domain/delivery.ts';
import type { CrmClient, CrmTask, CrmTouch } from '../crm.ts';
import { ofOwnIds } from '../ownIds.ts';
import { BOTTLECRM, type BottleCrmApi, type BottleCrmSettings, createBottleCrmApi, webLink } from './api.ts';
import { findComment, findInteraction, findTask, type Home, homeOf } from './find.ts';
import { marked } from './marker.ts';

const PRIORITY = { low: 'Low', normal: 'Medium', high: 'High' } as const;
/** Of its columns; a longer text is cut, its marker kept. */
const MAX_TITLE = 200;
const MAX_BODY = 10_000;
/** All of it together, so that what was made is answered within the activity's time. */
const READ_BACK_MS = 30_000;

/**
 * Results: `{ crm, taskId, url }`, or `{ crm, touchId, url }`. The ids are read back, as BottleCRM answers none for a task or
 * a comment; where that fails they are null, for what was made is made. `url` is null without `webUrl`.
 */
export function createBottleCrmClient(settings: BottleCrmSettings): CrmClient {
  const api = createBottleCrmApi(settings, 'permanent');
  return {
    name: BOTTLECRM,
    createTask: (task) => ofOwnIds(BOTTLECRM, task, () => taskEffect(api, settings, task)),
    logTouch: (touch) => ofOwnIds(BOTTLECRM, touch, () => touchEffect(api, settings, touch)),
  };
}

function taskEffect(api: BottleCrmApi, settings: BottleCrmSettings, task: CrmTask): Effect {
  const title = cut(task.subject, MAX_TITLE);
  const find = ({ key, signal }: Asking) => findTask(api, { task, title, key }, signal);
  const result = (id: string | null) => ({
    crm: BOTTLECRM,
    taskId: id,
    url: id === null ? null : webLink(settings, 'tasks', id),
  });
  const write = async (attempt: Attempt) => {
    const dueDate = dayIn(await orgTimeZone(api, attempt.signal), task.dueAt);
    await attempt.fence();
    const body = {
      title,
      status: 'New',
      priority: PRIORITY[task.priority],
      due_date: dueDate,
      description: textOf(task, attempt.key),
      ...parentOf(task),
      assigned_to: task.ownerId === undefined ? [] : [task.ownerId],
      contacts: task.contactId === undefined ? [] : [task.contactId],
    };
    await api.post(['tasks'], body, attempt.signal);
  };
  return effect(write, find, result);
}

/** A deal or, without one, a company: a task has one parent, and contacts beside it. */
function parentOf({ dealId, companyId }: CrmTask) {
  if (dealId !== undefined) return { opportunity: dealId };
  return companyId === undefined ? {} : { account: companyId };
}

function touchEffect(api: BottleCrmApi, settings: BottleCrmSettings, touch: CrmTouch): Effect {
  const home = homeOf(touch);
  if (home === undefined) {
    const perform = () =>
      Promise.reject(new DeliveryError('permanent', 'BottleCRM logs a touch on a deal, a contact or a company'));
    return { perform };
  }
  const result = (id: string | null) => ({
    crm: BOTTLECRM,
    touchId: id,
    url: webLink(settings, home.webPath, home.id),
  });
  const { touchType: kind } = touch;
  return kind === 'note' || kind === 'form'
    ? commentEffect(api, touch, home, result)
    : effect(
        async ({ key, signal, fence }) => {
          await fence();
          const body = {
            kind,
            occurred_at: touch.occurredAt,
            subject: cut(touch.subject, MAX_TITLE),
            body: textOf(touch, key),
            [home.name]: home.id,
          };
          await api.post(['interactions'], body, signal);
        },
        ({ key, signal }) => findInteraction(api, { home, occurredAt: touch.occurredAt, key }, signal),
        result,
      );
}

/** Among its interactions BottleCRM has neither notes nor forms: they are comments on the record. */
function commentEffect(api: BottleCrmApi, touch: CrmTouch, home: Home, result: Result): Effect {
  return effect(
    async ({ key, signal, fence }) => {
      await fence();
      const body = touch.body === undefined ? touch.subject : `${touch.subject}\n\n${touch.body}`;
      await api.post([home.path, home.id], { comment: textOf({ ...touch, body }, key) }, signal);
    },
    ({ key, signal }) => findComment(api, { home, key }, signal),
    result,
  );
}

type Asking = Pick<Attempt, 'key' | 'signal'>;
type Result = (id: string | null) => DeliveryResult;

function effect(
  write: (attempt: Attempt) => Promise<void>,
  find: (asking: Asking) => Promise<string | null>,
  result: Result,
): Effect {
  return {
    async perform(attempt) {
      await write(attempt);
      const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(READ_BACK_MS)]);
      return result(await find({ key: attempt.key, signal }).catch(() => null));
    },
    async ask(asking) {
      const id = await find(asking);
      return id === null ? null : result(id);
    },
  };
}

/** The contact is named besides, as the one parent may be another record. */
function textOf({ body = '', contactName }: Pick<CrmTask, 'body' | 'contactName'>, key: string): string {
  const text = contactName === undefined ? body : `${body}\n\nContact: ${contactName}`.trimStart();
  const room = MAX_BODY - marked('', key).length - 2;
  return marked(cut(text, room), key);
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}

const orgSettings = z.object({ timezone: z.string().nullish() });

/** BottleCRM has a due day and no hour, and calls a task overdue by its organization's calendar (common/org_time.py). */
async function orgTimeZone(api: BottleCrmApi, signal: AbortSignal): Promise<string> {
  return (await api.get(['org', 'settings'], orgSettings, { signal })).timezone || 'UTC';
}

/** YYYY-MM-DD, as Sweden writes it. */
function dayIn(timeZone: string, at: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at));
}
