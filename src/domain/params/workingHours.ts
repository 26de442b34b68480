/** Working hours as people and programs send them. Whether anybody knows the country's holidays, src/calendar tells. */
import { z } from 'zod';
import { minutesOf, WEEKDAYS } from '../workingHours.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00');

/** Where a company is: its clocks are followed where its contact's are not known, and its public holidays kept. */
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'must be a code of ISO 3166-1 such as DE');

export const workingHours = z
  .strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1, 'must have a day')
      .refine((days) => new Set(days).size === days.length, 'names a day twice')
      .describe('On which days of the week'),
    from: clock.describe('When they begin, HH:MM'),
    to: z.union([clock, z.literal('24:00')]).describe('When they end, HH:MM, after `from` and up to 24:00'),
    daysOff: z
      .array(z.iso.date())
      .max(400)
      .optional()
      .describe('Days without work, YYYY-MM-DD, beside public holidays'),
    country: z
      .string()
      .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be a country such as DE, or with a region DE-BY')
      .optional()
      .describe('ISO 3166-1, with a region where wanted: DE or DE-BY. Its public holidays are free'),
  })
  // What is no time has been complained of already.
  .refine(({ from, to }) => !(minutesOf(from) >= minutesOf(to)), {
    path: ['to'],
    message: 'must be after the beginning',
  })
  .meta({ id: 'WorkingHours' });
