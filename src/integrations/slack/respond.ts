/** Answers to a click by the address that came with it: five times within half an hour (docs.slack.dev/interactivity/handling-user-interaction). */

/** A click is answered soon or not at all. */
const TIMEOUT_MS = 5_000;

/**
 * @param responseUrl as it came with a request that Slack has signed
 * @returns whether Slack has taken it
 */
export async function respond(responseUrl: string | undefined, message: object): Promise<boolean> {
  if (responseUrl === undefined) return false;
  try {
    const answer = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** For whoever clicked alone, beside the message. */
export function privately(text: string): object {
  return { response_type: 'ephemeral', replace_original: false, text };
}
