import { styleText } from 'node:util';
import { readAnswer } from '../apiClient.ts';
import { wholeNumber } from '../arguments.ts';
import { command } from '../program.ts';
import { alertPage } from '../shapes.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortId, shortTime } from '../words.ts';
import { common, connect, print } from './options.ts';

const COLOURS = { info: 'gray', warning: 'yellow', critical: 'red' } as const;

export const alerts = command({
  summary: 'List alerts, the newest first',
  options: {
    unread: { type: 'boolean', help: 'Only those not yet read' },
    team: { type: 'boolean', help: "A manager's team's too" },
    limit: { type: 'string', value: 'N', help: 'So many at most (50; up to 200)' },
    ...common,
  },
  async run(values) {
    const { limit, team, unread } = values;
    const answer = await connect(values).get('/alerts', {
      unread: unread ? 'true' : undefined,
      scope: team ? 'team' : undefined,
      limit: limit === undefined ? undefined : String(wholeNumber('--limit', limit, 1)),
    });
    print(values, answer, () => {
      const rows = readAnswer(alertPage, answer).items.map(({ createdAt, severity, actionId, readAt, summary }) => [
        shortTime(createdAt),
        styleText(COLOURS[severity], severity),
        actionId === null ? '-' : shortId(actionId),
        readAt === null ? 'new' : 'read',
        cleanLine(summary),
      ]);
      if (rows.length === 0) return 'There are no alerts.';
      return table(rows, { headings: ['AT', 'SEVERITY', 'ACTION', '', 'SUMMARY'], width: terminalWidth() });
    });
  },
});
