import { api, type DecisionAnswer, newKey, ProblemError, unwrap } from '../api/client.ts';
import type { paths } from '../api/schema.d.ts';

/** A decision as the API takes it, with the action and the version it is made on. */
export type DecisionBody = paths['/api/autonomous-actions']['post']['requestBody']['content']['application/json'];

/** Keys of requests that may or may not have been carried out: the same request again goes with the same key. */
const unsettled = new Map<string, string>();

/**
 * Sends one decision. Sent again after no answer came, or after one that leaves open whether it holds, it cannot take
 * effect twice.
 *
 * @throws {ProblemError} where it was refused, or where no answer came
 */
export function sendDecision(body: DecisionBody): Promise<DecisionAnswer> {
  return withKey(body, (key) =>
    unwrap(api.POST('/api/autonomous-actions', { params: { header: { 'idempotency-key': key } }, body })),
  );
}

/** Calls `send` with the key that stands for `content` until a definite answer to it has come. */
export async function withKey<Answer>(content: unknown, send: (key: string) => Promise<Answer>): Promise<Answer> {
  const print = JSON.stringify(content);
  const key = unsettled.get(print) ?? newKey();
  unsettled.set(print, key);
  try {
    const answer = await send(key);
    unsettled.delete(print);
    return answer;
  } catch (error) {
    if (!isUnsettled(error)) unsettled.delete(print);
    throw error;
  }
}

/** Whether what was asked may still take effect, or may be asked again just so. */
export function isUnsettled(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  const { status } = error.problem;
  return status === 0 || status === 429 || status >= 500;
}
