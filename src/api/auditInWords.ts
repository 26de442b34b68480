import type { Json } from '../domain/json.ts';

export interface EntryToTell {
  command: string;
  accepted: boolean;
  /** What the one who did it is called; null where nobody in particular did. */
  who: string | null;
  /** Whose action it was then, where that was somebody else. */
  forWhom?: string;
  channel: string;
  changes: Json | null;
  message: string | null;
}

const VERBS: Readonly<Record<string, string>> = {
  create: 'Created',
  approve: 'Approved',
  edit: 'Edited',
  schedule: 'Approval scheduled',
  undo: 'Approval undone',
  reschedule: 'Rescheduled',
  cancel: 'Cancelled',
  expire: 'Expired',
  auto_execute: 'Executed automatically',
  restart: 'Given a workflow of its own',
  postpone: 'Put off',
  disarm: 'Automatic execution called off',
  hand_over: 'Given to somebody else',
  execute: 'Executed',
  fail: 'Failed',
  confirm: 'Delivery confirmed',
  retry: 'Retried',
  dismiss: 'Failure seen to',
};

const DOORS: Readonly<Record<string, string>> = {
  api: 'through the API',
  cli: 'on the command line',
  web: 'in the browser',
  slack: 'in Slack',
  email: 'by email',
  temporal: 'in Temporal',
};

/** One entry of the audit trail as a person would put it: "Edited by Ana Ruiz in the browser: subject, body". */
export function auditInWords({ command, accepted, who, forWhom, channel, changes, message }: EntryToTell): string {
  const verb = accepted ? (VERBS[command] ?? command) : `Refused: ${command}`;
  const by = who === null ? '' : ` by ${who}${forWhom === undefined ? '' : ` for ${forWhom}`}`;
  const door = DOORS[channel] === undefined ? '' : ` ${DOORS[channel]}`;
  const what = [message, changedNames(changes)].filter((part) => part !== null && part !== '').join('; ');
  return `${verb}${by}${door}${what === '' ? '' : `: ${what}`}`;
}

/** The names of the parameters that an edit changed: members that say from what to what. */
function changedNames(changes: Json | null): string {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) return '';
  return Object.entries(changes)
    .filter(([, change]) => typeof change === 'object' && change !== null && 'from' in change && 'to' in change)
    .map(([name]) => name)
    .join(', ');
}
