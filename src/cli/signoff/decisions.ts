import { type ApiClient, read } from '../apiClient.ts';
import { Failure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { actionDetail, decisionAnswer } from '../shapes.ts';
import { cleanLine, shortId } from '../words.ts';
import { findActionId } from './findAction.ts';
import { common, connect, print, readPairs, wholeNumber } from './options.ts';

const version = {
  type: 'string',
  value: 'N',
  help: 'The version that you have seen; by default the one that is there now',
} as const;
const oneId = { min: 1, max: 1 };

export const approve = command({
  takes: 'ID',
  count: oneId,
  summary: 'Have an action executed now',
  options: { version, wait: { type: 'boolean', help: 'Wait until it has been executed' }, ...common },
  async run(values, [given = '']) {
    const api = connect(values);
    const target = await targetOf(api, given, values.version);
    const query = values.wait ? { wait: 'executed' } : {};
    const answer = await api.post(`/autonomous-actions/${target.id}/approve`, { version: target.version }, query);
    const decided = read(decisionAnswer, answer);
    print(values, answer, () => `${shortId(decided.actionId)} approved: ${stateInWords(decided.status)}`);
    if (decided.failure !== undefined) throw new Failure(decided.failure.kind, cleanLine(decided.failure.message));
  },
});

export const edit = command({
  takes: 'ID key=value…',
  count: { min: 2, max: 100 },
  summary: 'Change parameters of an action, which stays pending (key:=JSON for what is no text, key:=null removes)',
  options: { version, ...common },
  async run(values, [given = '', ...pairs]) {
    const params = readPairs(pairs);
    const api = connect(values);
    const { id, version: seen } = await targetOf(api, given, values.version);
    const answer = await api.patch(`/autonomous-actions/${id}`, { params, version: seen });
    print(values, answer, () => `${shortId(id)} edited: it is version ${read(decisionAnswer, answer).version} now`);
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
    print(values, answer, () => `${shortId(read(decisionAnswer, answer).actionId)} cancelled`);
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
    print(values, answer, () => `${shortId(id)} is retried as ${shortId(read(decisionAnswer, answer).actionId)}`);
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
    print(values, answer, () => `${shortId(id)} confirmed: ${stateInWords(read(decisionAnswer, answer).status)}`);
  },
});

/** The action meant and the version decided on: the one named, else the one that is fetched here and now. */
async function targetOf(api: ApiClient, given: string, seen: string | undefined) {
  const named = seen === undefined ? undefined : wholeNumber('--version', seen, 1);
  const id = await findActionId(api, given);
  return { id, version: named ?? read(actionDetail, await api.get(`/autonomous-actions/${id}`)).version };
}

function stateInWords(status: string): string {
  return status === 'approved' ? 'it is being executed' : status;
}
