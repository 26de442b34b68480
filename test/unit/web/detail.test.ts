import assert from 'node:assert/strict';
import type { ActionSummary } from '../../../src/web/api/client.ts';
import { draftPlace } from '../../../src/web/detail/draftPlace.ts';
import { possibleOn } from '../../../src/web/detail/possible.ts';
import { stateInWords } from '../../../src/web/detail/state.ts';
import { webUrl } from '../../../src/web/detail/webUrl.ts';
import { texts } from '../../../src/web/texts.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const EARLIER = '2026-11-24T11:00:00.000Z';
const LATER = '2026-11-24T13:00:00.000Z';

const waiting: ActionSummary & { retriedAs: string | null } = {
  id: 'a',
  userId: 'ana',
  userName: 'Ana Ruiz',
  triggerType: 'deal_value_decrease',
  actionType: 'send_email',
  status: 'pending',
  version: 1,
  contextSummary: 'Value fell',
  urgency: 'normal',
  crm: 'built-in',
  subject: {},
  companyId: null,
  dealId: null,
  autoExecuteAt: null,
  expiresAt: LATER,
  scheduledApproval: null,
  leaves: null,
  autoLeavesAt: null,
  snoozedUntil: null,
  executingAt: null,
  executedAt: null,
  decision: null,
  decidedBy: null,
  decidedByName: null,
  decisionChannel: null,
  decidedAt: null,
  leftQueueAt: null,
  cancelReason: null,
  result: null,
  failure: null,
  retryOf: null,
  failureHandledAt: null,
  failureHandledBy: null,
  failureHandledByName: null,
  createdAt: EARLIER,
  updatedAt: EARLIER,
  retriedAs: null,
};
const scheduledApproval = {
  by: 'mia',
  byName: 'Mia',
  channel: 'web',
  at: EARLIER,
  executesAt: LATER,
  waits: null,
  chosen: false,
} as const;
const ana = { id: 'ana', mayDecide: true, maySnooze: true };

describe('What one can do with the open action', () => {
  const possible = (change: Partial<typeof waiting>, who = ana) => possibleOn({ ...waiting, ...change }, who, NOW_MS);

  it('offers every decision while the action waits, and snoozing it to its own user alone', () => {
    assert.deepEqual(possible({}), ['approve', 'later', 'edit', 'cancel', 'reschedule', 'snooze']);
    assert.deepEqual(possible({}, { ...ana, id: 'mia' }), ['approve', 'later', 'edit', 'cancel', 'reschedule']);
  });

  it('offers to send now what would wait for the send window or for a known time zone, and not what a cap keeps', () => {
    const leaves = { at: LATER, timeZone: 'Europe/Berlin', why: 'window', reason: null } as const;
    assert.deepEqual(possible({ leaves }), ['approve', 'sendNow', 'later', 'edit', 'cancel', 'reschedule', 'snooze']);
    assert.ok(possible({ leaves: { ...leaves, at: null, why: 'held', reason: 'nobody knows' } }).includes('sendNow'));
    assert.ok(!possible({ leaves: { ...leaves, why: 'cap' } }).includes('sendNow'));
  });

  it('offers no decision to a role that may not decide', () => {
    const reader = { id: 'mia', mayDecide: false, maySnooze: false };
    assert.deepEqual(possible({}, reader), []);
    assert.deepEqual(possible({ scheduledApproval }, reader), []);
    assert.deepEqual(possible({ status: 'failed' }, reader), []);
  });

  it('offers the way back into the queue for as long as the action is snoozed', () => {
    assert.equal(possible({ snoozedUntil: LATER }).at(-1), 'unsnooze');
    assert.equal(possible({ snoozedUntil: EARLIER }).at(-1), 'snooze');
  });

  it('offers undo, and what voids the approval, while an approval is scheduled', () => {
    assert.deepEqual(possible({ scheduledApproval }), ['undo', 'edit', 'cancel']);
    const waits = { why: 'window', timeZone: 'Europe/Berlin' } as const;
    const waiting = possible({ scheduledApproval: { ...scheduledApproval, waits } });
    assert.deepEqual(
      waiting,
      ['undo', 'sendNow', 'edit', 'cancel'],
      'what waits for the send window can still be sent now',
    );
  });

  it('offers nothing once execution has begun or the action is finished', () => {
    assert.deepEqual(possible({ executingAt: EARLIER }), []);
    assert.deepEqual(possible({ executingAt: EARLIER, scheduledApproval }), []);
    for (const status of ['approved', 'executed', 'cancelled', 'expired'] as const) {
      assert.deepEqual(possible({ status }), [], status);
    }
  });

  it('offers to retry a failed action once, and to confirm it only where its delivery is unconfirmed', () => {
    const failure = { kind: 'permanent', message: 'refused' };
    assert.deepEqual(possible({ status: 'failed', failure }), ['retry', 'dismiss']);
    const unconfirmed = { kind: 'unconfirmed', message: 'lost' };
    assert.deepEqual(possible({ status: 'failed', failure: unconfirmed }), ['confirm', 'retry', 'dismiss']);
    assert.deepEqual(possible({ status: 'failed', failure: unconfirmed, retriedAs: 'b' }), []);
    assert.deepEqual(possible({ status: 'failed', failure, failureHandledAt: EARLIER }), ['retry']);
  });
});

