/** `npm run demo`: sends one trigger of each type to the running stack, decides some as Ana, and shows what happened. */
import { type ApiClient, createApiClient, read } from '../cli/apiClient.ts';
import { Failure, reportErrors } from '../cli/errors.ts';
import { type LocalStack, readLocalStack } from '../cli/localStack.ts';
import { actionDetail, triggerAnswer } from '../cli/shapes.ts';
import { actionTable } from '../cli/signoff/list.ts';
import { triggerInWords } from '../cli/signoff/trigger.ts';
import { cut, table, terminalWidth } from '../cli/table.ts';
import { shortId } from '../cli/words.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { DEMO_DECISIONS, takeDecision } from './demo/decisions.ts';
import { DEMO_TRIGGERS } from './demo/triggers.ts';

await reportErrors('demo', async () => {
  const stack = readLocalStack(process.env);
  if (stack === undefined) throw new Failure('no-stack', 'no local stack is running: npm start');
  const crm = createApiClient({ url: stack.apiUrl, token: stack.tokens.service });
  const ana = createApiClient({ url: stack.apiUrl, token: stack.tokens.rep });

  console.log(`The CRM reports ${DEMO_TRIGGERS.length} situations of Ana's accounts:`);
  const actions = await sendTriggers(crm);
  console.log('\nAna decides on some of them:');
  await decide(ana, actions);
  console.log("\nAna's actions now:\n");
  console.log(await statesOf(ana, [...actions.values()]));
  console.log(`\n${whereToLook(stack)}`);
});

/** Answers the actions' ids, by what they are about; a situation that is pending already keeps its action. */
async function sendTriggers(crm: ApiClient): Promise<Map<TriggerType, string>> {
  const actions = new Map<TriggerType, string>();
  for (const trigger of DEMO_TRIGGERS) {
    const answer = read(triggerAnswer, await crm.post('/triggers', { ...trigger, userId: 'ana' }));
    console.log(step(trigger.triggerType, triggerInWords(answer)));
    if (answer.outcome !== 'switched_off') actions.set(trigger.triggerType, answer.actionId);
  }
  return actions;
}

async function decide(ana: ApiClient, actions: Map<TriggerType, string>): Promise<void> {
  for (const decision of DEMO_DECISIONS) {
    const actionId = actions.get(decision.triggerType);
    if (actionId === undefined) continue;
    const outcome = await takeDecision(ana, decision, actionId);
    console.log(step(decision.triggerType, `${shortId(actionId)} ${decision.inWords}: ${outcome}`));
  }
}

async function statesOf(ana: ApiClient, actionIds: string[]): Promise<string> {
  const answers = await Promise.all(actionIds.map((id) => ana.get(`/autonomous-actions/${id}`)));
  return actionTable(answers.map((answer) => read(actionDetail, answer)));
}

function whereToLook({ apiUrl, mailboxUrl, temporalUiUrl, slackFakeUrl }: LocalStack): string {
  const links = table([
    ['  Mailbox', mailboxUrl],
    ['  Workflows in Temporal', temporalUiUrl],
    ['  Slack', slackFakeUrl],
    ['  API docs', `${apiUrl}/docs`],
  ]);
  const next = 'npm run --silent signoff -- list';
  return `What is shown as "runs" executes by itself at that time. See for yourself:\n\n${links}\n\nDecide on the rest: ${next}`;
}

function step(about: string, what: string): string {
  return cut(`  ${about.padEnd(24)}${what}`, terminalWidth() ?? Number.POSITIVE_INFINITY);
}
