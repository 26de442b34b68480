/** Sends an app what happened, by HTTP or Socket Mode, and waits for its answer as long as Slack does. */
import { createHmac } from 'node:crypto';
import { isJsonObject } from '../../../src/domain/json.ts';
import type { Workspace } from '../workspace.ts';

export interface SignedRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Answer {
  /** What Slack tells the person where the app did not take it; else null. */
  error: string | null;
  /** Of HTTP; null without an answer, and by Socket Mode. */
  status: number | null;
  /** What came with the acknowledgement: an object, a text, or undefined. */
  payload: unknown;
  tookMs: number;
  /** As it was sent by HTTP: it may be sent again; null by Socket Mode. */
  request: SignedRequest | null;
}

/** An interaction or a command, once: Slack does not try again. */
export async function send(
  workspace: Workspace,
  type: 'interactive' | 'slash_commands',
  payload: object,
): Promise<Answer> {
  const startedMs = performance.now();
  const { app } = workspace;
  const answer = await (app.socketMode ? bySocket(workspace, type, payload) : byHttp(workspace, type, payload));
  return { ...answer, tookMs: Math.round(performance.now() - startedMs) };
}

type Untimed = Omit<Answer, 'tookMs'>;
const failed = (error: string, request: SignedRequest | null = null): Untimed => ({
  error,
  status: null,
  payload: undefined,
  request,
});

async function bySocket({ sockets, patienceMs }: Workspace, type: 'interactive' | 'slash_commands', payload: object) {
  const ack = await sockets.send(type, payload, patienceMs);
  if (ack === undefined) return failed('dispatch_failed');
  return ack === 'late'
    ? failed('operation_timeout')
    : { error: null, status: null, payload: ack.payload, request: null };
}

async function byHttp({ app, patienceMs }: Workspace, type: 'interactive' | 'slash_commands', payload: object) {
  const url = type === 'interactive' ? app.interactionsUrl : app.commandsUrl;
  if (url === undefined) return failed('app_missing_action_url');
  // A command's fields are the form itself.
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  const request = signed(url, new URLSearchParams(fields).toString(), app.signingSecret);
  const { headers, body } = request;
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    const text = await response.text();
    return { error: errorOf(response.status), status: response.status, payload: payloadOf(text), request };
  } catch (error) {
    return failed(
      error instanceof Error && error.name === 'TimeoutError' ? 'operation_timeout' : 'dispatch_failed',
      request,
    );
  }
}

/** Signed as docs.slack.dev/authentication/verifying-requests-from-slack says. */
export function signed(url: string, body: string, secret: string, atMs: number = Date.now()): SignedRequest {
  const timestamp = String(Math.floor(atMs / 1_000));
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
  };
  return { url, headers, body };
}

/** What people report that Slack shows for an app's status; 200 is the only one that it takes. */
function errorOf(status: number): string | null {
  if (status === 200) return null;
  return status >= 500 ? 'http_service_error' : 'http_client_error';
}

/** JSON as such; anything else is text. */
function payloadOf(body: string): unknown {
  if (body.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : body;
  } catch {
    return body;
  }
}
