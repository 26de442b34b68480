import { readAnswer } from '../apiClient.ts';
import { command } from '../program.ts';
import { settingsAnswer } from '../shapes.ts';
import { table } from '../table.ts';
import { common, connect, print } from './options.ts';

export const settings = command({
  summary: 'Show what is executed by itself and which action each trigger proposes',
  options: common,
  async run(values) {
    const answer = await connect(values).get('/settings');
    print(values, answer, () => {
      const { autoExecute, triggerActions } = readAnswer(settingsAnswer, answer).effective;
      const rules = Object.entries(autoExecute).map(([type, { enabled, autoExecuteDelayMinutes }]) => [
        type,
        enabled ? `by itself after ${autoExecuteDelayMinutes} min` : 'when approved',
      ]);
      return [
        table(rules, { headings: ['ACTION', 'EXECUTED'] }),
        table(Object.entries(triggerActions), { headings: ['TRIGGER', 'PROPOSES'] }),
      ].join('\n\n');
    });
  },
});
