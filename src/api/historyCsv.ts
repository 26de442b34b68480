/** Actions as a table for spreadsheets: a line each, by the names that the API has for things. */
import type { ActionSummary } from '../store/actions/actions.ts';
import { type Cell, csvRecord } from './csv.ts';

/** Read by Excel alone, which without it takes UTF-8 for the machine's old code page. */
const BYTE_ORDER_MARK = '\ufeff';

const COLUMNS: Readonly<Record<string, (action: ActionSummary) => Cell>> = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  actionType: ({ actionType }) => actionType,
  triggerType: ({ triggerType }) => triggerType,
  contextSummary: ({ contextSummary }) => contextSummary,
  urgency: ({ urgency }) => urgency,
  companyId: ({ companyId }) => companyId,
  companyName: ({ subject }) => subject.company?.name,
  dealId: ({ dealId }) => dealId,
  dealName: ({ subject }) => subject.deal?.name,
  dealAmountMinor: ({ subject }) => subject.deal?.amountMinor,
  dealCurrency: ({ subject }) => subject.deal?.currency,
  contactName: ({ subject }) => subject.contact?.name,
  contactEmail: ({ subject }) => subject.contact?.email,
  crm: ({ crm }) => crm,
  userId: ({ userId }) => userId,
  userName: ({ userName }) => userName,
  createdAt: ({ createdAt }) => createdAt,
  leftQueueAt: ({ leftQueueAt }) => leftQueueAt,
  decision: ({ decision }) => decision,
  decidedAt: ({ decidedAt }) => decidedAt,
  decidedBy: ({ decidedBy }) => decidedBy,
  decidedByName: ({ decidedByName }) => decidedByName,
  decisionChannel: ({ decisionChannel }) => decisionChannel,
  cancelReason: ({ cancelReason }) => cancelReason,
  executedAt: ({ executedAt }) => executedAt,
  failureKind: ({ failure }) => failure?.kind,
  failureMessage: ({ failure }) => failure?.message,
  failureHandledAt: ({ failureHandledAt }) => failureHandledAt,
  failureHandledByName: ({ failureHandledByName }) => failureHandledByName,
  retryOf: ({ retryOf }) => retryOf,
};

/**
 * The table in pieces, a page of actions each, with its header.
 *
 * @param options.bom whether a byte order mark comes first
 */
export async function* historyCsv(
  pages: AsyncIterable<ActionSummary[]>,
  { bom }: { bom: boolean },
): AsyncGenerator<string> {
  yield `${bom ? BYTE_ORDER_MARK : ''}${csvRecord(Object.keys(COLUMNS))}`;
  const cellsOf = Object.values(COLUMNS);
  for await (const page of pages) {
    if (page.length > 0) yield page.map((action) => csvRecord(cellsOf.map((cellOf) => cellOf(action)))).join('');
  }
}
