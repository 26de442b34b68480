import assert from 'node:assert/strict';
import { securityInWords } from '../../../src/domain/securityInWords.ts';

const entry = {
  event: 'token_add',
  by: 'adam',
  byName: 'Adam Okafor',
  about: 'ana',
  aboutName: 'Ana Ruiz',
  channel: 'web',
  detail: { label: 'Zapier' },
} as const;

describe('the security trail in words', () => {
  it('says what, of whom, by whom, where, and what it was called', () => {
    assert.equal(securityInWords(entry), 'Token made: Ana Ruiz by Adam Okafor in the browser (Zapier)');
  });

  it('says once whom it is about who did it himself', () => {
    const own = { ...entry, event: 'sign_in', about: 'adam', aboutName: 'Adam Okafor', detail: {} } as const;
    assert.equal(securityInWords(own), 'Signed in by Adam Okafor in the browser');
  });

  it('names whoever sat at the console, and nobody where nobody is known', () => {
    const nobody = { by: null, byName: null, about: null, aboutName: null } as const;
    const console = { ...entry, ...nobody, event: 'suppression_add', channel: 'console' } as const;
    const detail = { operator: 'root', address: '@blocked.test' };
    assert.equal(securityInWords({ ...console, detail }), 'Suppression added by root at the console (@blocked.test)');
    const changed = { ...console, event: 'suppression_change', channel: 'email' } as const;
    assert.equal(
      securityInWords({ ...changed, detail: { address: '…@acme.test', was: 'bounced' } }),
      'Suppression’s reason changed by a link in an email (…@acme.test, was: bounced)',
    );
    const refused = {
      ...entry,
      ...nobody,
      event: 'sign_in_refused',
      detail: { why: 'the token is not in force' },
    } as const;
    assert.equal(securityInWords(refused), 'Sign-in refused in the browser (the token is not in force)');
  });
});
