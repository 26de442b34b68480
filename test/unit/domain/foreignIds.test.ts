import assert from 'node:assert/strict';
import { foreignIds } from '../../../src/domain/crmIds.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { applyEdit } from '../../../src/store/decisions/edit.ts';

describe('The ids of a CRM', () => {
  const deal = (crm: string, id: string) => foreignIds(crm, { deal: { id } }).length === 0;

  it('have the shape of its own, and of others nothing is known', () => {
    assert.ok(deal('hubspot', '8201') && deal('bottlecrm', '00000000-0000-4000-8000-000000000001'));
    for (const id of ['../../admin/users/1', '%2e%2e', '1?x=', '1#', 'ü', '１', '', '1\n']) {
      assert.ok(!deal('hubspot', id) && !deal('bottlecrm', id), id);
    }
    assert.ok(deal('webhook', 'deal-1') && deal('built-in', '../x'));
  });

  it('are looked at in an edit, too', () => {
    // Of a row, what an edit looks at.
    const row = { crm: 'bottlecrm', action_type: 'log_touch', action_params: {}, version: 1 } as ActionRow;
    const edited = applyEdit(row, { dealId: '../../admin/users/1' });
    assert.ok(!edited.ok);
    assert.equal(edited.issues[0]?.path, '/params/dealId');
    assert.match(edited.issues[0]?.message ?? '', /^is not an id of BottleCRM/);
  });
});
