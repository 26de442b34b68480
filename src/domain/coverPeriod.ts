/** From when to when somebody may look after another's actions. */
export interface CoverPeriod {
  userId: string;
  coverId: string;
  beginsAt: Date;
  endsAt: Date;
}

/** What is wrong with it, by the API's field; undefined: nothing. Whether the two are fit for it, the database tells. */
export function whyNoPeriod({ userId, coverId, beginsAt, endsAt }: CoverPeriod) {
  if (endsAt.getTime() <= Math.max(beginsAt.getTime(), Date.now()))
    return { pointer: '/endsAt', detail: 'must lie after the beginning, and in the future' };
  if (userId === coverId) return { pointer: '/coverId', detail: 'must be somebody else' };
  return undefined;
}
