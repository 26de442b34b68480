/** Slack's own client before the fake, without retries of its own. */
import assert from 'node:assert/strict';
import { type Logger, LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { SlackFake } from '../../local/slackFake.ts';

export function slackClient({ slackApiUrl }: SlackFake, token = 'xoxb-test'): WebClient {
  const retryConfig = { retries: 0 };
  return new WebClient(token, { slackApiUrl, retryConfig, rejectRateLimitedCalls: true, logger: SILENT });
}

/** What the client would log is told by the error that it throws. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** With which code Slack refuses a call, and what it says beside it. */
export async function slackRefusal(call: Promise<unknown>): Promise<{ error: string; messages: string[] }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    return { error: error.data.error, messages: error.data.response_metadata?.messages ?? [] };
  }
  return assert.fail('Slack would have refused');
}
