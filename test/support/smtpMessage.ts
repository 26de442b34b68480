/** A message and short patience, for the tests of sending over SMTP. */
import assert from 'node:assert/strict';
import type { DeliveryError } from '../../src/domain/delivery.ts';
import { type BuiltMessage, buildMessage, messageIdOf } from '../../src/integrations/email/message.ts';
import { smtpEffect } from '../../src/integrations/email/smtp.ts';
import { testAttempt } from './deliveryAttempt.ts';

export const SHORT = { connectMs: 2_000, greetingMs: 300, commandMs: 300, answerMs: 300 };

export function message(body = 'Hello Sarah,\n\n.\n..\nbest'): Promise<BuiltMessage> {
  const actionId = '5b0c0a34-55b7-4f7c-8f0f-0b8a1f7b3a11';
  return buildMessage({
    from: { name: 'Riley Rep', address: 'riley@signoff.test' },
    to: { name: 'Sarah', address: 'sarah@acme.test' },
    subject: 'Following up',
    body,
    messageId: messageIdOf(actionId, 2, 'riley@signoff.test'),
    actionId,
    date: new Date('2026-03-01T10:00:00Z'),
  });
}

/** The error of one attempt, which must fail. */
export async function failureOf(smtpUrl: string, attempt = testAttempt('a/send')): Promise<DeliveryError> {
  const effect = smtpEffect({ smtpUrl, message: await message(), timeouts: SHORT });
  return effect.perform(attempt).then(
    () => assert.fail('the attempt should have failed'),
    (error: DeliveryError) => error,
  );
}
