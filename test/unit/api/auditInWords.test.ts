import assert from 'node:assert/strict';
import { auditInWords } from '../../../src/api/auditInWords.ts';

describe('the audit trail in words', () => {
  const entry = { command: 'edit', accepted: true, who: 'Ana Ruiz', channel: 'web', changes: null, message: null };

  it('says who did what by which door, and what changed', () => {
    const changes = { subject: { from: 'a', to: 'b' }, body: { from: 'c', to: null } };
    assert.equal(auditInWords({ ...entry, changes }), 'Edited by Ana Ruiz in the browser: subject, body');
    assert.equal(
      auditInWords({ ...entry, command: 'cancel', channel: 'temporal', message: 'not now' }),
      'Cancelled by Ana Ruiz in Temporal: not now',
    );
  });

  it('names nobody where nobody in particular did it', () => {
    const expired = { ...entry, command: 'expire', who: null, channel: 'timer' };
    assert.equal(auditInWords(expired), 'Expired');
  });

  it('marks what was refused', () => {
    const refused = {
      ...entry,
      command: 'approve',
      accepted: false,
      changes: { refusal: 'stale-version' },
      message: 'too late',
    };
    assert.equal(auditInWords(refused), 'Refused: approve by Ana Ruiz in the browser: too late');
  });
});
