/** The first workspace of an installation. */
import { z } from 'zod';
import { currency, line, timeZone } from '../../domain/params/people.ts';
import { emailAddress } from '../../domain/params/schemas.ts';

export const setupBody = z
  .strictObject({
    secret: z.string().min(1).max(200).describe('What stands after the # of the link that the API printed'),
    workspace: z.strictObject({
      name: line(200),
      currency: currency.describe('Of amounts that name none: ISO 4217'),
      timeZone: timeZone.describe('Such as Europe/Berlin'),
    }),
    admin: z.strictObject({
      displayName: line(200).describe('What colleagues and contacts read'),
      email: emailAddress,
    }),
  })
  .meta({
    id: 'Setup',
    examples: [
      {
        secret: 'what stands after the #',
        workspace: { name: 'Acme Corp', currency: 'EUR', timeZone: 'Europe/Berlin' },
        admin: { displayName: 'Adam Okafor', email: 'adam@acme.com' },
      },
    ],
  });

export const setupAnswer = z
  .object({
    workspaceId: z.string(),
    userId: z.string(),
    token: z.string().describe('The administrator’s API token; nobody can show it again'),
  })
  .meta({ id: 'SetupAnswer' });
