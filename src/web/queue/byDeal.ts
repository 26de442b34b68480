/** The queue with what is about one deal in one place. */
import type { ActionSummary } from '../api/client.ts';
import { isUndecided } from './useSelection.ts';

/** Two or more cards on one deal, under the first of them. */
export type DealGroups = ReadonlyMap<string, readonly ActionSummary[]>;

export interface GroupedByDeal {
  cards: ActionSummary[];
  groups: DealGroups;
  /** The deals from the top; what has none stands for itself. */
  order: readonly string[];
}

/**
 * Each deal stands where its first card stands, and its cards keep their order. What has no deal stays alone.
 *
 * @param before the order of the deals so far: whoever decides on the first card of a deal finds the others in its place
 */
export function groupByDeal(cards: readonly ActionSummary[], before: readonly string[] = []): GroupedByDeal {
  const deals = new Map<string, ActionSummary[]>();
  for (const card of cards) {
    const deal = dealOf(card) ?? card.id;
    const known = deals.get(deal);
    if (known === undefined) deals.set(deal, [card]);
    else known.push(card);
  }
  const groups = new Map<string, ActionSummary[]>();
  for (const group of deals.values()) {
    const [first, second] = group;
    if (first !== undefined && second !== undefined) groups.set(first.id, group);
  }
  const order = placed([...deals.keys()], before);
  return { cards: order.flatMap((deal) => deals.get(deal) ?? []), groups, order };
}

/** What was there stays in its order; what is new comes after the one that it follows by itself. */
function placed(deals: readonly string[], before: readonly string[]): string[] {
  const present = new Set(deals);
  const known = new Set(before);
  const order = before.filter((deal) => present.has(deal));
  for (const [index, deal] of deals.entries()) {
    if (!known.has(deal)) order.splice(index === 0 ? 0 : order.indexOf(deals[index - 1] ?? '') + 1, 0, deal);
  }
  return order;
}

/** Those among the cards that wait for a decision on this one's deal, itself among them. */
export function onDealOf(cards: readonly ActionSummary[], card: ActionSummary): ActionSummary[] {
  const deal = dealOf(card);
  return cards.filter(
    (other) => isUndecided(other) && (other.id === card.id || (deal !== null && dealOf(other) === deal)),
  );
}

/** What a group is called. */
export function dealName({ subject: { deal, company }, dealId }: ActionSummary): string {
  return deal?.name ?? company?.name ?? dealId ?? '';
}

/** Ids are told apart within one CRM only. */
function dealOf({ crm, dealId }: ActionSummary): string | null {
  return dealId === null ? null : `${crm} ${dealId}`;
}
