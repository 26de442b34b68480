/** The queue with what is about one deal in one place. */
import type { ActionSummary } from '../api/client.ts';
import { isUndecided } from './useSelection.ts';

/** Two or more cards on one deal, under the first of them. */
export type DealGroups = ReadonlyMap<string, readonly ActionSummary[]>;

/** Each deal stands where its first card stood, and its cards keep their order. What has no deal stays alone. */
export function groupByDeal(cards: readonly ActionSummary[]): { cards: ActionSummary[]; groups: DealGroups } {
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
  return { cards: [...deals.values()].flat(), groups };
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
