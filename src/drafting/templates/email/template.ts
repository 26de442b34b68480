/**
 * What an email template is made of. It sees what the contact knows, never what was observed, and must not hint at it. It has one or
 * two sentences to say; greeting, promise, question and signature stand around them (drafting/email.ts), and the whole has 50 to 80
 * words.
 */
import type { ContactFacts } from '../../facts.ts';

/** Three ways to say it. The first of which the fact is known is taken. */
export interface EmailTemplate {
  /** To be raised with every change of its words: what people make of a draft is counted by it. */
  version: number;
  /** Where a next step was agreed on with the contact. */
  agreed: Words<{ nextStep: string }>;
  /** Where they have met, or, of a form, have filled one in, and what that was called may be said. */
  met: Words<{ topic: string }>;
  plain: Words<unknown>;
}

export interface Words<Known> {
  /** One line; where the email answers another, that one's subject stands in its place. */
  subject: (facts: ContactFacts & Known) => string;
  body: (facts: ContactFacts & Known) => string;
}