describe('The status of the open action in words', () => {
  it('tells who decided, when and why', () => {
    const decided = { decidedBy: 'mia', decidedByName: 'Mia', decidedAt: EARLIER };
    const cancelled = stateInWords({ ...waiting, ...decided, status: 'cancelled', cancelReason: 'Wrong person' });
    assert.deepEqual(cancelled, { what: 'Cancelled by Mia', at: EARLIER, more: ['Reason: Wrong person'] });
    const executed = stateInWords({ ...waiting, ...decided, status: 'executed', executedAt: LATER });
    assert.deepEqual(executed, { what: 'Sent, approved by Mia', at: LATER, more: [] });
  });

  it('names nobody where the action was executed by itself', () => {
    const { what } = stateInWords({ ...waiting, status: 'executed', decision: 'auto_execute', executedAt: LATER });
    assert.equal(what, 'Sent, by itself');
  });

  it('tells of a failure what happened, and then what to do', () => {
    const told = (kind: string) =>
      stateInWords({ ...waiting, status: 'failed', failure: { kind, message: 'The line broke.' } }).more;
    for (const kind of ['permanent', 'transient', 'not-executable', 'unconfirmed', 'terminated']) {
      const [happened, advice = ''] = told(kind);
      assert.equal(happened, 'The line broke.', kind);
      assert.match(advice, /retry/i, kind);
    }
    assert.match(told('unconfirmed')[1] ?? '', /confirm/);
    assert.deepEqual(told('some-new-kind'), ['The line broke.']);
  });
});

describe('A link to the CRM or to Temporal', () => {
  it('leads only to http and https', () => {
    assert.equal(webUrl('https://crm.test/deals/1'), 'https://crm.test/deals/1');
    assert.equal(webUrl('http://127.0.0.1:8233/x'), 'http://127.0.0.1:8233/x');
    for (const url of [
      'javascript:alert(1)',
      ' JavaScript:alert(1)',
      'data:text/html,x',
      '//crm.test',
      'x',
      '',
      null,
    ]) {
      assert.equal(webUrl(url), undefined, String(url));
    }
  });
});

describe('Where an executed draft is', () => {
  const draft = { actionType: 'draft_email', status: 'executed' } as const;

  it('is told of drafts that were made, by what their delivery said', () => {
    assert.deepEqual(draftPlace({ ...draft, result: { kept: true, messageId: '<a@b>' } }), { kind: 'kept' });
    const result = { folder: 'Drafts', mailbox: 'ana@acme.test at imap.acme.test:993', uid: 1 };
    const { folder, mailbox } = result;
    assert.deepEqual(draftPlace({ ...draft, result }), { kind: 'mailbox', folder, mailbox });
    assert.match(
      texts.detail.kept.where({ kind: 'mailbox', folder, mailbox }),
      /“Drafts” of ana@acme\.test at imap\.acme\.test:993/,
    );
    assert.equal(draftPlace({ ...draft, result: null }), undefined);
    assert.equal(draftPlace({ ...draft, status: 'failed', result }), undefined);
    assert.equal(draftPlace({ ...draft, actionType: 'send_email', result }), undefined);
  });
});
