/** What a workspace is told of itself, and whom nobody in it may email. */
import { z } from 'zod';
import { suppressed, suppressionReason, workspace } from '../../domain/params/workspace.ts';
import { time } from './common.ts';

const crm = workspace.crm.describe('Where tasks and touches are written unless their trigger came from another CRM');
const requirePostalAddress = z.boolean().describe('Whether no email is sent to a contact while there is none');
const postalAddress = z.string().nullable().describe('Stands below every email to a contact; null: none');

const notifyFrom = z.string().nullable().describe('From which address people are told by email; null: they are not');

export const workspaceAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    currency: z.string().describe('ISO 4217, of amounts that name none'),
    timeZone: z.string(),
    postalAddress,
    notifyFrom,
    requirePostalAddress,
    crm: z.string(),
  })
  .meta({ id: 'Workspace' });

export const workspaceChanges = z
  .strictObject({
    name: workspace.name.optional(),
    currency: workspace.currency.optional(),
    timeZone: workspace.timeZone.optional(),
    postalAddress: workspace.postalAddress
      .nullable()
      .optional()
      .describe('Stands below every email to a contact; null takes it away'),
    notifyFrom: workspace.notifyFrom
      .nullable()
      .optional()
      .describe('From which address people are told by email; null: they are not'),
    requirePostalAddress: requirePostalAddress.optional(),
    crm: crm.optional(),
  })
  .meta({ id: 'WorkspaceChanges', examples: [{ postalAddress: 'Acme, 1 Main Street, Springfield' }] });

const address = () => suppressed.describe('An address, or @ and a domain for everybody there');

export const newSuppression = z
  .strictObject({ address: address(), reason: suppressionReason.optional() })
  .meta({ id: 'NewSuppression', examples: [{ address: 'jo@example.com', reason: 'asked for it' }] });

export const suppressionParams = z.object({ address: address() });

export const suppressionsAnswer = z
  .object({
    items: z.array(
      z
        .object({
          address: z.string().describe('An address, or @ and a domain for everybody there'),
          reason: z.string().nullable().describe('Why nobody may email it'),
          createdAt: time,
        })
        .meta({ id: 'Suppression' }),
    ),
  })
  .meta({ id: 'Suppressions' });
