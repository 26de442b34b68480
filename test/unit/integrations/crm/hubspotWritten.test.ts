import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CrmTask, CrmTouch } from '../../../../src/integrations/crm/crm.ts';
import { explainRefusal } from '../../../../src/integrations/crm/hubspot/refusal.ts';
import { bodyHtml, taskWritten, touchWritten } from '../../../../src/integrations/crm/hubspot/written.ts';
import { HUBSPOT_PLACE } from '../../../support/hubspotTask.ts';

const TASK: CrmTask = { ...HUBSPOT_PLACE, subject: 'Call Dana', dueAt: '2026-12-01T10:00:00Z', priority: 'normal' };
const touch = (touchType: CrmTouch['touchType'], more: Partial<CrmTouch> = {}): CrmTouch => ({
  ...HUBSPOT_PLACE,
  subject: 'Met Dana',
  body: 'Went well',
  occurredAt: '2026-11-20T10:00:00Z',
  touchType,
  ...more,
});

describe('what is written to HubSpot', () => {
  it('a task has its due date, title, owner and priority, and is open', () => {
    assert.deepEqual(taskWritten(TASK), {
      object: 'tasks',
      properties: {
        hs_timestamp: '2026-12-01T10:00:00Z',
        hs_task_subject: 'Call Dana',
        hubspot_owner_id: '501',
        hs_task_status: 'NOT_STARTED',
        hs_task_priority: 'MEDIUM',
        hs_task_type: 'TODO',
      },
      text: '',
      links: [
        { kind: 'deal', id: '8201' },
        { kind: 'contact', id: '8101' },
        { kind: 'company', id: '8001' },
      ],
    });
    const priorities = (['low', 'normal', 'high'] as const).map(
      (priority) => taskWritten({ ...TASK, priority }).properties.hs_task_priority,
    );
    assert.deepEqual(priorities, ['LOW', 'MEDIUM', 'HIGH']);
  });

  it('a touch is the engagement of its kind, a form a note', () => {
    const kinds = ['note', 'meeting', 'call', 'email', 'form'] as const;
    assert.deepEqual(
      kinds.map((kind) => touchWritten(touch(kind)).object),
      ['notes', 'meetings', 'calls', 'emails', 'notes'],
    );
    assert.equal(touchWritten(touch('meeting')).properties.hs_meeting_title, 'Met Dana');
    assert.equal(touchWritten(touch('call')).properties.hs_call_title, 'Met Dana');
    assert.equal(touchWritten(touch('email')).properties.hs_email_subject, 'Met Dana');
  });

  it('a note, which has no title, begins with the subject', () => {
    assert.equal(touchWritten(touch('note')).text, 'Met Dana\n\nWent well');
    assert.equal(touchWritten(touch('form', { body: undefined })).text, 'Met Dana');
    assert.equal(touchWritten(touch('call')).text, 'Went well');
  });

  it('what is linked to nothing has no links', () => {
    const { dealId, contactId, companyId, ...alone } = TASK;
    assert.deepEqual([dealId, contactId, companyId, taskWritten(alone).links], ['8201', '8101', '8001', []]);
  });
});

describe('the body of what is written to HubSpot', () => {
  it('is text without markup, its lines kept, with the mark in a line of its own at the end', () => {
    assert.equal(
      bodyHtml('<b>Dear</b> "Dana" & co\r\nsecond line', 'act-1'),
      '&lt;b&gt;Dear&lt;/b&gt; &quot;Dana&quot; &amp; co<br>second line<br><br>ref: act-1',
    );
    assert.equal(bodyHtml('', 'act-1'), 'ref: act-1');
  });

  it('keeps the mark and stays within the limit, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 2_000 }), (piece, times) => {
        const html = bodyHtml(`${piece}<&>`.repeat(times), 'act-1');
        assert.ok(html.length <= 65_536, String(html.length));
        assert.match(html, /(^|<br><br>)ref: act-1$/);
        assert.doesNotMatch(html.replaceAll('<br>', ''), /[<>]|&(?!(amp|lt|gt|quot|#39);)/);
      }),
      { numRuns: 20 },
    );
  });
});

describe("HubSpot's refusals in plain words", () => {
  const written = taskWritten(TASK);

  it('name the owner where it is about the owner', () => {
    const words = 'Property values were not valid: [{"message":"Owner 501 does not exist","name":"hubspot_owner_id"}]';
    assert.equal(explainRefusal(words, written), 'HubSpot does not take 501 as owner');
  });

  it('name the record that it cannot be linked to, and no other whose number begins alike', () => {
    assert.equal(explainRefusal('no object 8101 exists', written), 'HubSpot cannot link it to the contact 8101');
    assert.equal(explainRefusal('no object 81012 exists', written), undefined);
    assert.equal(
      explainRefusal('One or more associations are not valid', written),
      'HubSpot cannot link it to the deal 8201 or the contact 8101 or the company 8001',
    );
  });
});
