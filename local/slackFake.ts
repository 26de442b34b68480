/**
 * A stand-in for Slack: its Web API under `/api/`, taking what Slack takes and refusing what Slack refuses; the people who click,
 * submit and command there, of which the app is told in signed requests or by Socket Mode; and the addresses at which it answers
 * them. Messages and members are on disk before they are acknowledged, and stay there; what people have open does not.
 *
 * `GET /` is the page, `GET /livez`; control.ts says what else may be asked and told.
 */
import { z } from 'zod';
import { SLACK_SCOPES } from '../src/integrations/slack/check.ts';
import { createFaults } from './fakes/faults.ts';
import { listen, type Reply, type Request, textReply } from './fakes/http.ts';
import { isMain, runFake } from './fakes/main.ts';
import { type AppChange, control } from './slackFake/control.ts';
import { openSlackMessages } from './slackFake/messages.ts';
import { PAGE_PATH, pageAct, slackPage } from './slackFake/page/index.ts';
import { openPeople } from './slackFake/people.ts';
import { createResponseUrls, RESPONSE_PATH } from './slackFake/responseUrls.ts';
import { createSockets } from './slackFake/socketMode.ts';
import { createTriggers } from './slackFake/triggers.ts';
import { createViews } from './slackFake/views.ts';
import { call, withFault } from './slackFake/webApi.ts';
import type { App, Workspace } from './slackFake/workspace.ts';

/** Slack's own, in milliseconds. */
const PATIENCE_MS = 3_000;
const TRIGGER_LIFE_MS = 3_000;
const RESPONSE_URL_LIFE_MS = 30 * 60_000;

export interface SlackFakeSettings extends Partial<App> {
  /** 0 is any free one. */
  port: number;
  /** Where messages and members are kept. */
  dir: string;
  /** Loopback unless told otherwise. */
  host?: string;
  /** Where an app reaches the fake, when that is not at its port of this machine. */
  origin?: string;
  /** How long it waits for an answer, and for how long what it hands out is good: as long as Slack unless told otherwise. */
  patienceMs?: number;
  triggerLifeMs?: number;
  responseUrlLifeMs?: number;
}

export interface SlackFake {
  port: number;
  /** What the client takes as slackApiUrl. */
  slackApiUrl: string;
  /** What `PUT /app` does. */
  configure(change: AppChange): void;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** What the signing secret is unless told otherwise. */
export const SIGNING_SECRET = 'signing-secret-of-the-fake';

/** Starts a fake. Without a `token` any token will do; without `scopes` it may do everything that Signoff needs. */
export async function startSlackFake(settings: SlackFakeSettings): Promise<SlackFake> {
  const { port, dir, host = '127.0.0.1', patienceMs = PATIENCE_MS } = settings;
  const [messages, people] = await Promise.all([openSlackMessages(dir), openPeople(dir)]);
  const sockets = createSockets(() => workspace.origin);
  const workspace: Workspace = {
    app: {
      token: settings.token,
      scopes: settings.scopes ?? Object.keys(SLACK_SCOPES),
      appToken: settings.appToken,
      signingSecret: settings.signingSecret ?? SIGNING_SECRET,
      interactionsUrl: settings.interactionsUrl,
      commandsUrl: settings.commandsUrl,
      socketMode: settings.socketMode ?? false,
    },
    origin: '',
    patienceMs,
    faults: createFaults(),
    messages,
    people,
    views: createViews(),
    triggers: createTriggers(settings.triggerLifeMs ?? TRIGGER_LIFE_MS),
    responseUrls: createResponseUrls(messages, settings.responseUrlLifeMs ?? RESPONSE_URL_LIFE_MS),
    sockets,
  };
  const http = await listen((request) => route(request, workspace), host, port, sockets.upgrade);
  workspace.origin = settings.origin ?? `http://127.0.0.1:${http.port}`;
  return {
    port: http.port,
    slackApiUrl: `http://${host}:${http.port}/api/`,
    configure: (change) => void Object.assign(workspace.app, change),
    close: async () => {
      sockets.close();
      await http.close();
      await Promise.all([messages.close(), people.close()]);
    },
  };
}

async function route(request: Request, workspace: Workspace): Promise<Reply | 'hang-up'> {
  const { method, url, body } = request;
  const path = url.pathname;
  if (isFromElsewhere(request)) return textReply(403, 'only for pages of the fake itself\n');
  if (method === 'POST' && path.startsWith('/api/')) return call(path.slice('/api/'.length), request, workspace);
  if (method === 'POST' && path.startsWith(RESPONSE_PATH))
    return withFault('response_url', workspace, () => workspace.responseUrls.answer(path, body));
  if (method === 'GET' && path === '/livez') return textReply(200, 'ok\n');
  if (method === 'GET' && path === '/') return slackPage(url, workspace);
  return path.startsWith(PAGE_PATH) ? pageAct(request, workspace) : control(request, workspace);
}

/** Whether a page of another site's has a browser here do something: it could approve in its reader's name. */
function isFromElsewhere({ method, headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  return method !== 'GET' && site !== undefined && site !== 'same-origin' && site !== 'none';
}

if (isMain(import.meta.url)) {
  const optional = z.string().min(1).optional();
  const environment = z.object({
    SLACK_FAKE_PORT: z.coerce.number().int().min(0).max(65_535),
    SLACK_FAKE_DIR: z.string().min(1),
    SLACK_FAKE_TOKEN: optional,
    SLACK_FAKE_HOST: z.string().min(1).default('127.0.0.1'),
    SLACK_FAKE_ORIGIN: z.url().optional(),
    SLACK_FAKE_APP_TOKEN: optional,
    SLACK_FAKE_SIGNING_SECRET: optional,
    SLACK_FAKE_INTERACTIONS_URL: z.url().optional(),
    SLACK_FAKE_COMMANDS_URL: z.url().optional(),
    SLACK_FAKE_SOCKET_MODE: z.enum(['0', '1']).default('0'),
  });
  void runFake('slack-fake', () => {
    const env = environment.parse(process.env);
    return startSlackFake({
      port: env.SLACK_FAKE_PORT,
      dir: env.SLACK_FAKE_DIR,
      token: env.SLACK_FAKE_TOKEN,
      host: env.SLACK_FAKE_HOST,
      origin: env.SLACK_FAKE_ORIGIN,
      appToken: env.SLACK_FAKE_APP_TOKEN,
      signingSecret: env.SLACK_FAKE_SIGNING_SECRET,
      interactionsUrl: env.SLACK_FAKE_INTERACTIONS_URL,
      commandsUrl: env.SLACK_FAKE_COMMANDS_URL,
      socketMode: env.SLACK_FAKE_SOCKET_MODE === '1',
    });
  });
}
