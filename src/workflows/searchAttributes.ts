/** What actions can be filtered by in Temporal's Web UI. They are never encrypted: ids and types only. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export const searchAttributes = {
  /** Of what has ended otherwise than most: `cancelled`, `expired` or `failed`. */
  outcome: defineSearchAttributeKey('SignoffOutcome', SearchAttributeType.KEYWORD),
  actionType: defineSearchAttributeKey('SignoffActionType', SearchAttributeType.KEYWORD),
  trigger: defineSearchAttributeKey('SignoffTrigger', SearchAttributeType.KEYWORD),
  user: defineSearchAttributeKey('SignoffUser', SearchAttributeType.KEYWORD),
  company: defineSearchAttributeKey('SignoffCompany', SearchAttributeType.KEYWORD),
  deal: defineSearchAttributeKey('SignoffDeal', SearchAttributeType.KEYWORD),
} as const;
