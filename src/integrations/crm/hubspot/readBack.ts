import type { HubspotSettings } from './connection.ts';
import { hubspotCall } from './connection.ts';
import { ASKING } from './failure.ts';
import { type Link, markerOf, WRITTEN, type WrittenType } from './written.ts';

/** HubSpot's most of either. */
const [ASSOCIATIONS_PAGE, OBJECTS_BATCH] = [500, 100];
const TYPE = { deal: 'deals', contact: 'contacts', company: 'companies' } as const;

/**
 * The id of the object that an earlier attempt has made, known by the mark in its body; null where there is none. It is
 * looked up among what is associated with a record, and never by search: that is eventually consistent, and would deny
 * what was made a moment ago.
 *
 * @throws DeliveryError
 */
export async function findMarked(
  settings: HubspotSettings,
  { object, link, key }: { object: WrittenType; link: Link; key: string },
  signal: AbortSignal,
): Promise<string | null> {
  const asking = { signal, meaning: ASKING };
  let after: string | undefined;
  do {
    const from = after;
    const page = await hubspotCall(settings, asking, ({ crm }, options) =>
      crm.associations.v4.basicApi.getPage(TYPE[link.kind], link.id, object, from, ASSOCIATIONS_PAGE, options),
    );
    const ids = page.results.map(({ toObjectId }) => String(toObjectId));
    for (let start = 0; start < ids.length; start += OBJECTS_BATCH) {
      const found = await markedAmong(settings, asking, object, ids.slice(start, start + OBJECTS_BATCH), key);
      if (found !== undefined) return found;
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return null;
}

async function markedAmong(
  settings: HubspotSettings,
  asking: Parameters<typeof hubspotCall>[1],
  object: WrittenType,
  ids: string[],
  key: string,
): Promise<string | undefined> {
  const { body } = WRITTEN[object];
  const input = { inputs: ids.map((id) => ({ id })), properties: [body], propertiesWithHistory: [] };
  const { results } = await hubspotCall(settings, asking, ({ crm }, options) =>
    crm.objects.batchApi.read(object, input, undefined, options),
  );
  return results.find(({ properties }) => properties[body]?.includes(markerOf(key)))?.id;
}
