import type { CrmTask } from '../../src/integrations/crm/crm.ts';

/** Where in HubSpot it belongs, and to whom. */
export const HUBSPOT_PLACE = {
  workspaceId: 'acme',
  userId: 'ana',
  ownerId: '501',
  dealId: '8201',
  contactId: '8101',
  companyId: '8001',
};

export const HUBSPOT_TASK: CrmTask = {
  ...HUBSPOT_PLACE,
  subject: 'Call Dana',
  body: 'Ask about the budget',
  dueAt: '2026-12-01T10:00:00Z',
  priority: 'high',
};
