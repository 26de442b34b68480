import assert from 'node:assert/strict';
import { makeAccount } from '../../../local/demo/account.ts';
import { makePast } from '../../../local/demo/past.ts';
import { validateParams } from '../../../src/domain/params/validate.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 8);

const OWNERS = ['ana', 'ben', 'mia'].map((id) => ({
  id,
  role: 'rep' as const,
  displayName: id,
  timeZone: 'America/New_York',
  currency: 'USD',
  company: 'Acme Sales',
  workspaceCrm: 'built-in',
  settings: {},
  workspaceSettings: {},
}));

describe("the demo's 90 days before", () => {
  const past = makePast(makeAccount(2026, NOW_MS), OWNERS, NOW_MS);

  it('are the same for the same present', () => {
    assert.deepEqual(makePast(makeAccount(2026, NOW_MS), OWNERS, NOW_MS), past);
  });

  it('bring nothing of the future, and nothing that is seen before it is made or decided before it is seen', () => {
    assert.ok(past.length > 500, `${past.length}`);
    for (const { createdAt, seenAt, decidedAt, endedAt } of past) {
      const times = [createdAt, seenAt ?? createdAt, decidedAt, endedAt, new Date(NOW_MS)].map((at) => at.getTime());
      assert.deepEqual(
        times.toSorted((a, b) => a - b),
        times,
      );
    }
  });

  it('were lived on working days', () => {
    assert.deepEqual(new Set(past.map(({ createdAt }) => createdAt.getUTCDay())), new Set([1, 2, 3, 4, 5]));
  });

  it('are drafts that Signoff would take, also where somebody changed them', () => {
    for (const { actionType, params, sentParams } of past) {
      for (const each of [params, sentParams ?? params]) {
        const valid = validateParams(actionType, each);
        assert.ok(valid.ok, JSON.stringify(valid));
      }
    }
    assert.ok(past.some(({ sentParams }) => sentParams !== undefined));
  });
});
