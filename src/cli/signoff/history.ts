import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { STATUSES } from '../../domain/lifecycle.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { readAnswer } from '../apiClient.ts';
import { oneOf, wholeNumber } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { actionPage } from '../shapes.ts';
import { actionTable, TYPES } from './list.ts';
import { common, connect, print, printAll, timeOf } from './options.ts';

export const history = command({
  summary: 'List what was decided, has expired or was executed by itself, the last first; or all of it as CSV',
  options: {
    status: {
      type: 'string',
      value: 'STATUS',
      help: 'Only those that are approved, executed, cancelled, expired or failed',
    },
    type: { type: 'string', value: 'TYPE', help: 'A type of action (send_email …) or of trigger (champion_cold …)' },
    company: { type: 'string', value: 'ID', help: 'Of this company' },
    deal: { type: 'string', value: 'ID', help: 'On this deal' },
    search: { type: 'string', value: 'TEXT', help: 'With these words in the summary or in a name' },
    from: { type: 'string', value: 'TIME', help: 'Decided then or later: 2026-12-01T00:00:00Z' },
    to: { type: 'string', value: 'TIME', help: 'Decided before then' },
    team: { type: 'boolean', help: "A manager's team's too" },
    limit: { type: 'string', value: 'N', help: 'So many at most (50; up to 200)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'Go on where an earlier list ended' },
    csv: { type: 'boolean', help: 'Print all of them as CSV, for a spreadsheet' },
    excel: { type: 'boolean', help: 'With --csv: begin with what Excel knows UTF-8 by' },
    ...common,
  },
  async run(values) {
    const { status, type, company, deal, search, from, to, team, limit, cursor, csv, excel, json } = values;
    if (csv && (json || limit !== undefined || cursor !== undefined)) {
      throw new UsageError('--csv prints all of them: it goes with none of --json, --limit and --cursor');
    }
    if (excel && !csv) throw new UsageError('--excel goes with --csv');
    const one = type === undefined ? undefined : oneOf('--type', type, TYPES);
    const filter = {
      status: status === undefined ? undefined : oneOf('--status', status, STATUSES),
      actionType: ACTION_TYPES.find((each) => each === one),
      triggerType: TRIGGER_TYPES.find((each) => each === one),
      companyId: company,
      dealId: deal,
      q: search,
      decidedFrom: timeOf('--from', from),
      decidedTo: timeOf('--to', to),
      scope: team ? 'team' : undefined,
      sort: 'decided',
    };
    const api = connect(values);
    if (csv) {
      return printAll(await api.download('/autonomous-actions/export', { ...filter, bom: excel ? 'true' : undefined }));
    }
    const page = { cursor, limit: limit === undefined ? undefined : String(wholeNumber('--limit', limit, 1)) };
    const answer = await api.get('/autonomous-actions', { ...filter, ...page });
    print(values, answer, () => {
      const { items, nextCursor } = readAnswer(actionPage, answer);
      if (items.length === 0) return 'There are no such actions.';
      return [actionTable(items), ...(nextCursor === null ? [] : [`More with --cursor ${nextCursor}`])].join('\n');
    });
  },
});
