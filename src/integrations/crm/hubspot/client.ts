/** Writing to HubSpot. */
import type { Attempt, DeliveryResult, Effect } from '../../../domain/delivery.ts';
import type { CrmClient } from '../crm.ts';
import { ofOwnIds } from '../ownIds.ts';
import { type HubspotSettings, hubspotCall } from './connection.ts';
import { WRITING } from './failure.ts';
import { HUBSPOT } from './inbound.ts';
import { findMarked } from './readBack.ts';
import { explainRefusal } from './refusal.ts';
import { bodyHtml, taskWritten, touchWritten, WRITTEN, type Written } from './written.ts';

/** Results: `{ crm, taskId }` and `{ crm, touchId }`. HubSpot has no idempotency key, so a mark in the body stands for one. */
export function createHubspotClient(settings: HubspotSettings): CrmClient {
  const effect = (written: Written, resultOf: (id: string) => DeliveryResult) =>
    creation(settings, written, (id) => ({ crm: HUBSPOT, ...resultOf(id) }));
  return {
    name: HUBSPOT,
    createTask: (task) => ofOwnIds(HUBSPOT, task, () => effect(taskWritten(task), (taskId) => ({ taskId }))),
    logTouch: (touch) => ofOwnIds(HUBSPOT, touch, () => effect(touchWritten(touch), (touchId) => ({ touchId }))),
  };
}

function creation(settings: HubspotSettings, written: Written, resultOf: (id: string) => DeliveryResult): Effect {
  const [link] = written.links;
  const perform = async (attempt: Attempt) => resultOf(await create(settings, written, attempt));
  // What is linked to nothing could be found by search alone, which may not know yet what was just made.
  if (link === undefined) return { perform };
  return {
    perform,
    ask: async ({ key, signal }) => {
      const id = await findMarked(settings, { object: written.object, link, key }, signal);
      return id === null ? null : resultOf(id);
    },
  };
}

async function create(settings: HubspotSettings, written: Written, { key, signal, fence }: Attempt): Promise<string> {
  const { object, properties, text, links } = written;
  const { body, associationTypeIds } = WRITTEN[object];
  const { AssociationSpecAssociationCategoryEnum: Category } = await import(
    '@hubspot/api-client/lib/codegen/crm/objects/index.js'
  );
  const associations = links.map(({ kind, id }) => ({
    to: { id },
    types: [
      {
        associationCategory: Category.HubspotDefined,
        associationTypeId: associationTypeIds[kind],
      },
    ],
  }));
  const input = { properties: { ...properties, [body]: bodyHtml(text, key) }, associations };
  const meaning = { ...WRITING, explain: (words: string) => explainRefusal(words, written) };
  const { id } = await hubspotCall(settings, { signal, meaning, fence }, ({ crm }, options) =>
    crm.objects.basicApi.create(object, input, options),
  );
  return id;
}
