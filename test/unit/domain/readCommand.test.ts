import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DECISIONS, type DecisionType } from '../../../src/domain/decide.ts';
import { readCommand } from '../../../src/domain/readCommand.ts';

const arrival = { id: 'id', at: '2026-01-01T00:00:00.000Z' } as const;

describe('readCommand', () => {
  it('never throws, whatever a Temporal client sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DECISIONS), fc.anything(), (type, message) => {
        const read = readCommand(type, message, arrival);
        assert.ok(read.ok || read.refusal.type === 'invalid-command');
      }),
    );
  });

  it('whatever a message says, its channel is Temporal', () => {
    const read = readCommand('approve', { channel: 'api' }, arrival);
    assert.equal(read.ok && read.command.channel, 'temporal');
  });

  it('an approval may say that the send window is not waited for', () => {
    const read = readCommand('approve', { sendNow: true }, arrival);
    assert.equal(read.ok && read.command.sendNow, true);
  });

  it('an approval may say before when it is not executed, with any offset', () => {
    const read = readCommand('approve', { executeAt: '2026-01-02T10:00:00+02:00' }, arrival);
    assert.equal(read.ok && read.command.executeAt, '2026-01-02T08:00:00.000Z');
  });

  const refused: [string, DecisionType, unknown][] = [
    ['no argument', 'approve', undefined],
    ['a list', 'cancel', []],
    ['an edit without params', 'edit', {}],
    ['params that are no object', 'approve', { params: 'subject' }],
    ['params beyond 64 KiB', 'edit', { params: { body: 'x'.repeat(70_000) } }],
    ['a version of 0', 'approve', { version: 0 }],
    ['a fractional version', 'approve', { version: 1.5 }],
    ['a reason of 501 characters', 'cancel', { reason: 'x'.repeat(501) }],
    ['a name that is no text', 'approve', { by: { id: 1 } }],
    ['a cancel with params', 'cancel', { params: {} }],
    ['an undo with params', 'undo', { params: {} }],
    ['an undo window beyond ten minutes', 'approve', { undoSeconds: 601 }],
    ['half a second of undo window', 'approve', { undoSeconds: 0.5 }],
    ['an undo window with anything but approve', 'cancel', { undoSeconds: 10 }],
    ['a send-now that is no yes or no', 'approve', { sendNow: 'yes' }],
    ['a send-now with anything but approve', 'undo', { sendNow: true }],
    ['a moment that is none', 'approve', { executeAt: 'tomorrow' }],
    ['a chosen moment with anything but approve', 'cancel', { executeAt: '2026-01-02T00:00:00Z' }],
    ['a rescheduling without a time', 'reschedule', {}],
    ['a rescheduling to a day', 'reschedule', { autoExecuteAt: '2026-01-02' }],
    ['a rescheduling to no day of the calendar', 'reschedule', { expiresAt: '2026-02-32T00:00:00Z' }],
    ['times with anything but reschedule', 'approve', { autoExecuteAt: null }],
  ];
  for (const [what, type, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(readCommand(type, message, arrival).ok, false);
    });
  }

  it('takes times with any offset and hands them on in UTC; null holds, absent leaves', () => {
    const moved = readCommand('reschedule', { autoExecuteAt: '2026-01-02T10:00:00+02:00' }, arrival);
    const held = readCommand('reschedule', { autoExecuteAt: null, expiresAt: '2026-01-03T00:00:00Z' }, arrival);
    assert.ok(moved.ok && held.ok);
    assert.deepEqual(
      [moved.command.autoExecuteAt, moved.command.expiresAt, held.command.autoExecuteAt, held.command.expiresAt],
      ['2026-01-02T08:00:00.000Z', undefined, null, '2026-01-03T00:00:00.000Z'],
    );
  });

  it('counts a reason in characters, not in UTF-16 units', () => {
    assert.ok(readCommand('cancel', { reason: '🙂'.repeat(500) }, arrival).ok);
  });
});
