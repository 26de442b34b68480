/** BottleCRM as far as its client asks: the real one (test/crm) takes minutes to install. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export const uuid = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;

export type Row = Record<string, unknown> & { id: string };
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'lost';

/** Answers as tasks/views, interactions/views and opportunity/views of django-crm 1.35.0 do, as far as the client asks. */
export function bottleCrmStandIn() {
  const state = {
    tasks: [] as Row[],
    interactions: [] as Row[],
    comments: [] as Row[],
    requests: [] as { method: string; path: string; body: Record<string, unknown> }[],
    timeZone: 'UTC',
    /** To the next request of that method: after the work is done for a lost one, instead of it for a refusal. */
    next: new Map<string, Answer>(),
    /** To every request from now on. */
    always: undefined as Answer | undefined,
  };
  const created = () => new Date(Date.UTC(2026, 10, 24, 10, 0, state.requests.length)).toISOString();

  function work(method: string, url: URL, body: Record<string, unknown>): unknown {
    const [, , list = '', id = ''] = url.pathname.split('/');
    const page = <T>(rows: T[]) => {
      const offset = Number(url.searchParams.get('offset'));
      return rows.slice(offset, offset + Number(url.searchParams.get('limit')));
    };
    if (list === 'org') return { id: uuid(90), name: 'Acme', timezone: state.timeZone };
    if (list === 'tasks' && method === 'POST') {
      state.tasks.unshift({ id: uuid(100 + state.tasks.length), created_at: created(), ...body });
      return { error: false, message: 'Task Created Successfully' };
    }
    if (list === 'tasks' && id !== '') return { task_obj: state.tasks.find((task) => task.id === id) };
    if (list === 'tasks') {
      const [deal, owner] = [url.searchParams.get('opportunity'), url.searchParams.get('assigned_to')];
      const title = url.searchParams.get('title') ?? '';
      const found = state.tasks.filter(
        (task) =>
          (deal === null || task.opportunity === deal) &&
          (owner === null || String(task.assigned_to).includes(owner)) &&
          String(task.title).includes(title),
      );
      return { tasks_count: found.length, tasks: page(found).map(({ description: _, ...row }) => row) };
    }
    if (list === 'interactions' && method === 'POST') {
      const row = { id: uuid(200 + state.interactions.length), ...body };
      state.interactions.unshift(row);
      return row;
    }
    if (list === 'interactions') return { count: state.interactions.length, interactions: page(state.interactions) };
    if (method === 'POST') state.comments.unshift({ id: uuid(300 + state.comments.length), ...body });
    return { opportunity_obj: { id }, comments: state.comments };
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    const { method = '', url: path = '' } = request;
    state.requests.push({ method, path, body });
    const answer = state.always ?? state.next.get(method);
    state.next.delete(method);
    if (answer !== undefined && answer !== 'lost') {
      return response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? {}));
    }
    const done = work(method, new URL(path, 'http://localhost'), body);
    if (answer === 'lost') return request.socket.destroy();
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(done));
  }
  return { state, handle };
}

export type StandIn = ReturnType<typeof bottleCrmStandIn>;
