/** Asked about an action that is not there (any more): permanent, no retry helps. */
export class ActionNotFoundError extends Error {
  override readonly name = 'ActionNotFoundError';

  constructor(actionId: string) {
    super(`there is no action ${actionId}`);
  }
}

/** Why nothing is done for an owner who has left. */
export function hasLeft(name: string): string {
  return `${name} has left: nothing is done in their name any more`;
}

/** Another attempt has taken the delivery over: whatever this one found out decides nothing. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(attempt: number) {
    super(`attempt ${attempt} has lost its claim on the delivery`);
  }
}
