/**
 * What tests and people tell the fake, and ask it, as JSON:
 *
 * - `GET /messages` (oldest first), `GET /messages/about/{id}` (those whose metadata name it), `GET /messages/{channel}/{ts}` (every version of one), `POST /messages` plants one of somebody else's
 * - `GET /users`, `GET /users/{id}/ephemerals`, `GET /users/{id}/views`; `PUT /users/{id}` adds or changes a member
 * - `POST /click`, `/views/click`, `/views/submit`, `/views/close`, `/command`: a person acts; the answer tells what became of it
 * - `POST /faults` orders a fault (see slackFault), `DELETE /faults` forgets them
 * - `PUT /app` changes where and how the app is told of things; `POST /sockets/refresh` has Socket Mode's connections made anew
 */
import { z } from 'zod';
import { json, notFoundReply, type Reply, type Request } from '../fakes/http.ts';
import { checkContent } from './content.ts';
import { slackFault } from './faults.ts';
import {
  click,
  clickInView,
  clickSchema,
  closeSchema,
  closeView,
  command,
  commandSchema,
  NoSuchThing,
  submit,
  submitSchema,
  viewClickSchema,
} from './interactions/acts.ts';
import { personSchema } from './people.ts';
import { shownView } from './views.ts';
import type { Workspace } from './workspace.ts';

const appChange = z.strictObject({
  interactionsUrl: z.url().optional(),
  commandsUrl: z.url().optional(),
  signingSecret: z.string().min(1).optional(),
  socketMode: z.boolean().optional(),
});
export type AppChange = z.output<typeof appChange>;

const planted = z.strictObject({ channel: z.string(), user: z.string(), text: z.string().min(1) });

/** Acts by path. */
const ACTS: Readonly<Record<string, (workspace: Workspace, body: unknown) => Promise<object>>> = {
  '/click': (workspace, body) => click(workspace, clickSchema.parse(body)),
  '/views/click': (workspace, body) => clickInView(workspace, viewClickSchema.parse(body)),
  '/views/submit': (workspace, body) => submit(workspace, submitSchema.parse(body)),
  '/views/close': (workspace, body) => closeView(workspace, closeSchema.parse(body)),
  '/command': (workspace, body) => command(workspace, commandSchema.parse(body)),
};

/** Answers a request that is neither for the Web API nor for the page. */
export async function control(request: Request, workspace: Workspace): Promise<Reply> {
  const { method, url } = request;
  const path = url.pathname;
  if (method === 'GET') return told(path, workspace);
  const body: unknown = request.body === '' ? {} : JSON.parse(request.body);
  if (method === 'POST' && ACTS[path] !== undefined) return acted(ACTS[path](workspace, body));
  if (method === 'POST' && path === '/messages') return plant(workspace, planted.parse(body));
  if (method === 'POST' && path === '/faults') {
    workspace.faults.order(slackFault.parse(body));
    return json(201, { ordered: true });
  }
  if (method === 'DELETE' && path === '/faults') {
    workspace.faults.clear();
    return json(200, { ordered: false });
  }
  if (method === 'PUT' && path === '/app') {
    Object.assign(workspace.app, appChange.parse(body));
    return json(200, { changed: true });
  }
  if (method === 'POST' && path === '/sockets/refresh') {
    workspace.sockets.refresh();
    return json(200, { refreshed: true });
  }
  const [, id] = /^\/users\/(\w+)$/.exec(path) ?? [];
  if (method !== 'PUT' || id === undefined) return notFoundReply();
  const known = workspace.people.get(id) ?? {};
  await workspace.people.put(personSchema.parse({ ...known, ...z.looseObject({}).parse(body), id }));
  return json(200, { kept: true });
}

function told(path: string, { messages, people, views, sockets }: Workspace): Reply {
  if (path === '/messages') return json(200, messages.list());
  const [, about] = /^\/messages\/about\/([\w-]+)$/.exec(path) ?? [];
  if (about !== undefined)
    return json(
      200,
      messages.list().filter(({ metadata }) => names(metadata, about)),
    );
  if (path === '/users') return json(200, people.list());
  if (path === '/sockets') return json(200, { connections: sockets.count() });
  const [, channel, ts] = /^\/messages\/(\w+)\/([\d.]+)$/.exec(path) ?? [];
  if (channel !== undefined && ts !== undefined) return json(200, messages.versions(channel, ts));
  const [, id, what] = /^\/users\/(\w+)\/(ephemerals|views)$/.exec(path) ?? [];
  if (id === undefined) return notFoundReply();
  if (what === 'ephemerals') return json(200, messages.ephemerals(id));
  return json(
    200,
    views.of(id).map((view) => ({ ...shownView(view, view.given), errors: view.errors })),
  );
}

function names(metadata: unknown, id: string): boolean {
  return JSON.stringify(metadata ?? {}).includes(id);
}

async function acted(outcome: Promise<object>): Promise<Reply> {
  try {
    return json(200, await outcome);
  } catch (error) {
    if (error instanceof NoSuchThing) return json(404, { error: error.message });
    throw error;
  }
}

async function plant({ messages }: Workspace, { channel, user, text }: z.output<typeof planted>): Promise<Reply> {
  const content = checkContent({ text, blocks: null, metadata: null });
  if ('error' in content) return json(422, content);
  const ts = messages.nextTs();
  const own = { channel, ts, user, editedTs: null, onlyFor: null, isDeleted: false };
  await messages.keep({ ...own, ...content, by: 'test' });
  return json(201, { channel, ts });
}
