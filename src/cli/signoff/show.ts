import { styleText } from 'node:util';
import { stageLabel } from '../../domain/stageLabel.ts';
import { readAnswer } from '../apiClient.ts';
import { command } from '../program.ts';
import { type ActionDetail, actionDetail } from '../shapes.ts';
import { table } from '../table.ts';
import { amount, clean, cleanLine, indent, shortId, shortTime, statusWord } from '../words.ts';
import { findActionId } from './findAction.ts';
import { common, connect, print } from './options.ts';

export const show = command({
  takes: 'ID',
  count: { min: 1, max: 1 },
  summary: 'Show an action with all that is known of it',
  options: common,
  async run(values, [given = '']) {
    const api = connect(values);
    const answer = await api.get(`/autonomous-actions/${await findActionId(api, given)}`);
    print(values, answer, () => describe(readAnswer(actionDetail, answer)));
  },
});

function describe(action: ActionDetail): string {
  const { id, actionType, status, executingAt, version, urgency, contextSummary, workflowUrl, workflowId } = action;
  const head = `${styleText('bold', actionType)}  ${statusWord(status, executingAt)}  version ${version}, urgency ${urgency}`;
  return [
    `${head}\n${id}`,
    cleanLine(contextSummary),
    indent(table(facts(action))),
    section('Parameters', paramLines(action)),
    section(
      'Alerts',
      action.alerts.map((alert) => `${shortTime(alert.createdAt)}  ${cleanLine(alert.summary)}`),
    ),
    section(
      'History',
      action.audit.map(({ at, inWords }) => `${shortTime(at)}  ${cleanLine(inWords)}`),
    ),
    section('Deliveries', action.deliveries.map(deliveryLine)),
    section('Workflow', [workflowUrl ?? workflowId]),
    nextSteps(action),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function facts({ subject, userName, triggerType, createdAt, ...action }: ActionDetail): string[][] {
  const { company, deal, contact } = subject;
  const value = deal?.amountMinor === undefined ? undefined : amount(deal.amountMinor, deal.currency);
  const rows: [string, (string | undefined)[]][] = [
    ['Company', [company?.name, company?.id]],
    ['Deal', [deal?.name, value, deal?.stage && stageLabel(deal.stage), deal?.id]],
    ['Contact', [contact?.name, contact?.email, contact?.id]],
    ['Rep', [userName]],
    ['Trigger', [triggerType, shortTime(createdAt)]],
    [
      'Executes',
      action.status === 'pending' && action.autoExecuteAt ? [`by itself at ${shortTime(action.autoExecuteAt)}`] : [],
    ],
    ['Approved', approvalOf(action)],
    ['Leaves', leavingOf(action)],
    ['Expires', action.status === 'pending' ? [shortTime(action.expiresAt)] : []],
    ['Executed', action.executedAt === null ? [] : [shortTime(action.executedAt)]],
    ['Reason', [action.cancelReason ?? undefined]],
    ['Failure', action.failure === null ? [] : [action.failure.kind, action.failure.message]],
    ['Retried', action.retriedAs === null ? [] : [`as ${action.retriedAs}`]],
  ];
  return rows
    .map(([label, parts]) => [
      label,
      parts
        .filter((part) => part !== undefined)
        .map(cleanLine)
        .join(', '),
    ])
    .filter(([, text]) => text !== '');
}

function approvalOf({ scheduledApproval: approval }: Pick<ActionDetail, 'scheduledApproval'>): string[] {
  if (approval === null) return [];
  return [
    `by ${approval.byName ?? approval.by ?? 'nobody in particular'}`,
    `executes at ${shortTime(approval.executesAt)}`,
  ];
}

/** When an email would leave that is approved now. */
function leavingOf({ leaves }: Pick<ActionDetail, 'leaves'>): string[] {
  if (leaves == null) return [];
  if (leaves.at === null) return [`only where it is sent now: ${leaves.reason ?? 'no moment is known'}`];
  return [
    `${shortTime(leaves.at)} where it is approved now${leaves.why === 'window' ? ', at once with --send-now' : ''}`,
  ];
}

/** What will be sent first. Changed ones are marked; text of several lines stands below its name. */
function paramLines({ params, originalParams }: ActionDetail): string[] {
  const { subject, body, ...others } = params;
  const given = Object.entries({ subject, body, ...others }).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => {
    const text = clean(typeof value === 'string' ? value : JSON.stringify(value));
    const edited = JSON.stringify(originalParams[name]) === JSON.stringify(value) ? '' : ' (edited)';
    return text.includes('\n') ? `${name}${edited}:\n${indent(text)}` : `${name}${edited}: ${text}`;
  });
}

function deliveryLine({ step, state, attempt, error }: ActionDetail['deliveries'][number]): string {
  return `${step}: ${state}, attempt ${attempt}${error === null ? '' : `, ${cleanLine(error.message)}`}`;
}

function nextSteps({ id, status, failure, retriedAs, version }: ActionDetail): string {
  const short = shortId(id);
  if (status === 'pending') {
    return `Next: approve ${short} --version ${version} | edit ${short} key=value | cancel ${short} --reason TEXT`;
  }
  if (status !== 'failed' || retriedAs !== null) return '';
  return `Next: retry ${short}${failure?.kind === 'unconfirmed' ? ` | confirm ${short}` : ''} | dismiss ${short}`;
}

function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : `${styleText('bold', title)}\n${indent(lines.join('\n'))}`;
}
