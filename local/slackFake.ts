/**
 * A stand-in for Slack: its Web API under `/api/`, taking what Slack takes and refusing what Slack refuses. Messages are
 * on disk before they are acknowledged, and stay there.
 *
 * `GET /messages` (JSON, oldest first), `GET /` the page, `GET /livez`; `POST /faults` orders a fault for a method,
 * `DELETE /faults` forgets them.
 */
import { z } from 'zod';
import { SLACK_SCOPES } from '../src/integrations/slack/check.ts';
import { createFaults, type Faults } from './fakes/faults.ts';
import { json, listen, notFoundReply, type Reply, type Request, textReply } from './fakes/http.ts';
import { isMain, runFake } from './fakes/main.ts';
import { openSlackMessages, type SlackMessages } from './slackFake/messages.ts';
import { METHODS, SCOPE_OF } from './slackFake/methods.ts';
import { slackPage } from './slackFake/pages.ts';

/**
 * `lose_answer` does the work and then drops the connection, so that the caller cannot know; `late` drops it at once and does
 * the work `afterMs` later, as for a caller who has given up waiting.
 */
const slackFault = z.strictObject({
  method: z.string().min(1),
  kind: z.enum(['rate_limited', 'error', 'http_500', 'lose_answer', 'late']),
  /** With `error`: Slack's code. */
  error: z.string().default('internal_error'),
  retryAfterSeconds: z.number().int().min(0).default(1),
  afterMs: z.number().int().min(0).default(1_000),
  times: z.number().int().min(1).default(1),
});
type SlackFault = Omit<z.output<typeof slackFault>, 'times'>;

/** The app that is installed: its token, and what that may do. */
interface App {
  token: string | undefined;
  scopes: string[];
}

export interface SlackFake {
  port: number;
  /** What the client takes as slackApiUrl. */
  slackApiUrl: string;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Starts a fake that keeps its messages in `dir`. Port 0 is any free one; without a `token` any token will do. */
export async function startSlackFake(settings: {
  port: number;
  dir: string;
  token?: string;
  /** What the token may do; everything that Signoff needs unless told otherwise. */
  scopes?: string[];
  /** Loopback unless told otherwise. */
  host?: string;
}): Promise<SlackFake> {
  const { port, dir, token, scopes = Object.keys(SLACK_SCOPES), host = '127.0.0.1' } = settings;
  const messages = await openSlackMessages(dir);
  const faults = createFaults<SlackFault>();
  const http = await listen((request) => route(request, messages, faults, { token, scopes }), host, port);
  return {
    port: http.port,
    slackApiUrl: `http://${host}:${http.port}/api/`,
    close: async () => {
      await http.close();
      await messages.close();
    },
  };
}

async function route(
  request: Request,
  messages: SlackMessages,
  faults: Faults<SlackFault>,
  app: App,
): Promise<Reply | 'hang-up'> {
  const { method, url, body } = request;
  const path = url.pathname;
  if (method === 'POST' && path.startsWith('/api/'))
    return call(path.slice('/api/'.length), request, messages, faults, app);
  if (method === 'POST' && path === '/faults') {
    faults.order(slackFault.parse(JSON.parse(body)));
    return json(201, { ordered: true });
  }
  if (method === 'DELETE' && path === '/faults') {
    faults.clear();
    return json(200, { ordered: false });
  }
  if (method !== 'GET') return notFoundReply();
  if (path === '/livez') return textReply(200, 'ok\n');
  if (path === '/messages') return json(200, messages.list());
  return path === '/' ? slackPage(messages.list()) : notFoundReply();
}

/** One call of the Web API. Slack answers 200 whatever it says, 429 apart. */
async function call(
  name: string,
  { headers, body }: Request,
  messages: SlackMessages,
  faults: Faults<SlackFault>,
  app: App,
): Promise<Reply | 'hang-up'> {
  const form = new URLSearchParams(body);
  const given = headers.authorization?.replace(/^Bearer /i, '') ?? form.get('token') ?? '';
  if (given === '') return json(200, { ok: false, error: 'not_authed' });
  if (app.token !== undefined && given !== app.token) return json(200, { ok: false, error: 'invalid_auth' });
  const method = METHODS[name];
  if (method === undefined) return json(200, { ok: false, error: 'unknown_method', req_method: name });
  // docs.slack.dev/authentication/installing-with-oauth: every answer tells what the token may do.
  const told = { 'x-oauth-scopes': app.scopes.join(',') };
  const needed = SCOPE_OF[name];
  if (needed !== undefined && !app.scopes.includes(needed))
    return json(200, { ok: false, error: 'missing_scope', needed, provided: app.scopes.join(',') }, told);

  const fault = faults.take((ordered) => ordered.method === name);
  if (fault?.kind === 'http_500') return textReply(500, 'server error\n');
  if (fault?.kind === 'error') return json(200, { ok: false, error: fault.error });
  if (fault?.kind === 'rate_limited') {
    return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfterSeconds) });
  }
  if (fault?.kind === 'late') {
    setTimeout(() => void method(form, messages), fault.afterMs);
    return 'hang-up';
  }
  const answer = await method(form, messages);
  return fault?.kind === 'lose_answer' ? 'hang-up' : json(200, answer, told);
}

if (isMain(import.meta.url)) {
  const environment = z.object({
    SLACK_FAKE_PORT: z.coerce.number().int().min(0).max(65_535),
    SLACK_FAKE_DIR: z.string().min(1),
    SLACK_FAKE_TOKEN: z.string().min(1).optional(),
    SLACK_FAKE_HOST: z.string().min(1).default('127.0.0.1'),
  });
  void runFake('slack-fake', () => {
    const env = environment.parse(process.env);
    return startSlackFake({
      port: env.SLACK_FAKE_PORT,
      dir: env.SLACK_FAKE_DIR,
      token: env.SLACK_FAKE_TOKEN,
      host: env.SLACK_FAKE_HOST,
    });
  });
}
