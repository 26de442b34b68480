/** The CRM's records as the demo sends them. */
import type { z } from 'zod';
import type {
  companyRecord,
  contactRecord,
  dealRecord,
  engagementRecord,
} from '../../src/integrations/crm/webhook/schema.ts';

export type Company = z.input<typeof companyRecord>;
export type Contact = z.input<typeof contactRecord>;
export type Deal = z.input<typeof dealRecord>;
export type Engagement = z.input<typeof engagementRecord>;
