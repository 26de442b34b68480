import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { createLog } from '../../../src/log.ts';
import { wordlessFailures } from '../../../src/temporal/wordlessFailures.ts';

const INPUT: ActivityExecuteInput = { args: [], headers: {} };

function failureOf(error: unknown): Promise<unknown> {
  const { execute } = wordlessFailures(createLog('test', 'silent'));
  assert.ok(execute !== undefined);
  return execute(INPUT, () => Promise.reject(error)).catch((failure: unknown) => failure);
}

describe('failures of activities', () => {
  it('tell Temporal the name and code of an error, and no word of it', async () => {
    const refused = Object.assign(new Error('sarah@acme.test is unknown'), { name: 'error', code: '23505' });
    refused.cause = new Error('sarah@acme.test');
    const failure = await failureOf(refused);
    assert.ok(failure instanceof ApplicationFailure);
    assert.equal(failure.type, 'error/23505');
    assert.equal(failure.nonRetryable, false);
    assert.doesNotMatch(`${failure.stack}${failure.message}${failure.cause}`, /sarah/);
  });

  it('pass as they are where they are of our own making', async () => {
    const own = ApplicationFailure.create({ type: 'permanent', message: 'ours', nonRetryable: true });
    assert.equal(await failureOf(own), own);
  });
});
