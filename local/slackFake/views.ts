/** The modals that people have open. They are in their windows, not in Slack: a restart of the fake closes them. */
import { randomBytes } from 'node:crypto';
import { withIds } from './blockKit/blocks.ts';
import type { Modal } from './blockKit/views.ts';
import type { Refusal } from './content.ts';
import { APP_ID, BOT, TEAM } from './ids.ts';
import { type Given, stateOf } from './inputs.ts';

export interface OpenView {
  id: string;
  userId: string;
  /** Another with every change of the view. */
  hash: string;
  modal: Modal;
  rootId: string;
  previousId: string | null;
  /** What was put in when it was last submitted, and what was wrong with it, by block_id. */
  given: Given;
  errors: Record<string, string>;
}

/** So many modals may lie on each other (docs.slack.dev/surfaces/modals). */
const MAX_STACK = 3;

export interface Views {
  open(userId: string, modal: Modal): OpenView | Refusal;
  /** Over the one that is on top. */
  push(userId: string, modal: Modal): OpenView | Refusal;
  update(view: OpenView, modal: Modal): OpenView;
  /** Keeps what a person has put in. */
  fill(view: OpenView, given: Given, errors: Record<string, string>): void;
  get(id: string): OpenView | undefined;
  byExternalId(externalId: string): OpenView | undefined;
  /** The user's modals, the one on top last. */
  of(userId: string): OpenView[];
  close(view: OpenView): void;
  /** All of the user's. */
  clear(userId: string): void;
  /** Grows with every change of what is open. */
  revision(): number;
}

export function createViews(): Views {
  let stack: OpenView[] = [];
  let revision = 0;
  const setStack = (next: OpenView[]) => {
    stack = next;
    revision += 1;
  };
  const of = (userId: string) => stack.filter((view) => view.userId === userId);
  const isTaken = ({ external_id: id }: Modal) => Boolean(id) && stack.some(({ modal }) => modal.external_id === id);
  const add = (userId: string, modal: Modal, below: OpenView | undefined): OpenView => {
    const id = `V${randomBytes(5).toString('hex').toUpperCase()}`;
    const view = { id, userId, ...state(modal), rootId: below?.rootId ?? id, previousId: below?.id ?? null };
    setStack([...stack, view]);
    return view;
  };
  return {
    open: (userId, modal) => {
      if (isTaken(modal)) return { error: 'duplicate_external_id' };
      setStack(stack.filter((view) => view.userId !== userId));
      return add(userId, modal, undefined);
    },
    push: (userId, modal) => {
      if (isTaken(modal)) return { error: 'duplicate_external_id' };
      const below = of(userId);
      return below.length >= MAX_STACK ? { error: 'push_limit_reached' } : add(userId, modal, below.at(-1));
    },
    update: (view, modal) => {
      revision += 1;
      return Object.assign(view, state(modal));
    },
    fill: (view, given, errors) => void Object.assign(view, { given, errors }),
    get: (id) => stack.find((view) => view.id === id),
    byExternalId: (externalId) => stack.find(({ modal }) => modal.external_id === externalId),
    of,
    close: (closed) => setStack(stack.filter((view) => view !== closed)),
    clear: (userId) => setStack(stack.filter((view) => view.userId !== userId)),
    revision: () => revision,
  };
}

function state(modal: Modal) {
  const hash = `${Math.floor(Date.now() / 1_000)}.${randomBytes(4).toString('hex')}`;
  return { hash, modal: { ...modal, blocks: withIds(modal.blocks) }, given: {}, errors: {} };
}

/** As Slack shows it to the app (docs.slack.dev/reference/views/modal-views). */
export function shownView({ id, hash, modal, rootId, previousId }: OpenView, given: Given = {}) {
  return {
    id,
    team_id: TEAM.id,
    type: 'modal',
    title: modal.title,
    submit: modal.submit ?? null,
    close: modal.close ?? null,
    blocks: modal.blocks,
    private_metadata: modal.private_metadata ?? '',
    callback_id: modal.callback_id ?? '',
    external_id: modal.external_id ?? '',
    state: { values: stateOf(modal.blocks, given) },
    hash,
    clear_on_close: modal.clear_on_close ?? false,
    notify_on_close: modal.notify_on_close ?? false,
    submit_disabled: modal.submit_disabled ?? false,
    root_view_id: rootId,
    previous_view_id: previousId,
    app_id: APP_ID,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.botId,
  };
}
