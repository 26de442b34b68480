import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Actor, actorOf, type KnownUser } from '../../../src/domain/actor.ts';
import {
  type ActionState,
  ASKS_AGAIN_MS,
  type Asked,
  asksAgain,
  type Command,
  decide,
  isDue,
  type Leaving,
  MAX_CHANGES,
  nextWake,
  type Standing,
  type Waits,
} from '../../../src/domain/decide.ts';

const HOUR_MS = 3_600_000;

const open: ActionState = {
  version: 1,
  changes: 0,
  autoExecuteAtMs: HOUR_MS,
  expiresAtMs: 24 * HOUR_MS,
  createdAtMs: 0,
  standing: { kind: 'open' },
};

const ana: KnownUser = { by: 'ana', channel: 'api', credential: { kind: 'token', tokenId: 't1' } };

function command(type: Command['type'], rest: Partial<Asked> & { by?: string } = {}): Command {
  return { ...ana, type, id: 'c1', at: new Date(0).toISOString(), ...rest };
}

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
  const refusal = (state: ActionState, decision: Command) => {
    const verdict = decide(state, decision);
    return verdict.accepted ? undefined : verdict.refusal.type;
  };
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
    assert.equal(refusal(late, command('auto_execute', at(24 * HOUR_MS + 1))), 'not-due');
    assert.equal(refusal(late, command('expire', at(24 * HOUR_MS + 1))), 'not-due');
  });

  it('undo, edit and cancel void it', () => {
    assert.equal(accepted(scheduled, command('undo')).standing.kind, 'open');
    const edited = accepted(scheduled, command('edit', { params: {} }));
    assert.deepEqual([edited.standing.kind, edited.version], ['open', 2]);
    assert.equal(accepted(scheduled, command('cancel')).standing.kind, 'closed');
  });

  it('an approval without a window executes now; a second one with a window and a rescheduling are refused', () => {
    assert.equal(accepted(scheduled, command('approve', { by: 'mia' })).standing.kind, 'executing');
    assert.equal(refusal(scheduled, command('approve', { undoSeconds: 10 })), 'approval-scheduled');
    assert.equal(refusal(scheduled, command('reschedule', { autoExecuteAt: null })), 'approval-scheduled');
  });

  it('the edit of an edit-and-approve is made at once and survives the undo', () => {
    const approved = accepted(open, command('approve', { params: { body: 'x' }, version: 1, undoSeconds: 10 }));
    assert.equal(approved.version, 2);
    assert.equal(accepted(approved, command('undo', { version: 2 })).version, 2);
  });

  it('there is nothing to undo before an approval and after its execution has begun', () => {
    assert.equal(refusal(open, command('undo')), 'not-scheduled');
    assert.equal(refusal(accepted(open, command('approve')), command('undo')), 'already-decided');
  });
});

describe('decide, put off to a moment that was chosen', () => {
  const dayMs = 24 * HOUR_MS;
  const timeOf = (ms: number) => new Date(ms).toISOString();
  const later = command('approve', { executeAt: timeOf(2 * dayMs) });
  const approve = (decision: Command, state = open) => {
    const verdict = decide(state, decision);
    assert.ok(verdict.accepted && verdict.state.standing.kind === 'scheduled');
    return { state: verdict.state, approval: verdict.state.standing.approval };
  };
  const refusalOf = (state: ActionState, decision: Command) => {
    const verdict = decide(state, decision);
    return verdict.accepted ? undefined : verdict.refusal.type;
  };

  it('is executed then and never before, however late its own deadlines are, and says that somebody chose it', () => {
    const { state, approval } = approve(later);
    assert.equal(approval.chosen, true);
    assert.deepEqual(nextWake(state, 0), { what: 'window_passed', atMs: 2 * dayMs });
    assert.equal(isDue(state, 2 * dayMs - 1), null);
    assert.equal(isDue(state, 2 * dayMs), 'window_passed');
  });

  it('waits for the latest of that moment, its undo window and when the email may leave', () => {
    const soon = command('approve', { executeAt: timeOf(5_000), undoSeconds: 10 });
    assert.equal(approve(soon).approval.executesAt, timeOf(10_000));
    const waits = { why: 'window', timeZone: 'Europe/Berlin' } as const;
    const kept = approve({ ...later, leaves: { at: timeOf(3 * dayMs), waits } }).approval;
    assert.deepEqual([kept.executesAt, kept.waits, kept.chosen], [timeOf(3 * dayMs), waits, true]);
  });

  it('undo, edit and cancel void it until then, and an approval at once executes it', () => {
    const { state } = approve(later);
    const now = timeOf(dayMs);
    for (const [type, kind] of [
      ['undo', 'open'],
      ['edit', 'open'],
      ['cancel', 'closed'],
      ['approve', 'executing'],
    ] as const) {
      const verdict = decide(state, command(type, { at: now, ...(type === 'edit' ? { params: {} } : {}) }));
      assert.equal(verdict.accepted && verdict.state.standing.kind, kind);
    }
    const atOnce = { ...command('approve', { at: now }), leaves: { at: now, waits: null } };
    assert.equal(approve(atOnce, state).approval.executesAt, now);
    assert.equal(approve(atOnce, state).approval.chosen, undefined);
  });

  it('stands where somebody else approves, at once or with a window: who chose it may hurry it, and anybody may undo it', () => {
    const { state } = approve(command('approve', { executeAt: timeOf(2 * dayMs), by: 'mia' }));
    const now = timeOf(dayMs);
    const goesNow = { leaves: { at: now, waits: null } };
    for (const more of [{}, { undoSeconds: 10 }, goesNow, { ...goesNow, sendNow: true }, { params: {} }]) {
      assert.equal(refusalOf(state, { ...command('approve', { at: now, by: 'ana' }), ...more }), 'approval-scheduled');
    }
    const verdict = decide(state, command('approve', { at: now, by: 'mia' }));
    assert.equal(verdict.accepted && verdict.state.standing.kind, 'executing');
    for (const type of ['undo', 'edit', 'cancel'] as const)
      assert.ok(
        decide(state, command(type, { at: now, by: 'ana', ...(type === 'edit' ? { params: {} } : {}) })).accepted,
      );
  });

  it('lies neither in the past nor more than 30 days after the creation, and is chosen once', () => {
    for (const ms of [0, 30 * dayMs + 1]) {
      assert.equal(refusalOf(open, command('approve', { executeAt: timeOf(ms) })), 'invalid-schedule');
    }
    assert.equal(refusalOf(approve(later).state, { ...later, executeAt: timeOf(dayMs) }), 'approval-scheduled');
    assert.equal(refusalOf({ ...open, changes: MAX_CHANGES }, later), 'too-many-changes');
  });
});

