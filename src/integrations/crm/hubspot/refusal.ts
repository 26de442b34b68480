import type { Written } from './written.ts';

/** What a refusal to create something is about, in plain words: its owner, or a record that it was to be linked to. */
export function explainRefusal(words: string, { properties, links }: Written): string | undefined {
  const owner = properties.hubspot_owner_id;
  if (owner !== undefined && /owner/i.test(words)) return `HubSpot does not take ${owner} as owner`;
  // HubSpot names the record, but in no documented place; a longer number is another's.
  const named = links.find(({ id }) => new RegExp(`(?<!\\d)${id}(?!\\d)`).test(words));
  if (named !== undefined) return `HubSpot cannot link it to the ${named.kind} ${named.id}`;
  if (!/associat/i.test(words)) return undefined;
  return `HubSpot cannot link it to ${links.map(({ kind, id }) => `the ${kind} ${id}`).join(' or ')}`;
}
