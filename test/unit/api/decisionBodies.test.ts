import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bulkBody, decisionBody } from '../../../src/api/schemas/decisions.ts';
import { DECISIONS, type DecisionType, MAX_UNDO_SECONDS } from '../../../src/domain/decide.ts';
import { readCommand } from '../../../src/domain/readCommand.ts';

const actionId = '6d0f5c0e-9a55-4d7f-8c3f-0c2f6a3f1b11';
const arrival = { id: 'id', at: '2026-01-01T00:00:00.000Z', channel: 'as-said' } as const;

const time = fc.constantFrom('2026-01-02T10:00:00Z', '2026-01-02T10:00:00.5+02:00');
/** Of the members that decisions take some, each of a value that would be valid where it is taken. */
const members = fc
  .tuple(
    fc.record({
      version: fc.integer({ min: 1, max: 1_000_000 }),
      params: fc.dictionary(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), { maxKeys: 3 }),
      reason: fc.string({ maxLength: 500 }),
      undoSeconds: fc.integer({ min: 0, max: MAX_UNDO_SECONDS }),
      executeAt: time,
      autoExecuteAt: fc.option(time),
      expiresAt: time,
    }),
    fc.subarray(['version', 'params', 'reason', 'undoSeconds', 'executeAt', 'autoExecuteAt', 'expiresAt'], {
      maxLength: 3,
    }),
  )
  .map(([all, names]) => Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))));

function assertIsRead(type: DecisionType, message: object): void {
  const read = readCommand(type, message, arrival);
  assert.ok(read.ok, `${type} ${JSON.stringify(message)}: ${read.ok || JSON.stringify(read.refusal)}`);
}

describe('decisions at the API’s door', () => {
  it('whatever the door lets in, the action’s workflow can read: of every decision', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...DECISIONS), members, (action, sent) => {
        const parsed = decisionBody.safeParse({ actionId, action, ...sent });
        if (!parsed.success) return;
        seen.add(action);
        const { actionId: _, action: type, ...message } = parsed.data;
        assertIsRead(type, message);
      }),
      { numRuns: 5_000 },
    );
    assert.equal(seen.size, DECISIONS.length, 'each has been let in');
  });

  it('whatever the door lets in as a list, the action’s workflow can read: of every bulk decision', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...DECISIONS), members, (action, { reason, ...item }) => {
        const list = { action, items: [{ actionId, version: 1, ...item }], ...(reason !== undefined && { reason }) };
        const parsed = bulkBody.safeParse(list);
        if (!parsed.success) return;
        seen.add(action);
        const { items, action: type, ...rest } = parsed.data;
        for (const { actionId: _, ...asked } of items) assertIsRead(type, { ...rest, ...asked });
      }),
      { numRuns: 5_000 },
    );
    assert.deepEqual(seen, new Set(['approve', 'cancel', 'undo']));
  });
});
