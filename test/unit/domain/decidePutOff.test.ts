import assert from 'node:assert/strict';
import {
  type ActionState,
  ASKS_AGAIN_MS,
  type Asked,
  type Command,
  decide,
  isDue,
  type Leaving,
  MAX_CHANGES,
  nextWake,
  type Waits,
} from '../../../src/domain/decide.ts';
import { command, HOUR_MS, open, refusalOf } from '../../support/deciding.ts';

describe('decide, put off to a moment that was chosen', () => {
  const dayMs = 24 * HOUR_MS;
  const timeOf = (ms: number) => new Date(ms).toISOString();
  const later = command('approve', { executeAt: timeOf(2 * dayMs) });
  const approve = (decision: Command, state = open) => {
    const verdict = decide(state, decision);
    assert.ok(verdict.accepted && verdict.state.standing.kind === 'scheduled');
    return { state: verdict.state, approval: verdict.state.standing.approval };
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
