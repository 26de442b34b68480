import { normaliseId } from '../../domain/ids.ts';

/** What a trigger is about, as a CRM calls it. */
export interface About {
  /** Whose ids they are. */
  crm: string;
  companyId?: string | undefined;
  dealId?: string | undefined;
  contactId?: string | undefined;
}

/** The same as the trigger log has it. */
export function aboutColumns(about: About | undefined) {
  if (about === undefined) return {};
  const { crm, companyId, dealId, contactId } = about;
  return { crm, company_id: keyOf(companyId), deal_id: keyOf(dealId), contact_id: keyOf(contactId) };
}

function keyOf(id: string | undefined): string | null {
  return id === undefined || id === '' ? null : normaliseId(id);
}
