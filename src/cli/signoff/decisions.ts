import { type ApiClient, readAnswer } from '../apiClient.ts';
import { wholeNumber } from '../arguments.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { actionDetail, type DecisionAnswer, decisionAnswer } from '../shapes.ts';
import { cleanLine, shortId, shortTime } from '../words.ts';
import { findActionId } from './findAction.ts';
import { common, connect, print, readPairs, timeOf } from './options.ts';

const version = {
  type: 'string',
  value: 'N',
  help: 'The version that you have seen; by default the one that is there now',
} as const;
const oneId = { min: 1, max: 1 };

export const approve = command({
  takes: 'ID',
  count: oneId,
  summary: 'Have an action executed, now or after an undo window',
  options: {
    version,
    undo: { type: 'string', value: 'SECONDS', help: 'How long it can be undone before it is executed' },
    at: { type: 'string', value: 'TIME', help: 'Not before then; until then it can be undone' },
    'send-now': { type: 'boolean', help: 'An email leaves at once, whatever the send window' },
    wait: { type: 'boolean', help: 'Wait until it has been executed' },
    ...common,
  },
  async run(values, [given = '']) {
    const undoSeconds = values.undo === undefined ? undefined : wholeNumber('--undo', values.undo, 0);
    const executeAt = timeOf('--at', values.at);
    const api = connect(values);
    const target = await targetOf(api, given, values.version);
    const query = values.wait ? { wait: 'executed' } : {};
    const sendNow = values['send-now'];
    const body = { version: target.version, undoSeconds, sendNow, executeAt };
    const answer = await api.post(`/autonomous-actions/${target.id}/approve`, body, query);
    const decided = readAnswer(decisionAnswer, answer);
    print(values, answer, () => `${shortId(decided.actionId)} approved: ${stateInWords(decided)}`);
    if (decided.failure !== undefined)
      throw new CommandFailure(decided.failure.kind, cleanLine(decided.failure.message));
  },
});

export const edit = command({
  takes: 'ID key=value…',
  count: { min: 2, max: 100 },
  summary: 'Change parameters of an action, which stays pending (key:=JSON for what is not text, key:=null removes)',
  options: { version, ...common },
  async run(values, [given = '', ...pairs]) {
    const params = readPairs(pairs);
    const api = connect(values);
    const { id, version: seen } = await targetOf(api, given, values.version);
    const answer = await api.patch(`/autonomous-actions/${id}`, { params, version: seen });
    print(
      values,
      answer,
      () => `${shortId(id)} edited: it is version ${readAnswer(decisionAnswer, answer).version} now`,
    );
  },
});

export const cancel = command({
  takes: 'ID --reason TEXT',
  count: oneId,
  summary: 'Discard an action',
  options: { reason: { type: 'string', value: 'TEXT', help: 'Why, in up to 500 characters' }, version, ...common },
  async run(values, [given = '']) {
    const { reason = '' } = values;
    if (reason.trim() === '') throw new UsageError('--reason TEXT is required');
    const api = connect(values);
    const { id, version: seen } = await targetOf(api, given, values.version);
    const answer = await api.post(`/autonomous-actions/${id}/cancel`, { reason, version: seen });
    print(values, answer, () => `${shortId(readAnswer(decisionAnswer, answer).actionId)} cancelled`);
  },
});

export const undo = command({
  takes: 'ID',
  count: oneId,
  summary: 'Undo an approval before its undo window has passed',
  options: common,
  async run(values, [given = '']) {
    const api = connect(values);
    const id = await findActionId(api, given);
    const answer = await api.post(`/autonomous-actions/${id}/undo`);
    print(
      values,
      answer,
      () => `${shortId(id)}: the approval is undone, it is ${readAnswer(decisionAnswer, answer).status}`,
    );
  },
});

export const reschedule = command({
  takes: 'ID',
  count: oneId,
  summary: 'Move the automatic execution or the expiry of an action',
  options: {
    at: { type: 'string', value: 'TIME', help: 'When it executes by itself' },
    hold: { type: 'boolean', help: 'It does not execute by itself' },
    expires: { type: 'string', value: 'TIME', help: 'When it expires' },
    version,
    ...common,
  },
  async run(values, [given = '']) {
    if (values.hold && values.at !== undefined) throw new UsageError('--hold and --at exclude each other');
    const autoExecuteAt = values.hold ? null : timeOf('--at', values.at);
    const expiresAt = timeOf('--expires', values.expires);
    if (autoExecuteAt === undefined && expiresAt === undefined) {
      throw new UsageError('--at TIME, --hold or --expires TIME is required');
    }
    const api = connect(values);
    const { id, version: seen } = await targetOf(api, given, values.version);
    const answer = await api.post(`/autonomous-actions/${id}/reschedule`, { autoExecuteAt, expiresAt, version: seen });
    const moved = readAnswer(decisionAnswer, answer);
    print(values, answer, () => `${shortId(id)} ${deadlinesInWords(moved)}`);
  },
});

export const retry = command({
  takes: 'ID',
  count: oneId,
  summary: 'Execute a failed action again, as a new action',
  options: common,
  async run(values, [given = '']) {
    const api = connect(values);
    const id = await findActionId(api, given);
    const answer = await api.post(`/autonomous-actions/${id}/retry`);
    print(values, answer, () => `${shortId(id)} is retried as ${shortId(readAnswer(decisionAnswer, answer).actionId)}`);
  },
});

export const confirm = command({
  takes: 'ID',
  count: oneId,
  summary: 'Say that an unconfirmed delivery did arrive',
  options: common,
  async run(values, [given = '']) {
    const api = connect(values);
    const id = await findActionId(api, given);
    const answer = await api.post(`/autonomous-actions/${id}/confirm`);
    print(values, answer, () => `${shortId(id)} confirmed: ${stateInWords(readAnswer(decisionAnswer, answer))}`);
  },
});

export const dismiss = command({
  takes: 'ID',
  count: oneId,
  summary: 'Say that you have seen to a failed action: it is no longer kept in sight',
  options: common,
  async run(values, [given = '']) {
    const api = connect(values);
    const id = await findActionId(api, given);
    const answer = await api.post(`/autonomous-actions/${id}/dismiss`);
    print(values, answer, () => `${shortId(id)} is no longer kept in sight`);
  },
});

/** The action meant and the version decided on: the one named, else the one that is fetched here and now. */
async function targetOf(api: ApiClient, given: string, seen: string | undefined) {
  const named = seen === undefined ? undefined : wholeNumber('--version', seen, 1);
  const id = await findActionId(api, given);
  return { id, version: named ?? readAnswer(actionDetail, await api.get(`/autonomous-actions/${id}`)).version };
}

function whyInWords(waits: DecisionAnswer['waits']): string {
  if (waits === undefined) return '';
  return waits.why === 'cap' ? ', when the caps are free,' : `, in the contact’s working hours (${waits.timeZone}),`;
}

function stateInWords({ status, executesAt, waits }: DecisionAnswer): string {
  if (status === 'pending' && executesAt !== undefined)
    return `it ${waits === undefined ? 'is executed' : 'leaves'} at ${shortTime(executesAt)}${whyInWords(waits)} unless undone`;
  return status === 'approved' ? 'it is being executed' : status;
}

function deadlinesInWords({ autoExecuteAt, expiresAt }: DecisionAnswer): string {
  const automatic =
    typeof autoExecuteAt !== 'string' ? 'waits for a decision' : `executes by itself at ${shortTime(autoExecuteAt)}`;
  return `${automatic}, expires at ${expiresAt === undefined ? 'the same time as before' : shortTime(expiresAt)}`;
}
