import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ownId } from '../../domain/params/people.ts';
import { SECURITY_EVENTS, type SecurityEvent } from '../../domain/securityEvents.ts';
import { jsonObject, oneOrMore, sentTime, time } from './common.ts';

// keyof is what Object.keys gives of an object that nobody extends.
const event = z.enum(Object.keys(SECURITY_EVENTS) as [SecurityEvent, ...SecurityEvent[]]);
/** Entries are numbered as they are written. */
const number = z.string().regex(/^\d{1,18}$/, 'must be an entry’s id');

export const securityEntry = z
  .object({
    id: z.string(),
    event,
    by: z.string().nullable().describe('Who did it; null: nobody who is known'),
    byName: z.string().nullable(),
    about: z.string().nullable().describe('The user whom it is about'),
    aboutName: z.string().nullable(),
    channel: z
      .string()
      .describe('web, api, cli; email: by a link in one; console: the administrator’s command line; system'),
    credential: z.string().nullable().describe('What they proved themselves with: token or session'),
    address: z.string().nullable().describe('The client’s IP address'),
    detail: jsonObject.describe('What was changed, by event'),
    at: time,
    inWords: z.string(),
  })
  .meta({ id: 'SecurityEntry' });

const filter = {
  event: oneOrMore(event).optional(),
  userId: ownId.optional().describe('Who did it, or whom it is about'),
  since: sentTime.optional(),
  until: sentTime.optional(),
};

export const securityQuery = z.strictObject({
  ...filter,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: number.optional().describe('The id of the entry that the page before ended with'),
});

export const securityExportQuery = z.strictObject(filter);

export const securityPage = z
  .object({ items: z.array(securityEntry), nextBefore: z.string().nullable().describe('null on the last page') })
  .meta({ id: 'SecurityPage' });

/** One SecurityEntry to a line. */
export const lines = z
  .custom<Readable>()
  .meta({ type: 'string', description: 'A SecurityEntry as JSON, line by line' });
