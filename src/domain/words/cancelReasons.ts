/** Why somebody cancels an action, where none of it needs words of his own; by which key a digit chooses it on the screen. */
export const cancelReasons = {
  notRelevant: 'Not relevant',
  wrongTiming: 'Wrong timing',
  alreadyHandled: 'Already handled',
  wrongContact: 'Wrong contact',
  wording: 'Wording not right',
} as const;

export type CancelReason = keyof typeof cancelReasons;

/** What a cancellation is counted as: one of the reasons, words of somebody's own or none, or that no person cancelled. */
export const CANCEL_KINDS = [
  // keyof is what Object.keys gives of an object that nobody extends.
  ...(Object.keys(cancelReasons) as CancelReason[]),
  'other',
  'system',
] as const;
export type CancelKind = (typeof CANCEL_KINDS)[number];

/** What a person's reason for cancelling counts as. */
export function cancelKindOf(reason: string | undefined): CancelKind {
  return (
    CANCEL_KINDS.find((kind) => kind in cancelReasons && cancelReasons[kind as CancelReason] === reason) ?? 'other'
  );
}
