/** Asked about an action that is not there (any more): permanent, no retry helps. */
export class ActionNotFoundError extends Error {
  override readonly name = 'ActionNotFoundError';

  constructor(actionId: string) {
    super(`there is no action ${actionId}`);
  }
}

/** Another attempt has taken the delivery over: whatever this one found out decides nothing. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(attempt: number) {
    super(`attempt ${attempt} has lost its claim on the delivery`);
  }
}
