/** Why somebody cancels an action, where none of it needs words of his own; by which key a digit chooses it on the screen. */
export const cancelReasons = {
  notRelevant: 'Not relevant',
  wrongTiming: 'Wrong timing',
  alreadyHandled: 'Already handled',
  wrongContact: 'Wrong contact',
  wording: 'Wording not right',
} as const;
