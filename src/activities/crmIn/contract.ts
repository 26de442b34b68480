/** What the CRM workflows ask of the world: types only. */

/** Where a scan of all deals has come to. */
export interface ScanPosition {
  workspaceId: string;
  crm: string;
  id: string;
}

export interface CrmInActivities {
  /** Applies what CRMs have sent, a bounded number of records; `more`: there is more to be done right now. */
  drainInbox(): Promise<{ records: number; more: boolean }>;
  /** Looks for silence on one page of deals; `next`: from where to go on, absent at the end. */
  scanSilence(input: { after?: ScanPosition }): Promise<{ deals: number; next?: ScanPosition }>;
}
