/** What the ids of a CRM's records look like: they become parts of its URLs, beside the installation's own credential. */
import { RECORD_KINDS, type RecordKind } from './crm.ts';
import { type ConnectedCrm, crmTitle, isConnectedCrm } from './crmNames.ts';

const SHAPES: Readonly<Record<ConnectedCrm, { shape: RegExp; words: string }>> = {
  hubspot: { shape: /^\d{1,20}$/, words: 'a number' },
  bottlecrm: { shape: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, words: 'a UUID in lower case' },
};

/** Why an id cannot be that of a record in a CRM, in words; undefined where it can, and where the CRM is none we connect to. */
function whyForeignId(crm: string, id: string): string | undefined {
  if (!isConnectedCrm(crm)) return undefined;
  const { shape, words } = SHAPES[crm];
  return shape.test(id) ? undefined : `is not an id of ${crmTitle(crm)}: must be ${words}`;
}

/** Company, deal and contact as far as they are named. */
type Named = Readonly<Partial<Record<RecordKind, { id?: string }>>>;

/** The ids among those named that cannot be a CRM's, and why. */
export function foreignIds(crm: string, named: Named): { kind: RecordKind; id: string; why: string }[] {
  return RECORD_KINDS.flatMap((kind) => {
    const id = named[kind]?.id;
    const why = id === undefined ? undefined : whyForeignId(crm, id);
    return id === undefined || why === undefined ? [] : [{ kind, id, why }];
  });
}
