import { createHubspotReader } from './hubspot/read.ts';
import type { CrmReader } from './inbound.ts';
import { webhookReader } from './webhook/index.ts';

/** The readers of what CRMs send, by name. What their endpoints have taken must be read, whatever is configured now. */
export function createReaders(hubspot: {
  accessToken?: string | undefined;
  baseUrl?: string | undefined;
}): ReadonlyMap<string, CrmReader> {
  return new Map([webhookReader, createHubspotReader(hubspot)].map((reader) => [reader.name, reader]));
}
