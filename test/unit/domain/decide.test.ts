import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ActionState,
  type Command,
  decide,
  disarm,
  isDue,
  MAX_EDITS,
  nextDeadlineMs,
  reopen,
} from '../../../src/domain/decide.ts';

const HOUR_MS = 3_600_000;

const open: ActionState = {
  version: 1,
  edits: 0,
  autoExecuteAtMs: HOUR_MS,
  expiresAtMs: 24 * HOUR_MS,
  standing: { kind: 'open' },
};

function command(type: Command['type'], rest: Partial<Command> = {}): Command {
  return { type, id: 'c1', by: 'ana', channel: 'api', at: new Date(0).toISOString(), ...rest };
}

const anyCommand: fc.Arbitrary<Command> = fc.record({
  type: fc.constantFrom('approve', 'edit', 'cancel', 'auto_execute', 'expire'),
  id: fc.uuid(),
  by: fc.option(fc.string()),
  channel: fc.constantFrom('api', 'temporal', 'timer'),
  at: fc.integer({ min: 0, max: 30 * HOUR_MS }).map((ms) => new Date(ms).toISOString()),
  version: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
}) as fc.Arbitrary<Command>; // record() makes `version?: undefined`, which Command allows at run time

function play(commands: Command[]): ActionState[] {
  const states = [open];
  for (const each of commands) {
    const state = states.at(-1) ?? open;
    const verdict = decide(state, each);
    states.push(verdict.accepted ? verdict.state : state);
  }
  return states;
}

describe('decide', () => {
  it('the first closing decision stands, whatever follows', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const states = play(commands);
        const closed = states.findIndex(({ standing }) => standing.kind !== 'open');
        if (closed === -1) return;
        for (const state of states.slice(closed)) assert.deepEqual(state, states[closed]);
      }),
    );
  });

  it('the version counts the accepted edits and nothing else', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        for (const state of play(commands)) assert.equal(state.version, 1 + state.edits);
      }),
    );
  });

  it('is total: every command in every state is accepted or refused with a type and words', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 10 }), anyCommand, (commands, last) => {
        const verdict = decide(play(commands).at(-1) ?? open, last);
        if (!verdict.accepted) assert.ok(verdict.refusal.type !== undefined && verdict.refusal.message !== '');
      }),
    );
  });

  it('a decision on another version is refused with the current one', () => {
    const verdict = decide({ ...open, version: 4 }, command('approve', { version: 3 }));
    assert.deepEqual(!verdict.accepted && verdict.refusal.type === 'stale-version' && verdict.refusal.version, 4);
  });

  it('a decision without a version means the current one', () => {
    assert.ok(decide({ ...open, version: 4 }, command('approve')).accepted);
  });

  it('a second decision is told what was decided, by whom and when', () => {
    const first = decide(open, command('cancel', { by: 'mia', at: '2026-01-01T00:00:00.000Z' }));
    assert.ok(first.accepted);
    const second = decide(first.state, command('approve'));
    assert.ok(!second.accepted && second.refusal.type === 'already-decided');
    assert.deepEqual(second.refusal.decision, {
      command: 'cancel',
      by: 'mia',
      channel: 'api',
      at: '2026-01-01T00:00:00.000Z',
    });
  });

  it('while it executes by itself every decision is refused as already executing', () => {
    const due = command('auto_execute', { at: new Date(HOUR_MS).toISOString() });
    const executing = decide(open, due);
    assert.ok(executing.accepted);
    for (const type of ['approve', 'edit', 'cancel'] as const) {
      const verdict = decide(executing.state, command(type, { params: {} }));
      assert.equal(!verdict.accepted && verdict.refusal.type, 'already-executing');
    }
  });

  it('where both deadlines have passed expiry wins', () => {
    const at = new Date(25 * HOUR_MS).toISOString();
    assert.equal(isDue(open, { at }), 'expire');
    assert.equal(decide(open, command('auto_execute', { at })).accepted, false);
  });

  it('neither expires nor executes by itself before its time', () => {
    const at = new Date(HOUR_MS - 1).toISOString();
    assert.equal(isDue(open, { at }), null);
    assert.equal(decide(open, command('auto_execute', { at })).accepted, false);
    assert.equal(decide(open, command('expire', { at })).accepted, false);
  });

  it('a decision after a deadline on which nothing acted still counts', () => {
    assert.ok(decide(open, command('approve', { at: new Date(48 * HOUR_MS).toISOString() })).accepted);
  });

  it('disarmed, only the expiry is left to wait for', () => {
    assert.equal(nextDeadlineMs(open), HOUR_MS);
    assert.equal(nextDeadlineMs(disarm(open)), 24 * HOUR_MS);
  });

  it('reopened, an action takes decisions again', () => {
    const approved = decide(open, command('approve'));
    assert.ok(approved.accepted);
    assert.ok(decide(reopen(approved.state), command('cancel')).accepted);
  });

  it('takes a bounded number of edits', () => {
    const edited = { ...open, edits: MAX_EDITS, version: MAX_EDITS + 1 };
    const verdict = decide(edited, command('edit', { params: {} }));
    assert.equal(!verdict.accepted && verdict.refusal.type, 'too-many-edits');
  });
});
