/**
 * The page of the fake: one is somebody, reads conversations, clicks, fills in modals and types commands. Each of them is a form,
 * so that the page works without its script, which only brings what is new.
 */
import { z } from 'zod';
import { escapeHtml } from '../../../src/domain/escapeHtml.ts';
import { json, notFoundReply, type Reply, type Request } from '../../fakes/http.ts';
import { htmlPage } from '../../fakes/page.ts';
import { directWith } from '../ids.ts';
import { click, clickInView, closeView, command, NoSuchThing, type Outcome, submit } from '../interactions/acts.ts';
import type { Workspace } from '../workspace.ts';
import { SCRIPT, STYLE } from './look.ts';
import { errorHtml, messageHtml, SHOWN } from './messages.ts';
import { modalHtml, readFields } from './modal.ts';
import { addressOf, type PageState, readState } from './state.ts';

export const PAGE_PATH = '/page/';

export function slackPage(url: URL, workspace: Workspace): Reply {
  const state = readState(url.searchParams, workspace);
  const { messages, people, views } = workspace;
  const all = [...messages.list(), ...messages.ephemerals(state.as.id)]
    .filter(({ channel }) => state.channel === undefined || channel === state.channel)
    .sort((a, b) => Number(a.ts) - Number(b.ts));
  const latest = all.slice(-SHOWN).reverse();
  const count = `${all.length} message${all.length === 1 ? '' : 's'}`;
  const view = views.of(state.as.id).at(-1);
  const nameOf = (id: string) => people.get(id)?.realName ?? id;
  const modal = view === undefined ? '' : modalHtml(view, state, nameOf);
  const failed = view === undefined && state.errorAt === undefined ? errorHtml(state.error) : '';
  const body = `<main id="page" data-revision="${revisionOf(workspace)}"${view === undefined ? '' : ' inert'}>
${whoHtml(state, workspace)}${commandHtml(state)}${failed}
<p><small>${count} · <a href="/messages">JSON</a></small></p>
<div id="messages">${latest.map((message) => messageHtml(message, workspace, state)).join('\n')}</div></main>
<div id="modal">${modal}</div>`;
  return htmlPage('Slack (fake)', body, { style: STYLE, script: SCRIPT, formAction: "'self'" });
}

/** Another with each change of what the page may show. */
const revisionOf = ({ messages, views }: Workspace) => `${messages.revision()}-${views.revision()}`;

function whoHtml({ as, channel }: PageState, { people }: Workspace): string {
  const option = (value: string, label: string, isChosen: boolean) =>
    `<option value="${escapeHtml(value)}"${isChosen ? ' selected' : ''}>${escapeHtml(label)}</option>`;
  const everybody = people.list();
  const persons = everybody.map(({ id, realName }) => option(id, realName, id === as.id));
  const conversations = everybody.map(({ id, realName }) =>
    option(directWith(id), realName, directWith(id) === channel),
  );
  return `<form class="who" method="get" action="/"><label>You are <select name="as">${persons.join('')}</select></label>
<label>Conversation with <select name="in"><option value="">everybody</option>${conversations.join('')}</select></label>
<button>Show</button></form>`;
}

function commandHtml({ as, channel }: PageState): string {
  return `<form method="post" action="/page/command"><input type="hidden" name="as" value="${escapeHtml(as.id)}">
<input type="hidden" name="in" value="${escapeHtml(channel ?? '')}">
<label>Command <input type="text" id="command" name="line" placeholder="/signoff" autocomplete="off"></label> <button>Send</button></form>`;
}

/** What the page's forms and its script ask for. After an act the page is shown again, with what became of it. */
export async function pageAct({ method, url, body }: Request, workspace: Workspace): Promise<Reply> {
  const what = url.pathname.slice(PAGE_PATH.length);
  if (method === 'GET' && what === 'revision') return json(200, { revision: revisionOf(workspace) });
  const form = new URLSearchParams(body);
  const act = method === 'POST' ? ACTS[what] : undefined;
  if (act === undefined) return notFoundReply();
  const state = readState(form, workspace);
  try {
    const { error } = await act(form, state, workspace);
    return shownAgain({ ...state, error: error ?? undefined, errorAt: form.get('ts') ?? undefined }, workspace);
  } catch (error) {
    if (!(error instanceof NoSuchThing)) throw error;
    // It has gone since the page was shown.
    return shownAgain({ ...state, error: error.message }, workspace);
  }
}

/** At the message that was acted on; but where an address names a place, a browser gives no field of a modal the focus. */
function shownAgain(state: PageState, { views }: Workspace): Reply {
  const isOpen = views.of(state.as.id).length > 0;
  const place = state.errorAt === undefined || isOpen ? '' : `#m-${state.errorAt}`;
  return { status: 303, headers: { location: `${addressOf(state)}${place}` }, body: '' };
}

type Act = (form: URLSearchParams, state: PageState, workspace: Workspace) => Promise<Pick<Outcome, 'error'>>;

const clicked = z.object({ name: z.string(), value: z.string().optional() });
const fieldNamed = z.tuple([z.string(), z.string()]);

const ACTS: Readonly<Record<string, Act>> = {
  click: (form, { as }, workspace) =>
    click(workspace, {
      user: as.id,
      channel: form.get('channel') ?? '',
      ts: form.get('ts') ?? '',
      block_id: form.get('block') ?? '',
      action_id: form.get('element') ?? '',
      // Of checkboxes there may be several.
      value: form.has('value')
        ? form.getAll('value').length > 1
          ? form.getAll('value')
          : form.get('value')
        : undefined,
    }),

  modal: async (form, { as }, workspace) => {
    const view = workspace.views.get(form.get('view') ?? '');
    if (view === undefined) throw new NoSuchThing('the modal is closed');
    const own = { user: as.id, view: view.id };
    if (form.get('do') === 'close') return closeView(workspace, { ...own, all: false });
    const values = readFields(form, view.modal.blocks);
    const one = form.get('click');
    if (one === null) return submit(workspace, { ...own, values });
    const { name, value } = clicked.parse(JSON.parse(one));
    const [block_id, action_id] = fieldNamed.parse(JSON.parse(name));
    workspace.views.fill(view, values, {});
    return clickInView(workspace, {
      ...own,
      block_id,
      action_id,
      value: value ?? values[block_id]?.[action_id],
      values,
    });
  },

  command: async (form, { as }, workspace) => {
    const [, name, text = ''] = /^(\/[a-z0-9_-]+)(?:\s+(.*))?$/s.exec(form.get('line')?.trim() ?? '') ?? [];
    if (name === undefined) return { error: 'a command begins with a slash' };
    return command(workspace, { user: as.id, command: name, text });
  },
};
