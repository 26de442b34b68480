/** docs.slack.dev/reference/methods: views.open, views.push, views.update. */
import type { z } from 'zod';
import { modal } from '../blockKit/views.ts';
import { complaintsAbout } from '../blockKit/wording.ts';
import { parsed, type Refusal, refusal } from '../content.ts';
import { type OpenView, shownView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import type { Method } from './method.ts';

export const VIEWS: Readonly<Record<string, Method>> = {
  'views.open': (form, workspace) => opened(form, workspace, workspace.views.open),
  'views.push': (form, workspace) => opened(form, workspace, workspace.views.push),

  'views.update': async (form, { views }) => {
    const given = readModal(parsed(form.get('view')));
    if ('error' in given) return refusal(given);
    const view = views.get(form.get('view_id') ?? '') ?? views.byExternalId(form.get('external_id') ?? '');
    if (view === undefined) return refusal({ error: 'not_found' });
    const hash = form.get('hash');
    if (hash && hash !== view.hash) return refusal({ error: 'hash_conflict' });
    return { ok: true, view: shownView(views.update(view, given.modal)) };
  },
};

/** The modal, or how Slack refuses it. */
export function readModal(value: unknown): { modal: z.output<typeof modal> } | Refusal {
  const complaints = complaintsAbout(modal, value ?? undefined, 'view');
  return complaints.length > 0 ? { error: 'invalid_arguments', complaints } : { modal: modal.parse(value) };
}

async function opened(
  form: URLSearchParams,
  { triggers }: Workspace,
  open: (userId: string, given: z.output<typeof modal>) => OpenView | Refusal,
): Promise<object> {
  // What is malformed does not use up the trigger.
  const given = readModal(parsed(form.get('view')));
  if ('error' in given) return refusal(given);
  const trigger = triggers.take(form.get('trigger_id') ?? '');
  if ('error' in trigger) return refusal(trigger);
  const view = open(trigger.userId, given.modal);
  return 'error' in view ? refusal(view) : { ok: true, view: shownView(view) };
}
