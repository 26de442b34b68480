/** Shapes that several resources share. */
import { z } from 'zod';
import { instant } from '../../domain/params/instant.ts';
import { tidyLine } from '../../domain/text.ts';

/** One line without control characters. */
export function singleLine(maxLength: number) {
  return (
    z
      .string()
      .max(maxLength)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
      .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, 'must be one line without control characters')
      .overwrite((value) => tidyLine(value, maxLength))
      .min(1)
  );
}

/** An id from outside: the CRM's, or ours of a user. */
export const outsideId = singleLine(200);

export const actionId = z.uuid();

/** Answered as RFC 3339 in UTC. */
export const time = z.date();
export const optionalTime = z.date().nullable();

/** JSON that is not ours to describe here: parameters depend on the action type. */
export const jsonObject = z.record(z.string(), z.unknown());

/** A time as it is sent. */
export const sentTime = instant;

/** One value, or the parameter repeated. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([item.transform((value) => [value]), z.array(item).min(1).max(20)]);
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(300).optional().describe('The nextCursor of the page before'),
};

/** @param id the name that clients know the page by */
export function page<T extends z.ZodType>(id: string, item: T) {
  return z
    .object({
      items: z.array(item),
      nextCursor: z.string().nullable().describe('Where the next page begins; null on the last one'),
    })
    .meta({ id });
}

const company = z.object({
  id: z.string(),
  name: z.string().optional(),
  country: z.string().optional(),
  url: z.string().optional(),
});
const deal = z.object({
  id: z.string(),
  name: z.string().optional(),
  amountMinor: z.number().optional(),
  currency: z.string().optional(),
  stage: z.string().optional(),
  ownerId: z.string().optional(),
  url: z.string().optional(),
});
const contact = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  timeZone: z.string().optional(),
  country: z.string().optional(),
  url: z.string().optional(),
});

export const subject = z
  .object({ company: company.optional(), deal: deal.optional(), contact: contact.optional() })
  .describe('Company, deal and contact as they were when the trigger arose');
