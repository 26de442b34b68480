import assert from 'node:assert/strict';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { eventually } from '../../support/eventually.ts';
import {
  create,
  decide,
  deliveryOf,
  type Pipeline,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

const IN_FLIGHT_MS = 3_000;

describe('an effect that arrives late', () => {
  let pipeline: Pipeline;
  const crm = scriptedCrm();
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: crm.crms, inFlightMs: IN_FLIGHT_MS });
  });
  after(() => pipeline.stop());

  it('is not made twice: a Slack note that Slack posts after we have given up', async () => {
    const { port } = pipeline.slack;
    const fault = { method: 'chat.postMessage', kind: 'late', afterMs: 2_000 };
    const ordered = await fetch(`http://127.0.0.1:${port}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    assert.ok(ordered.ok);
    const row = await create(pipeline, {
      actionType: 'notify_rep',
      params: { body: 'The value went up', urgency: 'normal' },
    });
    await decide(pipeline, row, 'approve');
    await untilStatus(pipeline, row.id, 'executed');
    // One that was posted beside it would have been so by now; the late one comes after it.
    const { sending_at: sentAt } = await deliveryOf(pipeline, row.id);
    await eventually(() => assert.ok(Date.now() - Number(sentAt) > fault.afterMs + 500));
    const shown = await fetch(`http://127.0.0.1:${port}/messages`);
    const messages = JSON.stringify(await shown.json()).split(`"delivery_key":"${row.id}"`).length - 1;
    assert.equal(messages, 1);
  });

  it('is asked about again once nothing of it can be under way, and only then made', async () => {
    const askedAtMs: number[] = [];
    const nothing = async () => {
      askedAtMs.push(Date.now());
      return null;
    };
    let sentAtMs = 0;
    crm.next.push(async ({ fence }) => {
      await fence();
      sentAtMs = Date.now();
      throw new DeliveryError('unconfirmed', 'no answer');
    });
    crm.ask.push(nothing, nothing);
    const row = await create(pipeline, TOUCH);
    await decide(pipeline, row, 'approve');
    await eventually(async () => assert.equal((await deliveryOf(pipeline, row.id)).error?.kind, 'unconfirmed'));
    await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual([askedAtMs.length, crm.attempts.length], [2, 2]);
    assert.ok((askedAtMs[1] ?? 0) - sentAtMs >= IN_FLIGHT_MS - 50);
  });
});
