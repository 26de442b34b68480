/** People in the fake's Slack, as tests have them act, and what the fake tells of it. */
import type { z } from 'zod';
import type { AppChange } from '../../local/slackFake/control.ts';
import type { slackFault } from '../../local/slackFake/faults.ts';
import type { Given } from '../../local/slackFake/inputs.ts';
import type { Outcome } from '../../local/slackFake/interactions/acts.ts';
import type { SignedRequest } from '../../local/slackFake/interactions/send.ts';
import type { SlackMessage } from '../../local/slackFake/messages.ts';
import type { Person, personSchema } from '../../local/slackFake/people.ts';
import type { shownView } from '../../local/slackFake/views.ts';

export type { Given, Outcome, SignedRequest, SlackMessage };

/** A modal that somebody has open, with what is wrong at its fields. */
export type ShownView = ReturnType<typeof shownView> & { errors: Record<string, string> };

/** Which element of a message, and what is chosen there where it offers a choice. */
export interface Choice {
  /** Where several elements have the action_id. */
  block_id?: string;
  value?: string | string[] | null;
}

export interface SlackDesk {
  /** Of all conversations, oldest first. */
  messages(): Promise<SlackMessage[]>;
  /** Those whose metadata name the action. */
  about(action: { id: string }): Promise<SlackMessage[]>;
  /** Every version of a message, oldest first. */
  versions(message: Pick<SlackMessage, 'channel' | 'ts'>): Promise<SlackMessage[]>;
  /** What only this user sees. */
  ephemerals(user: string): Promise<SlackMessage[]>;
  /** The modals that the user has open, the one on top last. */
  views(user: string): Promise<ShownView[]>;
  /** Clicks a button of a message, or chooses in a menu. */
  click(
    user: string,
    message: Pick<SlackMessage, 'channel' | 'ts'>,
    actionId: string,
    choice?: Choice,
  ): Promise<Outcome>;
  /** The same in a modal. */
  clickInView(
    user: string,
    view: { id: string },
    actionId: string,
    choice?: Choice & { values?: Given },
  ): Promise<Outcome>;
  /** Submits a modal: what is missing from `values` is as the app has filled it in. */
  submit(user: string, view: { id: string }, values?: Given): Promise<Outcome>;
  close(user: string, view: { id: string }, options?: { all?: boolean }): Promise<Outcome>;
  /** Types a slash command, such as `/signoff`. */
  command(user: string, command: string, text?: string): Promise<Outcome>;
  people(): Promise<Person[]>;
  /** Adds a member of the workspace, or changes one. */
  putPerson(person: Partial<z.input<typeof personSchema>> & { id: string }): Promise<void>;
  /** A message that somebody else has written. */
  plant(message: { channel: string; user: string; text: string }): Promise<{ channel: string; ts: string }>;
  /** Where and how the app is told of things from now on. */
  configure(change: AppChange): Promise<void>;
  orderFault(fault: z.input<typeof slackFault>): Promise<void>;
  clearFaults(): Promise<void>;
  /** How many connections of Socket Mode there are. */
  sockets(): Promise<number>;
  /** Has them made anew, as Slack does every few hours. */
  refreshSockets(): Promise<void>;
}

/** @param slackFakeUrl where the fake is: of a stack its `slackFakeUrl`, else `http://127.0.0.1:{port}` */
export function slackDesk(slackFakeUrl: string): SlackDesk {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${slackFakeUrl}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    // The fake's own shapes, which the return types name.
    return JSON.parse(text) as T;
  };
  return {
    messages: () => call('GET', '/messages'),
    about: ({ id }) => call('GET', `/messages/about/${id}`),
    versions: ({ channel, ts }) => call('GET', `/messages/${channel}/${ts}`),
    ephemerals: (user) => call('GET', `/users/${user}/ephemerals`),
    views: (user) => call('GET', `/users/${user}/views`),
    click: (user, { channel, ts }, action_id, choice) =>
      call('POST', '/click', { user, channel, ts, action_id, ...choice }),
    clickInView: (user, { id }, action_id, choice) =>
      call('POST', '/views/click', { user, view: id, action_id, ...choice }),
    submit: (user, { id }, values) => call('POST', '/views/submit', { user, view: id, values }),
    close: (user, { id }, options) => call('POST', '/views/close', { user, view: id, ...options }),
    command: (user, command, text) => call('POST', '/command', { user, command, text }),
    people: () => call('GET', '/users'),
    putPerson: async ({ id, ...person }) => void (await call('PUT', `/users/${id}`, person)),
    plant: (message) => call('POST', '/messages', message),
    configure: async (change) => void (await call('PUT', '/app', change)),
    orderFault: async (fault) => void (await call('POST', '/faults', fault)),
    clearFaults: async () => void (await call('DELETE', '/faults')),
    sockets: async () => (await call<{ connections: number }>('GET', '/sockets')).connections,
    refreshSockets: async () => void (await call('POST', '/sockets/refresh')),
  };
}

/** Sends a request again, byte by byte as it was, or changed: what somebody could do who has seen it. */
export function replay(
  request: SignedRequest | null | undefined,
  changes: { body?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  if (!request) throw new Error('nothing was sent by HTTP');
  const { url, headers, body } = request;
  return fetch(url, { method: 'POST', headers: { ...headers, ...changes.headers }, body: changes.body ?? body });
}
