import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Actor, actorOf } from '../../../src/domain/actor.ts';
import {
  type ActionState,
  type Asked,
  asksAgain,
  type Command,
  decide,
  isDue,
  MAX_CHANGES,
  nextWake,
  type Standing,
} from '../../../src/domain/decide.ts';
import { ana, command, HOUR_MS, open, refusalOf } from '../../support/deciding.ts';

const anyCommand: fc.Arbitrary<Command> = fc.record({
  type: fc.constantFrom('approve', 'edit', 'cancel', 'undo', 'reschedule', 'auto_execute', 'expire'),
  id: fc.uuid(),
  by: fc.option(fc.string()),
  channel: fc.constantFrom('api', 'temporal', 'timer'),
  at: fc.integer({ min: 0, max: 30 * HOUR_MS }).map((ms) => new Date(ms).toISOString()),
  version: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  undoSeconds: fc.constantFrom(undefined, 0, 10),
  executeAt: fc.constantFrom(undefined, new Date(10 * HOUR_MS).toISOString()),
  autoExecuteAt: fc.constantFrom(undefined, null, new Date(20 * HOUR_MS).toISOString()),
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

function isWaiting({ kind }: Standing): boolean {
  return kind === 'open' || kind === 'scheduled';
}

it('who acts is whom the door knows: without a user and what he showed none of ours compiles, with one no timer does', () => {
  // @ts-expect-error: the API has made sure of its user
  const nobody: Actor = { ...ana, by: null };
  // @ts-expect-error: and knows by what
  const somehow: Actor = { by: 'ana', channel: 'api' };
  // @ts-expect-error: whoever reaches Temporal shows nothing
  const sentByHand: Actor = { ...ana, channel: 'temporal' };
  // @ts-expect-error: a timer acts in nobody's name
  const somebody: Actor = { by: 'ana', channel: 'timer' };
  for (const actor of [nobody, somehow, sentByHand, somebody]) {
    assert.deepEqual(actorOf(actor), { credential: undefined, ...actor });
  }
});

describe('decide', () => {
  it('the first closing decision stands, whatever follows', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const states = play(commands);
        const closed = states.findIndex(({ standing }) => !isWaiting(standing));
        if (closed === -1) return;
        for (const state of states.slice(closed)) assert.deepEqual(state, states[closed]);
      }),
    );
  });

  it('the version never falls, and only an edit raises it, by one, be it with an approval', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const states = play(commands);
        for (const [i, command] of commands.entries()) {
          const raised = (states[i + 1]?.version ?? 0) - (states[i]?.version ?? 0);
          assert.ok(raised === 0 || (raised === 1 && command.type === 'edit'));
        }
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
    assert.equal(isDue(open, Date.parse(at)), 'expire');
    assert.equal(decide(open, command('auto_execute', { at })).accepted, false);
  });

  it('neither expires nor executes by itself before its time', () => {
    const at = new Date(HOUR_MS - 1).toISOString();
    assert.equal(isDue(open, Date.parse(at)), null);
    assert.equal(decide(open, command('auto_execute', { at })).accepted, false);
    assert.equal(decide(open, command('expire', { at })).accepted, false);
  });

  it('a decision after a deadline on which nothing acted still counts', () => {
    assert.ok(decide(open, command('approve', { at: new Date(48 * HOUR_MS).toISOString() })).accepted);
  });

  it('calls next for its automatic execution, else for its expiry, and once it has ended for nothing', () => {
    assert.deepEqual(nextWake(open, 0), { what: 'auto_execute', atMs: HOUR_MS });
    assert.deepEqual(nextWake({ ...open, autoExecuteAtMs: null }, 0), { what: 'expire', atMs: 24 * HOUR_MS });
    const cancelled = decide(open, command('cancel'));
    assert.equal(cancelled.accepted && nextWake(cancelled.state, 0), null);
  });

  it('what was decided is due at once, and stays so until it has ended', () => {
    const approved = decide(open, command('approve'));
    assert.equal(approved.accepted && isDue(approved.state, 0), 'decided');
  });

  it('whoever voids a scheduled approval also clears an automatic execution that has become due behind it', () => {
    const scheduled = decide(open, command('approve', { undoSeconds: 600 }));
    assert.ok(scheduled.accepted);
    assert.equal(asksAgain(scheduled.state, HOUR_MS).autoExecuteAtMs, null);
    assert.equal(asksAgain(scheduled.state, HOUR_MS - 1).autoExecuteAtMs, HOUR_MS);
    for (const type of ['undo', 'edit'] as const) {
      const voided = decide(scheduled.state, command(type, { at: new Date(HOUR_MS).toISOString(), params: {} }));
      assert.ok(voided.accepted);
      assert.deepEqual([voided.state.standing.kind, voided.state.autoExecuteAtMs], ['open', null]);
    }
  });

  it('takes a bounded number of changes, and an end even then', () => {
    const changed = { ...open, changes: MAX_CHANGES };
    for (const change of [
      command('edit', { params: {} }),
      command('approve', { undoSeconds: 10 }),
      command('reschedule', { autoExecuteAt: null }),
    ]) {
      const verdict = decide(changed, change);
      assert.equal(!verdict.accepted && verdict.refusal.type, 'too-many-changes');
    }
    assert.ok(decide(changed, command('approve')).accepted && decide(changed, command('cancel')).accepted);
  });
});

