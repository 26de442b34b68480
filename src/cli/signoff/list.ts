import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { STATUSES } from '../../domain/lifecycle.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { readAnswer } from '../apiClient.ts';
import { oneOf, wholeNumber } from '../arguments.ts';
import { command } from '../program.ts';
import { type ActionSummary, actionPage } from '../shapes.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortId, shortTime, statusWord } from '../words.ts';
import { common, connect, print } from './options.ts';

/** What --type takes. */
export const TYPES = [...ACTION_TYPES, ...TRIGGER_TYPES];

export const list = command({
  summary: 'List actions: what waits for a decision, the most pressing first',
  options: {
    status: { type: 'string', value: 'STATUS', help: `One of ${STATUSES.join(', ')}; the newest first` },
    type: { type: 'string', value: 'TYPE', help: 'A type of action (send_email …) or of trigger (champion_cold …)' },
    company: { type: 'string', value: 'ID', help: 'Of this company' },
    deal: { type: 'string', value: 'ID', help: 'On this deal' },
    search: { type: 'string', value: 'TEXT', help: 'With this text in the summary or in a name' },
    all: { type: 'boolean', help: 'Of every status, the newest first' },
    team: { type: 'boolean', help: "A manager's team's too" },
    limit: { type: 'string', value: 'N', help: 'So many at most (50; up to 200)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'Go on where an earlier list ended' },
    ...common,
  },
  async run(values) {
    const { status, type, company, deal, search, all, team, limit, cursor } = values;
    const one = type === undefined ? undefined : oneOf('--type', type, TYPES);
    const isQueue = status === undefined && !all;
    const answer = await connect(values).get('/autonomous-actions', {
      status: status === undefined ? undefined : oneOf('--status', status, STATUSES),
      actionType: ACTION_TYPES.find((each) => each === one),
      triggerType: TRIGGER_TYPES.find((each) => each === one),
      companyId: company,
      dealId: deal,
      q: search,
      cursor,
      scope: team ? 'team' : undefined,
      sort: isQueue ? 'queue' : 'newest',
      limit: limit === undefined ? undefined : String(wholeNumber('--limit', limit, 1)),
    });
    print(values, answer, () => {
      const { items, nextCursor } = readAnswer(actionPage, answer);
      if (items.length === 0) return isQueue ? 'Nothing waits for a decision.' : 'There are no such actions.';
      return [actionTable(items), ...(nextCursor === null ? [] : [`More with --cursor ${nextCursor}`])].join('\n');
    });
  },
});

/** Actions as a table, one to a line. */
export function actionTable(actions: ActionSummary[]): string {
  const several = new Set(actions.map(({ userId }) => userId)).size > 1;
  const rows = actions.map((action) => [
    shortId(action.id),
    statusWord(action.status, action.executingAt),
    action.actionType,
    ...(several ? [cleanLine(action.userName)] : []),
    dueOf(action),
    cleanLine(action.contextSummary),
  ]);
  const headings = ['ID', 'STATUS', 'ACTION', ...(several ? ['REP'] : []), 'WHEN', 'SUMMARY'];
  return table(rows, { headings, width: terminalWidth() });
}

/** What a person wants to know first: when it acts or expires, or when it left the queue. */
function dueOf({ status, autoExecuteAt, expiresAt, leftQueueAt, createdAt }: ActionSummary): string {
  if (status !== 'pending') return shortTime(leftQueueAt ?? createdAt);
  return autoExecuteAt === null ? `until ${shortTime(expiresAt)}` : `runs ${shortTime(autoExecuteAt)}`;
}
