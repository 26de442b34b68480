import { foreignIds } from '../../domain/crmIds.ts';
import { DeliveryError, type Effect } from '../../domain/delivery.ts';
import { storable } from '../../domain/text.ts';
import type { CrmTask } from './crm.ts';

type Named = Pick<CrmTask, 'companyId' | 'dealId' | 'contactId'>;

/**
 * An effect on records of the CRM's own. Where an id is none of its, nothing is sent and nothing asked: for every client, the
 * last look before the fence.
 */
export function ofOwnIds(crm: string, { companyId, dealId, contactId }: Named, makeEffect: () => Effect): Effect {
  const named = { company: { id: companyId }, deal: { id: dealId }, contact: { id: contactId } };
  const [foreign] = foreignIds(crm, named);
  if (foreign === undefined) return makeEffect();
  const refuse = () => {
    const { kind, id, why } = foreign;
    return Promise.reject(new DeliveryError('permanent', `the ${kind} "${storable(id)}" ${why}`));
  };
  return { perform: refuse, ask: refuse };
}
