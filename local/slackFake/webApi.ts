/** Slack's Web API under `/api/`: who may call what, what a test has ordered to go wrong, and the call itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { json, type Reply, type Request, textReply } from '../fakes/http.ts';
import type { SlackFault } from './faults.ts';
import { CONNECTIONS_OPEN, METHODS, SCOPE_OF } from './methods/index.ts';
import type { App, Workspace } from './workspace.ts';

/** One call. Slack answers 200 whatever it says, 429 apart. */
export async function call(name: string, { headers, body }: Request, workspace: Workspace): Promise<Reply | 'hang-up'> {
  const { app } = workspace;
  const form = new URLSearchParams(body);
  const given = headers.authorization?.replace(/^Bearer /i, '') ?? form.get('token') ?? '';
  const unauthorised = errorOfToken(name, given, app);
  if (unauthorised !== undefined) return json(200, { ok: false, error: unauthorised });
  const method = METHODS[name];
  if (method === undefined) return json(200, { ok: false, error: 'unknown_method', req_method: name });
  // docs.slack.dev/authentication/installing-with-oauth: every answer tells what the token may do.
  const told = { 'x-oauth-scopes': app.scopes.join(',') };
  const needed = SCOPE_OF[name];
  if (needed !== undefined && !app.scopes.includes(needed))
    return json(200, { ok: false, error: 'missing_scope', needed, provided: app.scopes.join(',') }, told);
  return withFault(name, workspace, async () => json(200, await method(form, workspace), told));
}

/** Does the work as the fault that is ordered for it has it, if there is one. */
export async function withFault(
  name: string,
  { faults }: Pick<Workspace, 'faults'>,
  work: () => Promise<Reply>,
): Promise<Reply | 'hang-up'> {
  const fault: SlackFault | undefined = faults.take(({ method }) => method === name || method === '*');
  switch (fault?.kind) {
    case undefined:
      return work();
    case 'http_500':
      return textReply(500, 'server error\n');
    case 'error':
      return json(200, { ok: false, error: fault.error });
    case 'rate_limited':
      return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfterSeconds) });
    case 'away':
      return 'hang-up';
    case 'late':
      setTimeout(() => void work(), fault.afterMs);
      return 'hang-up';
    case 'slow': {
      const reply = await work();
      await sleep(fault.afterMs);
      return reply;
    }
    case 'lose_answer':
      await work();
      return 'hang-up';
  }
}

function errorOfToken(name: string, given: string, { token, appToken }: App): string | undefined {
  if (given === '') return 'not_authed';
  const isAppLevel = given.startsWith('xapp-');
  if ((name === CONNECTIONS_OPEN) !== isAppLevel) {
    // What is no token of this app's at all is not of the wrong type.
    return isAppLevel || token === undefined || given === token ? 'not_allowed_token_type' : 'invalid_auth';
  }
  const expected = isAppLevel ? appToken : token;
  return expected === undefined || given === expected ? undefined : 'invalid_auth';
}
