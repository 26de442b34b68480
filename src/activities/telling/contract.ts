/** What the workflow that tells people asks of the world: types only. */
export interface TellingActivities {
  /** Tells what is due of a bounded number of actions; `more`: there is more to be told right now. */
  tellPeople(): Promise<{ actions: number; more: boolean }>;
  /** Sends the digests of one page of a workspace's people whose morning it is; `next`: from where to go on, absent at the end. */
  sendDigests(input: { workspaceId: string; after?: string }): Promise<{ next?: string }>;
}
