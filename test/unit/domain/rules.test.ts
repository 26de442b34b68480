import assert from 'node:assert/strict';
import fc from 'fast-check';
import { autoExecuteRule, deadlines, defaultAction, MAX_DELAY_MINUTES } from '../../../src/domain/autoExecute.ts';
import { type Json, mergePatch } from '../../../src/domain/json.ts';
import { canTransition, EXPIRY_MS, isOutcome, STATUSES } from '../../../src/domain/lifecycle.ts';
import { editParams, validateParams } from '../../../src/domain/params/validate.ts';
import { TRIGGER_ACTION_MAP } from '../../../src/domain/triggers.ts';

describe('the lifecycle', () => {
  it('has exactly the published transitions', () => {
    const all = STATUSES.flatMap((from) =>
      STATUSES.filter((to) => canTransition(from, to)).map((to) => `${from} ${to}`),
    );
    assert.deepEqual(all.sort(), [
      'approved executed',
      'approved failed',
      'approved pending',
      'failed executed',
      'pending approved',
      'pending cancelled',
      'pending executed',
      'pending expired',
      'pending failed',
    ]);
  });

  it('only pending and approved are not final', () => {
    assert.deepEqual(
      STATUSES.filter((status) => !isOutcome(status)),
      ['pending', 'approved'],
    );
  });
});

describe('default actions', () => {
  it('are the published map for all thirteen triggers', () => {
    assert.deepEqual(TRIGGER_ACTION_MAP, {
      deal_stage_regression: 'create_followup_task',
      deal_value_decrease: 'draft_email',
      deal_value_increase: 'notify_rep',
      deal_close_date_pushed: 'create_followup_task',
      deal_competitor_added: 'create_followup_task',
      new_contact_high_fit: 'draft_email',
      email_opened_multiple: 'create_followup_task',
      activity_slump: 'draft_email',
      champion_title_change: 'notify_rep',
      champion_cold: 'draft_email',
      multi_thread_engagement: 'notify_rep',
      meeting_completed: 'log_touch',
      form_submission: 'log_touch',
    });
  });

  it("the user's override goes before the workspace's, that before the map", () => {
    const workspace = { triggerActions: { activity_slump: 'notify_rep', champion_cold: 'off' } } as const;
    const user = { triggerActions: { activity_slump: 'send_email' } } as const;
    assert.equal(defaultAction(user, workspace, 'activity_slump'), 'send_email');
    assert.equal(defaultAction(user, workspace, 'champion_cold'), 'off');
    assert.equal(defaultAction(user, workspace, 'deal_value_decrease'), 'draft_email');
  });
});

describe('automatic execution', () => {
  it('is off unless switched on, with a delay of 30 minutes', () => {
    assert.deepEqual(autoExecuteRule({}, {}, 'send_email'), { enabled: false, autoExecuteDelayMinutes: 30 });
  });

  it("a user's own choice goes before the workspace's", () => {
    const workspace = { autoExecute: { log_touch: { enabled: true, autoExecuteDelayMinutes: 1 } } };
    const user = { autoExecute: { log_touch: { enabled: false, autoExecuteDelayMinutes: 30 } } };
    assert.equal(autoExecuteRule({}, workspace, 'log_touch').enabled, true);
    assert.equal(autoExecuteRule(user, workspace, 'log_touch').enabled, false);
  });

  it('always lies before the expiry, which is seven days after creation', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, max: new Date('9999-01-01') }),
        fc.integer({ min: 0, max: 10 * MAX_DELAY_MINUTES }),
        (now, delay) => {
          const { autoExecuteAt, expiresAt } = deadlines(now, { enabled: true, autoExecuteDelayMinutes: delay });
          assert.equal(expiresAt.getTime() - now.getTime(), EXPIRY_MS);
          assert.ok(autoExecuteAt !== null && autoExecuteAt < expiresAt && autoExecuteAt >= now);
        },
      ),
    );
  });
});

describe('merge patch', () => {
  // The examples of RFC 7396, appendix A.
  const examples: [Json, Json, Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  it('does what RFC 7396 shows', () => {
    for (const [target, patch, result] of examples) assert.deepEqual(mergePatch(target, patch), result);
  });

  it('a member named __proto__ is data and changes no prototype', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}'));
    assert.equal(Object.getPrototypeOf(merged), Object.prototype);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});

describe('parameters', () => {
  const email = { subject: 'Hello', body: 'Hello', urgency: 'high', contactEmail: 'a@b.example' };

  it('unknown members, line breaks in headers and wrong types are refused with their place', () => {
    const issues = (params: Json) => {
      const checked = validateParams('send_email', params);
      return checked.ok ? [] : checked.issues.map(({ path }) => path);
    };
    assert.deepEqual(issues(email), []);
    assert.deepEqual(issues({ ...email, subject: 'x\r\nBcc: y@z.example' }), ['/params/subject']);
    assert.deepEqual(issues({ ...email, contactEmail: 'not an address' }), ['/params/contactEmail']);
    assert.deepEqual(issues({ ...email, bcc: 'y@z.example' }).length, 1);
    assert.deepEqual(issues('text').length, 1);
  });

  it('an edit is validated after merging, and never half applied', () => {
    assert.equal(editParams('send_email', email, { subject: null }).ok, false);
    const edited = editParams('send_email', email, { subject: 'New', contactEmail: null });
    assert.deepEqual(edited.ok && edited.params, { subject: 'New', body: 'Hello', urgency: 'high' });
  });
});