describe('decide, with an undo window', () => {
  const at = (ms: number) => ({ at: new Date(ms).toISOString() });

  function accepted(state: ActionState, decision: Command): ActionState {
    const verdict = decide(state, decision);
    assert.ok(verdict.accepted, verdict.accepted ? '' : verdict.refusal.message);
    return verdict.state;
  }
  const scheduled = accepted(open, command('approve', { ...at(0), undoSeconds: 10 }));

  it('an approval waits for its window', () => {
    assert.deepEqual(nextWake(scheduled, 0), { what: 'window_passed', atMs: 10_000 });
    assert.equal(isDue(scheduled, 9_999), null);
    assert.equal(isDue(scheduled, 10_000), 'window_passed');
    assert.equal(scheduled.standing.kind === 'scheduled' && scheduled.standing.approval.by, 'ana');
  });

  it('neither executes by itself nor expires meanwhile, however late it is', () => {
    const late = accepted(open, command('approve', { ...at(24 * HOUR_MS - 1), undoSeconds: 10 }));
    assert.equal(isDue(late, 24 * HOUR_MS + 1), null);
    assert.equal(refusalOf(late, command('auto_execute', at(24 * HOUR_MS + 1))), 'not-due');
    assert.equal(refusalOf(late, command('expire', at(24 * HOUR_MS + 1))), 'not-due');
  });

  it('undo, edit and cancel void it', () => {
    assert.equal(accepted(scheduled, command('undo')).standing.kind, 'open');
    const edited = accepted(scheduled, command('edit', { params: {} }));
    assert.deepEqual([edited.standing.kind, edited.version], ['open', 2]);
    assert.equal(accepted(scheduled, command('cancel')).standing.kind, 'closed');
  });

  it('an approval without a window executes now; a second one with a window and a rescheduling are refused', () => {
    assert.equal(accepted(scheduled, command('approve', { by: 'mia' })).standing.kind, 'executing');
    assert.equal(refusalOf(scheduled, command('approve', { undoSeconds: 10 })), 'approval-scheduled');
    assert.equal(refusalOf(scheduled, command('reschedule', { autoExecuteAt: null })), 'approval-scheduled');
  });

  it('the edit of an edit-and-approve is made at once and survives the undo', () => {
    const approved = accepted(open, command('approve', { params: { body: 'x' }, version: 1, undoSeconds: 10 }));
    assert.equal(approved.version, 2);
    assert.equal(accepted(approved, command('undo', { version: 2 })).version, 2);
  });

  it('there is nothing to undo before an approval and after its execution has begun', () => {
    assert.equal(refusalOf(open, command('undo')), 'not-scheduled');
    assert.equal(refusalOf(accepted(open, command('approve')), command('undo')), 'already-decided');
  });
});

describe('decide, rescheduling', () => {
  const iso = (ms: number) => new Date(ms).toISOString();
  const DAY_MS = 24 * HOUR_MS;

  it('moves what it names and leaves the rest, the version too', () => {
    const held = decide(open, command('reschedule', { autoExecuteAt: null }));
    assert.ok(held.accepted);
    assert.deepEqual([held.state.autoExecuteAtMs, held.state.expiresAtMs, held.state.version], [null, DAY_MS, 1]);
    const extended = decide(held.state, command('reschedule', { expiresAt: iso(30 * DAY_MS) }));
    assert.ok(extended.accepted);
    assert.deepEqual([extended.state.autoExecuteAtMs, extended.state.expiresAtMs], [null, 30 * DAY_MS]);
  });

  const refused: [string, Partial<Asked>][] = [
    ['an automatic execution in the past', { autoExecuteAt: iso(HOUR_MS - 1) }],
    ['an automatic execution at this very moment', { autoExecuteAt: iso(HOUR_MS) }],
    ['an expiry in the past', { expiresAt: iso(0) }],
    ['an expiry beyond 30 days from the creation', { expiresAt: iso(30 * DAY_MS + 1) }],
    ['an automatic execution at the expiry', { autoExecuteAt: iso(DAY_MS) }],
    ['an expiry before the automatic execution', { autoExecuteAt: iso(5 * HOUR_MS), expiresAt: iso(4 * HOUR_MS) }],
  ];
  for (const [what, times] of refused) {
    it(`refuses ${what}`, () => {
      const verdict = decide(open, command('reschedule', { at: iso(HOUR_MS), ...times }));
      assert.equal(!verdict.accepted && verdict.refusal.type, 'invalid-schedule');
    });
  }
});
