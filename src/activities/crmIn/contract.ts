/** What the CRM workflows ask of the world: types only. */
import type { RecordKind } from '../../domain/crm.ts';

/** Where a scan of all deals has come to. */
export interface ScanPosition {
  workspaceId: string;
  crm: string;
  id: string;
}

/** What a poll asks for, one after the other. */
export type PollStep = 'owners' | RecordKind | 'pipelines';

export interface CrmInActivities {
  /** Applies what CRMs have sent, a bounded number of records; `more`: there is more to be done right now. */
  drainInbox(): Promise<{ records: number; more: boolean }>;
  /** Looks for silence on one page of deals; `next`: from where to go on, absent at the end. */
  scanSilence(input: { after?: ScanPosition }): Promise<{ deals: number; next?: ScanPosition }>;
  /** Asks a CRM for its owners, its pipelines, or one page of what has changed; `next` as above, also where the CRM refuses. */
  pollCrm(input: { crm: string; step: PollStep }): Promise<{ next?: PollStep }>;
}
