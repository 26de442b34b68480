import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { readAnswer } from '../apiClient.ts';
import { oneOf, wholeNumber } from '../arguments.ts';
import { command } from '../program.ts';
import { type TriggerAnswer, triggerAnswer } from '../shapes.ts';
import { cleanLine, shortId, shortTime } from '../words.ts';
import { common, connect, print, readPairs } from './options.ts';

export const trigger = command({
  takes: 'TYPE [key=value…]',
  count: { min: 1, max: 100 },
  summary: 'Report that something happened in the CRM; key=value are parameters of the action',
  options: {
    company: { type: 'string', value: 'ID', help: 'The company' },
    'company-name': { type: 'string', value: 'NAME', help: 'What it is called' },
    deal: { type: 'string', value: 'ID', help: 'The deal' },
    'deal-name': { type: 'string', value: 'NAME', help: 'What it is called' },
    'deal-stage': { type: 'string', value: 'TEXT', help: 'The stage it is in now' },
    'deal-amount-minor': { type: 'string', value: 'N', help: 'What it is worth now, in minor units: cents' },
    'deal-currency': { type: 'string', value: 'CODE', help: 'The currency of that, as ISO 4217' },
    'contact-id': { type: 'string', value: 'ID', help: 'The contact' },
    'contact-name': { type: 'string', value: 'NAME', help: 'What they are called' },
    'contact-email': { type: 'string', value: 'ADDRESS', help: 'Where they get mail' },
    'event-id': { type: 'string', value: 'ID', help: 'Tells two meetings or form submissions apart' },
    action: { type: 'string', value: 'TYPE', help: `Instead of the default action: ${ACTION_TYPES.join(', ')}` },
    summary: { type: 'string', value: 'TEXT', help: 'The one sentence that the reviewer decides by' },
    user: { type: 'string', value: 'ID', help: 'Whose action it becomes (sent with the token of the role service)' },
    ...common,
  },
  async run(values, [type = '', ...pairs]) {
    const { user, action, summary } = values;
    const amount = values['deal-amount-minor'];
    const body = {
      triggerType: oneOf('TYPE', type, TRIGGER_TYPES),
      userId: user,
      actionType: action === undefined ? undefined : oneOf('--action', action, ACTION_TYPES),
      contextSummary: summary,
      eventId: values['event-id'],
      company: known({ id: values.company, name: values['company-name'] }),
      deal: known({
        id: values.deal,
        name: values['deal-name'],
        stage: values['deal-stage'],
        amountMinor: amount === undefined ? undefined : wholeNumber('--deal-amount-minor', amount, 0),
        currency: values['deal-currency'],
      }),
      contact: known({
        id: values['contact-id'],
        name: values['contact-name'],
        email: values['contact-email'],
      }),
      actionParams: known(readPairs(pairs)),
    };
    const api = connect(values, user === undefined ? 'rep' : 'service');
    const answer = await api.post('/triggers', body);
    print(values, answer, () => triggerInWords(readAnswer(triggerAnswer, answer)));
  },
});

/** What came of a trigger, as one line. */
export function triggerInWords(answer: TriggerAnswer): string {
  switch (answer.outcome) {
    case 'created': {
      const { actionId, actionType, autoExecuteAt, contextSummary } = answer;
      const when = autoExecuteAt === null ? '' : ` (runs by itself at ${shortTime(autoExecuteAt)})`;
      return `${shortId(actionId)} created: ${actionType}${when}: ${cleanLine(contextSummary)}`;
    }
    case 'duplicate':
      return `${shortId(answer.actionId)} stands already and is pending: joined (${answer.dedupKey})`;
    case 'switched_off':
      return 'no action: the settings have this trigger switched off';
  }
}

/** Undefined where nothing of it was given: then it is not sent at all. */
function known<T extends object>(given: T): T | undefined {
  return Object.values(given).every((value) => value === undefined) ? undefined : given;
}
