/** Answers to a click by the address that came with it: five times within half an hour (docs.slack.dev/interactivity/handling-user-interaction). */
import type { SlackSettings } from './notify.ts';

/** A click is answered soon or not at all. */
const TIMEOUT_MS = 5_000;

/** Where Slack's own are (docs.slack.dev/govslack names the second). */
const HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

/**
 * @param responseUrl as it came with a request that Slack has signed
 * @returns whether Slack has taken it; false also where it is no address of Slack's: a request makes us call nobody else
 */
export async function respond(
  { slackApiUrl }: Pick<SlackSettings, 'slackApiUrl'>,
  responseUrl: string | undefined,
  message: object,
): Promise<boolean> {
  if (responseUrl === undefined || !isSlacks(responseUrl, slackApiUrl)) return false;
  try {
    const answer = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function isSlacks(url: string, slackApiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  // A stand-in's are where it is.
  if (slackApiUrl !== undefined && new URL(slackApiUrl).origin === origin) return true;
  return protocol === 'https:' && HOSTS.has(hostname);
}

/** For whoever clicked alone, beside the message. */
export function privately(text: string): object {
  return { response_type: 'ephemeral', replace_original: false, text };
}
