import { BUILT_IN } from '../../domain/crmNames.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { Subject } from '../../domain/subject.ts';

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

interface AboutAction extends Omit<About, 'crm'> {
  subject: Subject;
  /** Absent: in those of the CRM that it writes to. */
  subjectCrm?: string;
  crm?: string;
}

/** The same of an action's trigger. */
export function aboutColumnsOf({ subject, subjectCrm, crm, companyId, dealId, contactId }: AboutAction) {
  return aboutColumns({
    crm: subjectCrm ?? crm ?? BUILT_IN,
    companyId,
    dealId,
    contactId: subject.contact?.id ?? contactId,
  });
}

function keyOf(id: string | undefined): string | null {
  return id === undefined || id === '' ? null : normaliseId(id);
}
