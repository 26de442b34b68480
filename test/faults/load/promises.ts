/** What answers of success have promised, to be held against what is there in the end. */

export interface Promised {
  actionId: string;
  /** Where the action is to stand in the end. */
  end: 'executed' | 'cancelled' | 'pending' | 'expired';
  /** The version that the last accepted change answered. */
  version: number;
  /** What its parameters' subject must be; absent: whatever was drafted. */
  subject?: string;
}

export interface Promises {
  made: Map<string, Promised>;
  /** Answers that nobody should have got, in words. */
  broken: string[];
}

export function noPromises(): Promises {
  return { made: new Map(), broken: [] };
}
