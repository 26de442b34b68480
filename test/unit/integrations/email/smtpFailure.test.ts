import assert from 'node:assert/strict';
import { smtpFailure } from '../../../../src/integrations/email/smtpFailure.ts';

/** As Node's sockets throw it (nodejs.org/api/errors.html#class-systemerror); nodemailer puts its own code over theirs. */
function broken(syscall: 'read' | 'write'): Error {
  return Object.assign(new Error(`${syscall} ECONNRESET`), { code: 'ESOCKET', errno: -104, syscall });
}

const kindOf = (error: Error) => smtpFailure(error, true, 'smtp.test:25').kind;

describe('A connection that breaks without a reply, once the dot may leave', () => {
  it('has left the message unsent where the dot could not be written any more', () => {
    assert.equal(kindOf(broken('write')), 'transient');
  });

  it('leaves nobody knowing where it broke after that', () => {
    assert.equal(kindOf(broken('read')), 'unconfirmed');
    assert.equal(kindOf(new Error('Connection closed unexpectedly')), 'unconfirmed');
  });
});
