import assert from 'node:assert/strict';
import { createIsFirst, createTrySecret, FAILURE_LIMIT, networkOf } from '../../../src/api/guessing.ts';

describe('the limit of failed attempts', () => {
  const miss = async () => undefined;
  const hit = async () => 'ana';

  it('ends when its window has passed, and looks nothing up before', async () => {
    let nowMs = 0;
    const attempt = createTrySecret(true, () => nowMs);
    for (let i = 0; i < FAILURE_LIMIT.max; i += 1) await attempt('192.0.2.1', `guess ${i}`, miss);
    const looked = attempt('192.0.2.1', 'right', async () => assert.fail('looked'));
    await assert.rejects(looked, { code: 'rate-limited' });
    nowMs = FAILURE_LIMIT.windowMs;
    assert.equal(await attempt('192.0.2.1', 'right', hit), 'ana');
  });

  it('lets strangers into the trail once a minute for the same', () => {
    let nowMs = 0;
    const isFirst = createIsFirst(true, () => nowMs);
    assert.deepEqual([isFirst('a'), isFirst('a'), isFirst('b')], [true, false, true]);
    nowMs = 59_999;
    assert.equal(isFirst('a'), false);
    nowMs = 60_000;
    assert.equal(isFirst('a'), true);
  });

  it('takes an IPv6 network for one address, and IPv4 within IPv6 for itself', () => {
    assert.equal(networkOf('2001:db8:1:2:3::4'), networkOf('2001:0db8:0001:2::'));
    assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'));
    assert.equal(networkOf('::1'), '0:0:0:0::/64');
    assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  });
});
