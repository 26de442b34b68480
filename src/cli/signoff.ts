/** `npm run --silent signoff -- COMMAND`: the queue for people who live in a terminal. Talks only to the HTTP API. */
import { reportErrors } from './errors.ts';
import { runProgram } from './program.ts';
import { alerts } from './signoff/alerts.ts';
import { approve, cancel, confirm, dismiss, edit, reschedule, retry, undo } from './signoff/decisions.ts';
import { history } from './signoff/history.ts';
import { hours } from './signoff/hours.ts';
import { list } from './signoff/list.ts';
import { settings } from './signoff/settings.ts';
import { show } from './signoff/show.ts';
import { templates, templatesRemove, templatesSet, templatesShow } from './signoff/templates.ts';
import { trigger } from './signoff/trigger.ts';
import { why } from './signoff/why.ts';

const program = {
  name: 'signoff',
  about: 'Decide on proposed CRM actions. An ID may be cut to its first characters, 4 or more.',
  notes: [
    'It asks the API at SIGNOFF_URL with SIGNOFF_TOKEN; without them the local stack of DATA_DIR (.data).',
    'Exit code 1: the API refused or did not answer; 2: the command was called wrongly.',
  ].join('\n'),
  commands: {
    list,
    history,
    show,
    approve,
    undo,
    edit,
    cancel,
    reschedule,
    retry,
    confirm,
    dismiss,
    trigger,
    alerts,
    why,
    settings,
    'settings hours': hours,
    templates,
    'templates show': templatesShow,
    'templates set': templatesSet,
    'templates remove': templatesRemove,
  },
};

await reportErrors(program.name, () => runProgram(program, process.argv.slice(2)));
