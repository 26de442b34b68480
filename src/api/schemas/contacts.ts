/** A contact as a person who may ask what is kept about him. */
import { z } from 'zod';
import { soughtContact as sought } from '../../domain/params/contact.ts';

export const soughtContact = sought.meta({ id: 'SoughtContact', examples: [{ email: 'sarah@acme.com' }] });

const rows = z.array(z.looseObject({}));

export const contactHeld = z
  .object({
    email: z.string().nullable(),
    ids: z.array(z.object({ crm: z.string(), id: z.string() })).describe('What each CRM calls the contact'),
    held: z
      .record(z.string(), rows)
      .describe('Rows as the database holds them, by what they are: contacts, actions, alerts and so on'),
  })
  .meta({ id: 'ContactHeld' });

export const contactErased = z
  .object({ actions: z.number().int().describe('How many actions were about the contact') })
  .meta({ id: 'ContactErased' });
