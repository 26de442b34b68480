import { createBottleCrmReader } from './bottlecrm/read.ts';
import type { CrmSettings } from './connections.ts';
import { createHubspotReader } from './hubspot/read.ts';
import type { CrmReader } from './inbound.ts';
import { webhookReader } from './webhook/index.ts';

/** Of one request; many are read together. */
const TIMEOUT_MS = 10_000;

/** The readers of what CRMs send, by name. What their endpoints have taken must be read, whatever is configured now. */
export function createReaders({ hubspot, bottlecrm }: CrmSettings): ReadonlyMap<string, CrmReader> {
  const readers = [
    webhookReader,
    createHubspotReader({ ...hubspot, timeoutMs: TIMEOUT_MS }),
    createBottleCrmReader(bottlecrm === undefined ? undefined : { ...bottlecrm, timeoutMs: TIMEOUT_MS }),
  ];
  return new Map(readers.map((reader) => [reader.name, reader]));
}
