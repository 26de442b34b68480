/** Whether a request comes from Slack (docs.slack.dev/authentication/verifying-requests-from-slack). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request is good for so long, both ways: a clock that runs ahead is no reason to take tomorrow's today. */
const TOLERANCE_MS = 5 * 60_000;

export interface SlackRequest {
  /** As it came: what is signed is bytes. */
  rawBody: Buffer;
  /** X-Slack-Request-Timestamp: seconds. */
  timestamp: string | undefined;
  /** X-Slack-Signature. */
  signature: string | undefined;
}

/** @returns why it is refused, for the log */
export function verifySlackRequest(
  signingSecret: string,
  { rawBody, timestamp, signature }: SlackRequest,
  nowMs = Date.now(),
): 'ok' | 'unsigned' | 'too-old' | 'from-the-future' | 'wrong-signature' {
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const ageMs = nowMs - Number(timestamp) * 1_000;
  const hmac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(rawBody).digest('hex');
  const [expected, given] = [Buffer.from(`v0=${hmac}`), Buffer.from(signature)];
  // The signature first: who cannot sign does not learn how our clock goes.
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'wrong-signature';
  if (ageMs > TOLERANCE_MS) return 'too-old';
  return ageMs < -TOLERANCE_MS ? 'from-the-future' : 'ok';
}
