import { CHANNEL, directWith, USER } from '../ids.ts';
import type { Workspace } from '../workspace.ts';

/** One method of the Web API: a form in, an answer out, refusals with Slack's own codes. */
export type Method = (form: URLSearchParams, workspace: Workspace) => Promise<object>;

/** A user's id stands for the direct conversation with him. */
export function channelOf(form: URLSearchParams): string | undefined {
  const channel = form.get('channel') ?? '';
  if (USER.test(channel)) return directWith(channel);
  return CHANNEL.test(channel) ? channel : undefined;
}
