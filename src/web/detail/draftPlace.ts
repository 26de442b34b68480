import type { ActionSummary } from '../api/client.ts';

/** `kept`: by us, to be downloaded or copied; `mailbox`: in a folder there, named as its server names it. */
export type DraftPlace = { kind: 'kept' } | { kind: 'mailbox'; folder: string; mailbox: string | undefined };

/** Where the draft of an executed draft_email is, by what its delivery told; undefined where there is none, or it is not told. */
export function draftPlace({
  actionType,
  status,
  result,
}: Pick<ActionSummary, 'actionType' | 'status' | 'result'>): DraftPlace | undefined {
  if (actionType !== 'draft_email' || status !== 'executed' || result === null) return undefined;
  const { kept, folder, mailbox } = result;
  if (kept === true) return { kind: 'kept' };
  if (typeof folder !== 'string') return undefined;
  return { kind: 'mailbox', folder, mailbox: typeof mailbox === 'string' ? mailbox : undefined };
}