describe('decide, where something keeps an email', () => {
  const waits = { why: 'window', timeZone: 'Europe/Berlin' } as const;
  const leaves = (ms: number, keeps: Waits | null = waits) => ({ at: new Date(ms).toISOString(), waits: keeps });
  const approve = (rest: Partial<Asked> & { leaves?: Leaving }): Command => ({ ...command('approve'), ...rest });

  function approvalOf(state: ActionState, decision: Command) {
    const verdict = decide(state, decision);
    assert.ok(verdict.accepted && verdict.state.standing.kind === 'scheduled');
    return { state: verdict.state, approval: verdict.state.standing.approval };
  }

  it('an approval waits for the later of its undo window and the moment at which it may leave', () => {
    const night = approvalOf(open, approve({ undoSeconds: 10, leaves: leaves(HOUR_MS) }));
    assert.deepEqual(nextWake(night.state, 0), { what: 'window_passed', atMs: HOUR_MS });
    assert.deepEqual(night.approval.waits, waits);
    const day = approvalOf(open, approve({ undoSeconds: 10, leaves: leaves(0, null) }));
    assert.deepEqual(nextWake(day.state, 0), { what: 'window_passed', atMs: 10_000 });
    assert.equal('waits' in day.approval, false);
  });

  it('is scheduled also where nothing keeps it now: whoever executes judges again, and can have it wait', () => {
    const { state } = approvalOf(open, approve({ leaves: leaves(0, null) }));
    assert.equal(isDue(state, 0), 'window_passed');
  });

  it('waits longer than the action would have lived: an approval stands', () => {
    const { state } = approvalOf(open, approve({ leaves: leaves(48 * HOUR_MS) }));
    assert.equal(isDue(state, 30 * HOUR_MS), null);
    assert.equal(isDue(state, 48 * HOUR_MS), 'window_passed');
  });

  it('takes a second approval where that lets it leave now, and no other', () => {
    const { state } = approvalOf(open, approve({ leaves: leaves(HOUR_MS) }));
    for (const second of [
      approve({ id: 'c2', undoSeconds: 10, sendNow: true, leaves: leaves(10_000, null) }),
      approve({ id: 'c2', leaves: leaves(0, null) }),
    ]) {
      const { approval } = approvalOf(state, second);
      assert.deepEqual([approval.id, approval.waits, approval.sendNow], ['c2', undefined, second.sendNow]);
    }
    const cap = leaves(HOUR_MS, { ...waits, why: 'cap' });
    for (const second of [
      approve({ leaves: leaves(HOUR_MS) }),
      approve({ sendNow: true, leaves: cap }),
      approve({ undoSeconds: 10, leaves: leaves(10_000, null) }),
    ]) {
      const verdict = decide(state, second);
      assert.equal(!verdict.accepted && verdict.refusal.type, 'approval-scheduled');
    }
  });

  it('is an end that is taken however often the action was changed', () => {
    const changed = { ...open, changes: MAX_CHANGES };
    const { state } = approvalOf(changed, approve({ leaves: leaves(HOUR_MS) }));
    const again = decide(state, approve({ sendNow: true, leaves: leaves(0, null) }));
    assert.equal(!again.accepted && again.refusal.type, 'too-many-changes');
    const undoable = decide(changed, approve({ undoSeconds: 10, leaves: leaves(HOUR_MS) }));
    assert.equal(!undoable.accepted && undoable.refusal.type, 'too-many-changes');
  });

  it('who voids an approval that has outlived the expiry has a day to decide anew', () => {
    const { state } = approvalOf(open, approve({ leaves: leaves(30 * 24 * HOUR_MS) }));
    const lateMs = open.expiresAtMs + HOUR_MS;
    for (const type of ['undo', 'edit'] as const) {
      const late = decide(state, command(type, { at: new Date(lateMs).toISOString(), params: {} }));
      assert.equal(late.accepted && late.state.expiresAtMs, lateMs + ASKS_AGAIN_MS);
      const early = decide(state, command(type, { params: {} }));
      assert.equal(early.accepted && early.state.expiresAtMs, open.expiresAtMs);
    }
  });

  it('a second approval hurries only what waits beyond its undo window, and only to leave sooner', () => {
    const again = approve({ id: 'c2', at: new Date(HOUR_MS).toISOString(), leaves: leaves(HOUR_MS, null) });
    const accepts = (first: Leaving) => decide(approvalOf(open, approve({ leaves: first })).state, again).accepted;
    assert.deepEqual([leaves(2 * HOUR_MS), leaves(0, null), leaves(0)].map(accepts), [true, false, false]);
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
