/** The boundary of src/domain/text.ts as schemas, for the parsers of CRMs that cannot mend what they send. */
import { z } from 'zod';
import { personName, tidyLine } from '../../domain/text.ts';

/** What any property may hold; names and titles are far shorter. */
export const MAX_CRM_TEXT = 1_000;

export const crmText = z.string().transform((value) => tidyLine(value, MAX_CRM_TEXT));
export const crmPersonName = z.string().transform((value) => personName(value, MAX_CRM_TEXT));

const CURRENCY = /^[A-Z]{3}$/;

/** An ISO 4217 code, or null for what is none: an amount then counts in the workspace's. */
export function currencyOf(code: string | null | undefined): string | null {
  const plain = code?.trim().toUpperCase() ?? '';
  return CURRENCY.test(plain) ? plain : null;
}
