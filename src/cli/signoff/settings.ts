import { readAnswer } from '../apiClient.ts';
import { command } from '../program.ts';
import { settingsAnswer } from '../shapes.ts';
import { table } from '../table.ts';
import { hoursInWords } from './hours.ts';
import { common, connect, print } from './options.ts';

/** What holds for the caller, his own choices and the workspace's put together. */
export const settings = command({
  summary: 'Show what is executed by itself, which action each trigger proposes and when one is at work',
  options: common,
  async run(values) {
    const answer = await connect(values).get('/settings');
    print(values, answer, () => {
      const { autoExecute, triggerActions, workingHours } = readAnswer(settingsAnswer, answer).effective;
      const rules = Object.entries(autoExecute).map(([type, { enabled, autoExecuteDelayMinutes }]) => [
        type,
        enabled ? `by itself after ${autoExecuteDelayMinutes} min` : 'when approved',
      ]);
      return [
        table(rules, { headings: ['ACTION', 'EXECUTED'] }),
        table(Object.entries(triggerActions), { headings: ['TRIGGER', 'PROPOSES'] }),
        `At work ${hoursInWords(workingHours)}`,
      ].join('\n\n');
    });
  },
});
