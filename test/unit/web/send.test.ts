import assert from 'node:assert/strict';
import { OfflineError, ProblemError } from '../../../src/web/api/client.ts';
import { withKey } from '../../../src/web/decide/send.ts';

/** Sends something of its own, each time with another outcome, and keeps the keys it went with. */
function sender(content: object, ...outcomes: (Error | 'done')[]) {
  const keys: string[] = [];
  const send = () =>
    withKey(content, async (key) => {
      keys.push(key);
      const outcome = outcomes.shift() ?? 'done';
      if (outcome === 'done') return outcome;
      throw outcome;
    });
  return { keys, send };
}

function refusal(status: number, code: string): ProblemError {
  return new ProblemError({ type: `/problems/${code}`, code, title: code, status, detail: '', instance: '' });
}

describe('A decision sent again', () => {
  for (const [outcome, error] of [
    ['no answer came', new OfflineError()],
    ['the database was away', refusal(503, 'database-unavailable')],
    ['there were too many requests', refusal(429, 'rate-limited')],
  ] as const) {
    it(`has the same Idempotency-Key after ${outcome}`, async () => {
      const { keys, send } = sender({ outcome }, error);
      await assert.rejects(send());
      await send();
      assert.equal(keys[0], keys[1]);
    });
  }

  it('has another key after a definite answer, refused or done', async () => {
    const { keys, send } = sender({ definite: true }, refusal(409, 'not-executable'), 'done', 'done');
    await assert.rejects(send());
    await send();
    await send();
    assert.equal(new Set(keys).size, 3);
  });

  it('shares no key with another decision', async () => {
    const [one, other] = [sender({ actionId: 'a' }, new OfflineError()), sender({ actionId: 'b' }, new OfflineError())];
    await assert.rejects(one.send());
    await assert.rejects(other.send());
    assert.notEqual(one.keys[0], other.keys[0]);
  });
});
